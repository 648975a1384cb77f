"""The server's side of one function process: starts it with its code, sends batches, gets results."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pyarrow as pa

from local_snowflake.python_runtime.data_types import DataType
from local_snowflake.python_runtime.fork_client import ForkClient, HandlerProcess
from local_snowflake.python_runtime.frames import receive_frame, send_frame
from local_snowflake.python_runtime.routine import Routine
from local_snowflake.statement import SnowflakeError


def handler_error(routine: Routine, text: str) -> SnowflakeError:
    """Snowflake's 100357 for a handler that failed, with the traceback."""
    return SnowflakeError(
        "100357",
        "P0000",
        f"Python Interpreter Error:\n{text}\n in function {routine.name} with handler {routine.handler}",
    )


def cancelled() -> SnowflakeError:
    """Snowflake's 000604 for a statement that was cancelled."""
    return SnowflakeError("000604", "57014", "SQL execution canceled")


@dataclass(eq=False)
class FunctionWorker:
    """One process of one function version; it is given one batch at a time."""

    version: str
    child: HandlerProcess | None = None
    loaded: bool = False
    busy: bool = True
    used_at: float = field(default_factory=time.monotonic)

    @property
    def usable(self) -> bool:
        return self.loaded and self.child is not None and not self.child.ended.is_set()

    def start(self, forks: ForkClient, routine: Routine, imports: Path) -> None:
        """Forks the process and lets it load the handler; raises 100357 when that fails."""
        assert isinstance(routine.returns, DataType)
        self.child = forks.spawn(f"function {routine.name}")
        request: dict[str, object] = {
            "serve": "function",
            "imports": str(imports),
            "body": routine.body,
            "handler": routine.handler,
            "arguments": [asdict(argument.type) for argument in routine.arguments],
            "returns": asdict(routine.returns),
            "strict": routine.strict,
        }
        self._exchange(routine, request, b"")
        self.loaded = True

    def evaluate(self, routine: Routine, columns: Sequence[pa.Array], rows: int) -> pa.Array:
        """The handler's results for one batch."""
        body = self._exchange(routine, {"rows": rows}, _arrow_stream(columns, rows))
        with pa.ipc.open_stream(pa.py_buffer(body)) as reader:
            return reader.read_all().column(0).combine_chunks()

    def end(self) -> None:
        """Ends the process at once; a batch in it fails."""
        if self.child is not None:
            self.child.kill()

    def _exchange(self, routine: Routine, header: dict[str, object], body: bytes | memoryview) -> memoryview:
        assert self.child is not None
        try:
            send_frame(self.child.channel, header, body)
            frame = receive_frame(self.child.channel)
        except OSError:
            frame = None
        if frame is None:
            self.loaded = False
            raise handler_error(routine, f"the function's process {self.child.how_it_ended()}")
        if "error" in frame[0]:
            raise handler_error(routine, frame[0]["error"])
        return frame[1]


def _arrow_stream(columns: Sequence[pa.Array], rows: int) -> memoryview:
    arrays = list(columns) or [pa.nulls(rows)]
    batch = pa.record_batch(arrays, names=[str(at) for at in range(len(arrays))])
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return memoryview(sink.getvalue())
