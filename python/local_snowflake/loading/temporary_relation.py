"""Arrow rows that SQL of one session can select from for a moment."""

from __future__ import annotations

import uuid
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pyarrow as pa

from local_snowflake.loading.target_table import quoted

if TYPE_CHECKING:
    from local_snowflake.engine import Engine
    from local_snowflake.sessions import Session


@contextmanager
def temporary_relation(session: Session, engine: Engine, rows: pa.Table) -> Generator[str]:
    """The quoted name under which the session's statements see the rows, until the block ends."""
    name = f"RATCHET_ROWS_{uuid.uuid4().hex[:12].upper()}"
    cursor = engine.cursor(session)
    cursor.register(name, rows)
    try:
        yield quoted(name)
    finally:
        cursor.unregister(name)
