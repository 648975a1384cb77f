"""How names, texts and types stand in a statement."""

from __future__ import annotations

#: What a feature of each kind is in SQL.
SQL_TYPES = {"number": "FLOAT", "text": "VARCHAR", "boolean": "BOOLEAN"}


def quoted(name: str) -> str:
    """A name as a quoted identifier."""
    return '"' + name.replace('"', '""') + '"'


def text_literal(text: str) -> str:
    """A text as a literal, for the few places that take no bind: COMMENT, and the body of a function."""
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
