"""`python -m local_snowflake`: the server as a process."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import socket
import sys
import threading
from pathlib import Path
from types import FrameType

import uvicorn

from local_snowflake.app import create_app
from local_snowflake.data_folder import DataFolder
from local_snowflake.listener import listen_on_loopback, url_of
from local_snowflake.login import Logins, read_public_key
from local_snowflake.server import Server
from local_snowflake.sessions import SESSION_VALIDITY_S
from local_snowflake.start_refused import StartRefused

_IDLE_CHECK_S = 60.0


class _HttpServer(uvicorn.Server):
    """Says when it answers, and lets go of what runs when it is told to stop."""

    def __init__(self, config: uvicorn.Config, server: Server) -> None:
        super().__init__(config)
        self._server = server

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            print(f"local Snowflake is ready on {self._server.base_url}", flush=True)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        # Requests wait for their statements: cancelled ones end the wait.
        threading.Thread(target=self._server.queries.cancel_all, daemon=True).start()
        super().handle_exit(sig, frame)


def main(arguments: list[str]) -> int:
    """Runs the server until SIGTERM or SIGINT; 2 when it may not start, with the reason on standard error."""
    options = _options(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        listener = listen_on_loopback(options.host, options.port)
        logins = _logins(options)
        folder = DataFolder(options.data)
    except StartRefused as refusal:
        print(f"local Snowflake did not start: {refusal}", file=sys.stderr)
        return 2
    server = Server(folder.path, url_of(listener), logins, session_validity_s=options.session_validity)
    try:
        _serve(server, listener)
    finally:
        server.stop()
        folder.release()
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m local_snowflake", description="Local Snowflake, on loopback.")
    parser.add_argument("--host", default="127.0.0.1", help="an address of this machine's loopback")
    parser.add_argument("--port", type=int, required=True, help="0 takes a free one")
    parser.add_argument("--data", type=Path, required=True, help="the folder for everything that is kept")
    parser.add_argument("--user", required=True, help="the one user")
    proof = parser.add_mutually_exclusive_group(required=True)
    proof.add_argument("--public-key", type=Path, help="PEM file: the user logs in with the private key")
    proof.add_argument("--password-env", help="the environment variable that holds the user's password")
    parser.add_argument(
        "--session-validity",
        type=float,
        default=SESSION_VALIDITY_S,
        help="seconds after which a driver must renew its session token",
    )
    return parser.parse_args(arguments)


def _logins(options: argparse.Namespace) -> Logins:
    if options.public_key is not None:
        return Logins(options.user, public_key=read_public_key(options.public_key))
    password = os.environ.get(options.password_env, "")
    if not password:
        raise StartRefused(
            f"the environment variable {options.password_env} of --password-env is not set or empty"
        )
    return Logins(options.user, password=password)


def _serve(server: Server, listener: socket.socket) -> None:
    config = uvicorn.Config(
        create_app(server),
        log_level="warning",
        access_log=False,
        # Drivers keep connections for minutes; one closed under them would cost a retry with a pause.
        timeout_keep_alive=900,
        timeout_graceful_shutdown=5,
        lifespan="off",
    )
    stopped = threading.Event()
    threading.Thread(target=_close_idle, args=(server, stopped), daemon=True).start()
    try:
        _HttpServer(config, server).run([listener])
    except KeyboardInterrupt:  # uvicorn raises the signal again once it has stopped
        pass
    finally:
        stopped.set()


def _close_idle(server: Server, stopped: threading.Event) -> None:
    while not stopped.wait(_IDLE_CHECK_S):
        server.close_idle_sessions()


def _leave(_signal: int, _frame: FrameType | None) -> None:
    """Ends the process through every `finally`: before uvicorn takes signals, and when it gives them back."""
    raise SystemExit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _leave)
    sys.exit(main(sys.argv[1:]))
