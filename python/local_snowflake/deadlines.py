"""Calls something at a point in time, for all statements with one thread."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Callable

#: A year: what lies beyond never comes in the life of a server, and is more than a Condition can wait for.
_FAR_S = 31_536_000.0


class Deadlines:
    """Timers that are cheap to set and to drop; callbacks run on one thread and must be short."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._heap: list[tuple[float, int]] = []
        self._callbacks: dict[int, Callable[[], None]] = {}
        self._ids = itertools.count()
        self._stopped = False
        threading.Thread(target=self._watch, name="deadlines", daemon=True).start()

    def after(self, seconds: float, callback: Callable[[], None]) -> int:
        """Calls back in so many seconds; the number drops it again."""
        at, id_ = time.monotonic() + min(seconds, _FAR_S), next(self._ids)
        with self._changed:
            self._callbacks[id_] = callback
            heapq.heappush(self._heap, (at, id_))
            if self._heap[0][1] == id_:
                self._changed.notify()
        return id_

    def drop(self, id_: int) -> None:
        """Forgets a deadline; nothing happens when it has passed."""
        with self._changed:
            self._callbacks.pop(id_, None)
            if len(self._heap) > 2 * len(self._callbacks) + 64:
                self._heap = [entry for entry in self._heap if entry[1] in self._callbacks]
                heapq.heapify(self._heap)

    def stop(self) -> None:
        """Ends the thread; nothing is called any more."""
        with self._changed:
            self._stopped = True
            self._changed.notify()

    def _watch(self) -> None:
        while (callback := self._next()) is not None:
            callback()

    def _next(self) -> Callable[[], None] | None:
        with self._changed:
            while not self._stopped:
                while self._heap and self._heap[0][1] not in self._callbacks:
                    heapq.heappop(self._heap)
                if self._heap and (callback := self._due()) is not None:
                    return callback
                self._changed.wait(self._heap[0][0] - time.monotonic() if self._heap else None)
        return None

    def _due(self) -> Callable[[], None] | None:
        at, id_ = self._heap[0]
        if at > time.monotonic():
            return None
        heapq.heappop(self._heap)
        return self._callbacks.pop(id_)
