"""The warm process that Python handlers are forked from: it has imported the heavy packages once.

Importing Snowpark, pandas and scikit-learn takes 2 to 4 s, a fork of a process that has them some 10 ms.
It runs no user code itself. When the server's end of the control socket closes, it and its children end.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import shutil
import signal
import socket
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

#: What handlers name in their imports, and what scikit-learn, pandas and Snowpark import at their first use.
PRELOADED = (
    "cloudpickle",
    "cryptography.hazmat.backends.openssl.backend",
    "joblib",
    "narwhals._interchange.dataframe",
    "narwhals._pandas_like.namespace",
    "numpy",
    "pandas",
    "pandas.core.arrays.arrow.extension_types",
    "pyarrow",
    "pyarrow.compute",
    "pyarrow.pandas_compat",
    "pyarrow.parquet",
    "sklearn.compose",
    "sklearn.ensemble",
    "sklearn.linear_model",
    "sklearn.metrics",
    "sklearn.model_selection",
    "sklearn.pipeline",
    "sklearn.preprocessing",
    "snowflake.connector.file_transfer_agent",
    "snowflake.connector.pandas_tools",
    "snowflake.snowpark",
    "snowflake.snowpark._internal.compiler.plan_compiler",
    "snowflake.snowpark.functions",
    "local_snowflake.python_runtime.function_process",
    "local_snowflake.python_runtime.handler_process",
    "local_snowflake.python_runtime.procedure_process",
)


@dataclass
class ForkServer:
    """Forks on request and reports how each child ended."""

    control: socket.socket
    #: Where each child has a folder to work in, by its id.
    folders: Path
    #: Child id of the client -> process id, of children not yet reaped.
    running: dict[int, int] = field(default_factory=dict)

    def serve(self) -> None:
        wake, wake_write = os.pipe()
        os.set_blocking(wake_write, False)
        os.set_blocking(wake, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake_write)
        try:
            self._tell({"ready": True})
            while True:
                readable, _, _ = select.select([self.control, wake], [], [])
                if wake in readable:
                    os.read(wake, 4096)
                    self._reap()
                if self.control in readable and not self._handle():
                    return
        except BrokenPipeError:
            # The server went away while it was being told something.
            return
        finally:
            self._end()

    def _tell(self, message: dict[str, object]) -> None:
        self.control.sendall(json.dumps(message).encode() + b"\n")

    def _handle(self) -> bool:
        data, descriptors, _, _ = socket.recv_fds(self.control, 65536, 2)
        if not data:
            return False
        for line in data.decode().splitlines():
            message = json.loads(line)
            if message["op"] == "kill":
                self._kill(message["id"])
            else:
                self._spawn(message["id"], descriptors)
        return True

    def _spawn(self, child: int, descriptors: list[int]) -> None:
        channel, output = descriptors
        parent = os.getpid()
        process = os.fork()
        if process == 0:
            _become_child(parent, self.control, channel, output, self.folders / str(child))
        os.close(channel)
        os.close(output)
        self.running[child] = process
        self._tell({"spawned": child, "process": process})

    def _kill(self, child: int) -> None:
        process = self.running.get(child)
        if process is None:
            return
        # The child may not have made its own group yet.
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process, signal.SIGKILL)

    def _reap(self) -> None:
        for child, process in list(self.running.items()):
            ended, status = os.waitpid(process, os.WNOHANG)
            if ended:
                del self.running[child]
                shutil.rmtree(self.folders / str(child), ignore_errors=True)
                self._tell({"exited": child, "status": os.waitstatus_to_exitcode(status)})

    def _end(self) -> None:
        for child in list(self.running):
            self._kill(child)


def _become_child(parent: int, control: socket.socket, channel: int, output: int, folder: Path) -> NoReturn:
    """Runs the handler process in its own process group and folder, then ends."""
    from local_snowflake.python_runtime import handler_process

    status = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.setsid()
        control.close()
        handler_process.die_with_parent(parent)
        os.dup2(output, 1)
        os.dup2(output, 2)
        os.close(output)
        folder.mkdir()
        os.chdir(folder)
        status = handler_process.main(socket.socket(fileno=channel))
    finally:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(Exception):
                stream.flush()
        os._exit(status)


def main(descriptor: int, bytecode: str) -> None:
    """Runs the fork server on an inherited control socket until that closes.

    `bytecode` is the folder in which children keep what they compile; the packages have theirs beside them.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in PRELOADED:
        importlib.import_module(name)
    # A full collection in a child would walk, and so copy, every object that the packages have made.
    gc.collect()
    gc.freeze()
    sys.pycache_prefix = bytecode
    sys.dont_write_bytecode = False
    with tempfile.TemporaryDirectory(prefix="local-snowflake-", ignore_cleanup_errors=True) as folders:
        ForkServer(socket.socket(fileno=descriptor), Path(folders)).serve()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
