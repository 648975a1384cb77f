"""The socket that the server listens on: loopback only."""

from __future__ import annotations

import ipaddress
import socket

from local_snowflake.start_refused import StartRefused


def listen_on_loopback(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. Raises StartRefused for other hosts and taken ports."""
    address = "127.0.0.1" if host == "localhost" else host
    if not _is_loopback(address):
        raise StartRefused(
            f"--host {host} is not an address of loopback. Local Snowflake runs users' Python without a "
            "sandbox, so nobody but this machine may reach it: use 127.0.0.1"
        )
    try:
        return _bound(address, port)
    except OSError as error:
        raise StartRefused(
            f"port {port} of {address} cannot be used ({error.strerror}): choose another --port"
        ) from None


def url_of(listener: socket.socket) -> str:
    """Where the socket is reached."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _bound(address: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    # With the protocol named, asyncio sets TCP_NODELAY on each connection (base_events._set_nodelay);
    # without it every reply waits 40 ms for a delayed ACK.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, port))
        listener.listen(512)
    except OSError:
        listener.close()
        raise
    return listener
