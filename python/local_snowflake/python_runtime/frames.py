"""The messages between the server and its Python processes: a JSON header and bytes behind it."""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

_LENGTHS = struct.Struct("!IQ")


def send_frame(channel: socket.socket, header: dict[str, Any], body: bytes | memoryview = b"") -> None:
    """Writes one message; raises OSError when the other side is gone."""
    text = json.dumps(header).encode()
    channel.sendall(_LENGTHS.pack(len(text), len(body)) + text)
    if body:
        channel.sendall(body)


def receive_frame(channel: socket.socket) -> tuple[dict[str, Any], memoryview] | None:
    """Reads one message; None when the other side has closed, or died in the middle of one."""
    lengths = _receive_exactly(channel, _LENGTHS.size)
    if lengths is None:
        return None
    header_length, body_length = _LENGTHS.unpack(lengths)
    header = _receive_exactly(channel, header_length)
    body = _receive_exactly(channel, body_length)
    if header is None or body is None:
        return None
    return json.loads(bytes(header)), body


def _receive_exactly(channel: socket.socket, length: int) -> memoryview | None:
    buffer = memoryview(bytearray(length))
    at = 0
    while at < length:
        try:
            count = channel.recv_into(buffer[at:])
        except ConnectionResetError:
            return None
        if count == 0:
            return None
        at += count
    return buffer
