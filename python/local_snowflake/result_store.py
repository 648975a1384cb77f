"""Results of finished statements, kept for a while: bounded in age, number and bytes."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from local_snowflake.query import Query


@dataclass(frozen=True)
class Retention:
    """How much is kept. Snowflake keeps results for 24 hours; here they are in memory."""

    max_age_s: float = 3600.0
    max_queries: int = 5_000
    max_bytes: int = 256_000_000


class ResultStore:
    """Finished queries by their last use; those used longest ago go first. Thread-safe."""

    def __init__(self, retention: Retention, on_evicted: Callable[[Query], None]) -> None:
        self._retention = retention
        self._on_evicted = on_evicted
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[Query, float]] = OrderedDict()
        self._bytes = 0

    def keep(self, query: Query) -> None:
        """Keeps a query that has finished, and lets go of what no longer fits beside it."""
        with self._lock:
            self._kept[query.id] = (query, time.monotonic())
            self._bytes += query.size
            evicted = self._evict()
        self._tell(evicted)

    def touch(self, query: Query) -> None:
        """Notes that a query's result was asked for, so that it stays."""
        with self._lock:
            if query.id in self._kept:
                self._kept[query.id] = (query, time.monotonic())
                self._kept.move_to_end(query.id)

    def sweep(self) -> None:
        """Lets go of what is too old."""
        with self._lock:
            evicted = self._evict()
        self._tell(evicted)

    def _tell(self, evicted: list[Query]) -> None:
        for query in evicted:
            self._on_evicted(query)

    def _evict(self) -> list[Query]:
        evicted: list[Query] = []
        # The one used last stays whatever its size: its client is about to read it.
        while len(self._kept) > 1 and self._is_too_much():
            _, (query, _) = self._kept.popitem(last=False)
            self._bytes -= query.size
            evicted.append(query)
        return evicted

    def _is_too_much(self) -> bool:
        _, used = next(iter(self._kept.values()))
        limits = self._retention
        return (
            time.monotonic() - used > limits.max_age_s
            or len(self._kept) > limits.max_queries
            or self._bytes > limits.max_bytes
        )
