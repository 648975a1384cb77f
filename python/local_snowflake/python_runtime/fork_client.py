"""The server's side of the fork server: starts it, asks it for processes, and learns how they ended."""

from __future__ import annotations

import json
import logging
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from local_snowflake.statement import SnowflakeError

_START_SECONDS = 90
_SPAWN_SECONDS = 20
_log = logging.getLogger("local_snowflake.python")


@dataclass
class HandlerProcess:
    """A child that runs handlers: talk over `channel`; `ended` is set once it is gone."""

    id: int
    channel: socket.socket
    _kill: Callable[[int], None]
    process: int = 0
    status: int | None = None
    started: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)

    def kill(self) -> None:
        """Ends the child and its process group at once."""
        self._kill(self.id)

    def how_it_ended(self) -> str:
        """How the process ended, in words; waits a moment for the fork server's report."""
        self.ended.wait(5)
        if self.status is None:
            return "is gone"
        if self.status < 0:
            hint = " (out of memory?)" if self.status == -9 else ""
            return f"was killed by signal {-self.status}{hint}"
        return f"ended with exit status {self.status}"


class ForkClient:
    """Starts the fork server when first needed, and again should it have died."""

    def __init__(self, bytecode: Path) -> None:
        """`bytecode` is the folder for what the handlers' modules are compiled to."""
        self._bytecode = bytecode
        self._lock = threading.Lock()
        self._next_id = 0
        self._server: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._ready = threading.Event()
        self._children: dict[int, HandlerProcess] = {}

    def warm_up(self) -> None:
        """Starts the fork server without waiting for it."""
        with self._lock:
            self._start()

    def spawn(self, label: str) -> HandlerProcess:
        """Forks a process; its standard output is logged line by line under `label`."""
        with self._lock:
            control = self._start()
            ready = self._ready
        if not ready.wait(_START_SECONDS):
            raise _unavailable(f"the fork server was not ready after {_START_SECONDS} s")
        ours, theirs = socket.socketpair()
        output, output_write = os.pipe()
        child = self._register(ours)
        try:
            with self._lock:
                request = json.dumps({"op": "spawn", "id": child.id}).encode() + b"\n"
                socket.send_fds(control, [request], [theirs.fileno(), output_write])
                # One spawn at a time: two requests in one read would mix their descriptors.
                if not child.started.wait(_SPAWN_SECONDS) or child.ended.is_set():
                    raise _unavailable("the fork server did not start a process")
        except OSError as error:
            self._children.pop(child.id, None)
            raise _unavailable(f"the fork server is gone: {error}") from error
        finally:
            theirs.close()
            os.close(output_write)
        threading.Thread(target=_log_output, args=(output, label), daemon=True).start()
        return child

    def stop(self) -> None:
        """Ends the fork server and every process forked from it."""
        with self._lock:
            server, control = self._server, self._control
            self._server = self._control = None
        if control is not None:
            control.shutdown(socket.SHUT_RDWR)
        if server is not None:
            if not self._ready.is_set():
                # Still importing, for seconds: it would see the end of the connection only afterwards.
                server.kill()
            server.wait(10)

    def _register(self, channel: socket.socket) -> HandlerProcess:
        with self._lock:
            self._next_id += 1
            child = HandlerProcess(self._next_id, channel, self._kill)
            self._children[child.id] = child
            return child

    def _kill(self, child: int) -> None:
        control = self._control
        if control is not None and child in self._children:
            try:
                control.sendall(json.dumps({"op": "kill", "id": child}).encode() + b"\n")
            except OSError as error:
                _log.warning("the fork server is gone, and child %s with it: %s", child, error)

    def _start(self) -> socket.socket:
        if self._control is not None and self._server is not None and self._server.poll() is None:
            return self._control
        ours, theirs = socket.socketpair()
        packages = str(Path(__file__).resolve().parents[2])
        path = os.pathsep.join(filter(None, (packages, os.environ.get("PYTHONPATH"))))
        self._ready = threading.Event()
        self._server = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "local_snowflake.python_runtime.fork_server",
                str(theirs.fileno()),
                str(self._bytecode),
            ],
            pass_fds=(theirs.fileno(),),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1"},
        )
        theirs.close()
        self._control = ours
        threading.Thread(target=self._listen, args=(ours, self._ready), daemon=True).start()
        return ours

    def _listen(self, control: socket.socket, ready: threading.Event) -> None:
        with control.makefile("r") as lines:
            for line in lines:
                message = json.loads(line)
                if "ready" in message:
                    ready.set()
                elif child := self._children.get(message.get("spawned", message.get("exited"))):
                    self._note(child, message)
        for child in list(self._children.values()):
            self._note(child, {"exited": child.id, "status": None})

    def _note(self, child: HandlerProcess, message: dict[str, Any]) -> None:
        if "spawned" in message:
            child.process = message["process"]
            child.started.set()
            return
        self._children.pop(child.id, None)
        child.status = message["status"]
        child.ended.set()
        child.started.set()


def _unavailable(why: str) -> SnowflakeError:
    return SnowflakeError(
        "100357", "P0000", f"Python Interpreter Error:\nlocal Snowflake cannot run Python: {why}."
    )


def _log_output(descriptor: int, label: str) -> None:
    with os.fdopen(descriptor, "r", errors="replace") as lines:
        for line in lines:
            _log.info("%s: %s", label, line.rstrip("\n"))
