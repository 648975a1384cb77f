"""The processes that evaluate Python functions: warm per version, limited in number, ended when idle."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from local_snowflake.python_runtime.fork_client import ForkClient
from local_snowflake.python_runtime.function_worker import FunctionWorker, cancelled
from local_snowflake.python_runtime.routine import Routine
from local_snowflake.statement import CancelToken, SnowflakeError

#: Two processes of one function let a statement's batches run beside each other on a machine with two cores.
WORKERS_PER_FUNCTION = min(2, os.cpu_count() or 1)
MAX_WORKERS = 8
IDLE_SECONDS = 300.0


@dataclass(eq=False)
class Evaluation:
    """What one statement has running in function processes, so that its cancellation can end them."""

    token: CancelToken
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _running: set[FunctionWorker] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.token.on_cancel(self._end)

    def enter(self, worker: FunctionWorker) -> None:
        with self._lock:
            self._running.add(worker)
        self.check()

    def leave(self, worker: FunctionWorker) -> None:
        with self._lock:
            self._running.discard(worker)

    def check(self) -> None:
        """Raises 000604 once the statement was cancelled."""
        if self.token.cancelled:
            raise cancelled()

    def _end(self) -> None:
        with self._lock:
            for worker in self._running:
                worker.end()


class WorkerPool:
    """Gives each batch a process of its function's version; safe for many threads."""

    def __init__(self, forks: ForkClient, imports: Callable[[Routine], Path]) -> None:
        self._forks = forks
        self._imports = imports
        self._changed = threading.Condition()
        self._workers: list[FunctionWorker] = []
        self._stopped = threading.Event()
        threading.Thread(target=self._end_idle, name="idle-functions", daemon=True).start()

    def evaluate(
        self, routine: Routine, columns: Sequence[pa.Array], rows: int, evaluation: Evaluation
    ) -> pa.Array:
        """The function's results for these rows. Raises SnowflakeError 100357, or 000604 when cancelled."""
        worker = self._take(routine, evaluation)
        try:
            evaluation.enter(worker)
            if not worker.loaded:
                worker.start(self._forks, routine, self._imports(routine))
                evaluation.check()
            return worker.evaluate(routine, columns, rows)
        except SnowflakeError:
            evaluation.check()
            raise
        finally:
            evaluation.leave(worker)
            self._give_back(worker)

    def retire(self, version: str) -> None:
        """Ends the idle processes of a version that nothing can call any more."""
        self._end_where(lambda worker: worker.version == version)

    def stop(self) -> None:
        """Ends every process."""
        self._stopped.set()
        with self._changed:
            for worker in self._workers:
                worker.end()

    @property
    def processes(self) -> list[int]:
        """The process ids of the live workers."""
        with self._changed:
            return [worker.child.process for worker in self._workers if worker.child is not None]

    def _take(self, routine: Routine, evaluation: Evaluation) -> FunctionWorker:
        with self._changed:
            while True:
                evaluation.check()
                mine = [worker for worker in self._workers if worker.version == routine.version]
                if free := next((worker for worker in mine if not worker.busy), None):
                    free.busy = True
                    return free
                if len(mine) < WORKERS_PER_FUNCTION and self._has_room(have_one=bool(mine)):
                    worker = FunctionWorker(routine.version)
                    self._workers.append(worker)
                    return worker
                self._changed.wait(0.5)

    def _has_room(self, have_one: bool) -> bool:
        """Makes room by ending the longest unused worker; a function's second process ends nobody's."""
        if len(self._workers) < MAX_WORKERS:
            return True
        idle = [worker for worker in self._workers if not worker.busy]
        if have_one or not idle:
            return False
        self._drop(min(idle, key=lambda worker: worker.used_at))
        return True

    def _give_back(self, worker: FunctionWorker) -> None:
        with self._changed:
            worker.busy = False
            worker.used_at = time.monotonic()
            if not worker.usable:
                self._drop(worker)
            self._changed.notify_all()

    def _drop(self, worker: FunctionWorker) -> None:
        worker.end()
        self._workers.remove(worker)

    def _end_where(self, condition: Callable[[FunctionWorker], bool]) -> None:
        with self._changed:
            for worker in [item for item in self._workers if not item.busy and condition(item)]:
                self._drop(worker)
            self._changed.notify_all()

    def _end_idle(self) -> None:
        while not self._stopped.wait(30):
            deadline = time.monotonic() - IDLE_SECONDS
            self._end_where(lambda worker: worker.used_at < deadline)  # noqa: B023
