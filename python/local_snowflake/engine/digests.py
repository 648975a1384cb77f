"""SHA2 of 224, 384 and 512 bits, which DuckDB lacks."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def sha2_hex(text: str, bits: int) -> str:
    """Lower-case hexadecimal. Raises ValueError for a number of bits that SHA-2 does not have."""
    if bits not in (224, 256, 384, 512):
        raise ValueError(f"SHA2 has no digest of {bits} bits")
    return hashlib.new(f"sha{bits}", text.encode()).hexdigest()


def install_digests(connection: DuckDBPyConnection) -> None:
    """Registers `_sf_sha2(text, bits)` for every connection of the same database."""
    connection.create_function("_sf_sha2", sha2_hex, ["VARCHAR", "INTEGER"], "VARCHAR")
