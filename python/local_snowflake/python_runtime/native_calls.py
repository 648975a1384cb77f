"""The DuckDB functions behind every call of a Python function, and what one statement calls.

A call of F in a statement becomes `_python_double(<call id>, <arguments>)`: DuckDB's functions are global and
cannot be replaced, so a handful of fixed ones look up by the call id which version to run.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from duckdb.func import FunctionNullHandling, PythonUDFType

from local_snowflake.python_runtime.data_types import DataType
from local_snowflake.python_runtime.recorded_batches import RecordedBatches
from local_snowflake.python_runtime.routine import Routine
from local_snowflake.python_runtime.routine_store import RoutineStore
from local_snowflake.python_runtime.worker_pool import Evaluation, WorkerPool
from local_snowflake.statement import CancelToken, SnowflakeError

if TYPE_CHECKING:
    import duckdb

#: Types of results; others than the first two travel as text and are cast back.
_TYPES = {"double": "DOUBLE", "boolean": "BOOLEAN", "text": "VARCHAR"}
_STABLE, _VOLATILE = "_python_stable_", "_python_"
NATIVE_FUNCTIONS = {prefix + name: type_ for prefix in (_STABLE, _VOLATILE) for name, type_ in _TYPES.items()}
_ARROW_TYPES = {"FLOAT": pa.float64(), "BOOLEAN": pa.bool_()}


def native_function(returns: DataType, *, stable: bool) -> str:
    """The DuckDB function that gives results of this type.

    DuckDB evaluates a stable one while it plans, and shares or repeats calls of it. A volatile one is
    evaluated exactly where the statement has it, but not allowed in ORDER BY of a window.
    """
    suffix = {"FLOAT": "double", "BOOLEAN": "boolean"}.get(returns.name, "text")
    return (_STABLE if stable else _VOLATILE) + suffix


@dataclass(eq=False)
class PythonCall:
    """One call site in one statement."""

    id: int
    routine: Routine
    statement: StatementCalls
    recorded: RecordedBatches
    recording: bool = False

    def answer(self, columns: Sequence[pa.Array], rows: int) -> pa.Array:
        self.statement.evaluation.check()
        if self.recording:
            self.recorded.record(columns, rows)
            assert isinstance(self.routine.returns, DataType)
            return pa.nulls(rows, _ARROW_TYPES.get(self.routine.returns.name, pa.string()))
        found = self.recorded.find(columns, rows) if columns else None
        return self.statement.evaluate(self.routine, columns, rows) if found is None else found


@dataclass(eq=False)
class StatementCalls:
    """The Python calls of one statement; as a context it holds their versions and reports their errors."""

    native: NativeCalls
    token: CancelToken
    #: By version and arguments: equal calls must stay equal expressions, as GROUP BY compares them.
    calls: dict[tuple[str, str], PythonCall] = field(default_factory=dict)
    leased: list[Routine] = field(default_factory=list)
    failure: SnowflakeError | None = None

    def __post_init__(self) -> None:
        self.evaluation = Evaluation(self.token)

    def __enter__(self) -> StatementCalls:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: TracebackType | None) -> None:
        """Replaces DuckDB's report of a failed function by the function's own error."""
        for call in self.calls.values():
            self.native.forget(call)
        for routine in self.leased:
            self.native.store.release(routine)
        if error is not None and self.failure is not None and error is not self.failure:
            raise self.failure from error

    def add(self, routine: Routine, arguments: str) -> PythonCall:
        """The call of this version with these arguments (as SQL)."""
        key = (routine.version, arguments)
        if key in self.calls:
            return self.calls[key]
        recorded = RecordedBatches(
            lambda columns, rows: self.evaluate(routine, columns, rows), self.native.executor
        )
        call = PythonCall(self.native.next_id(), routine, self, recorded)
        self.calls[key] = call
        self.native.remember(call)
        return call

    def evaluate(self, routine: Routine, columns: Sequence[pa.Array], rows: int) -> pa.Array:
        return self.native.pool.evaluate(routine, columns, rows, self.evaluation)


class NativeCalls:
    """All call sites of running statements, by id."""

    def __init__(self, store: RoutineStore, pool: WorkerPool, executor: Executor) -> None:
        self.store = store
        self.pool = pool
        self.executor = executor
        self._ids = itertools.count(1)
        self._lock = threading.Lock()
        self._calls: dict[int, PythonCall] = {}

    def install(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Registers the functions; every cursor of the same database sees them."""
        for name, type_ in NATIVE_FUNCTIONS.items():
            connection.create_function(
                name,
                self._answer,
                None,
                type_,
                type=PythonUDFType.ARROW,
                null_handling=FunctionNullHandling.SPECIAL,
                side_effects=name.startswith(_VOLATILE) and not name.startswith(_STABLE),
            )

    def next_id(self) -> int:
        return next(self._ids)

    def remember(self, call: PythonCall) -> None:
        with self._lock:
            self._calls[call.id] = call

    def forget(self, call: PythonCall) -> None:
        call.recorded.discard()
        with self._lock:
            self._calls.pop(call.id, None)

    def _answer(self, *columns: Any) -> pa.Array:
        ids, *arguments = (column.combine_chunks() for column in columns)
        call = self._calls[ids[0].as_py()]
        try:
            return call.answer([_storage(column) for column in arguments], len(ids))
        except SnowflakeError as error:
            call.statement.failure = call.statement.failure or error
            raise


def _storage(column: Any) -> pa.Array:
    array = column.chunk(0) if isinstance(column, pa.ChunkedArray) else column
    return array.storage if isinstance(array, pa.ExtensionArray) else array
