"""CREATE FUNCTION and CREATE PROCEDURE, read into a definition. Unknown clauses are refused."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from local_snowflake.python_runtime.data_types import DataType, TableType, parse_type
from local_snowflake.python_runtime.routine import Argument, Kind, Routine
from local_snowflake.python_runtime.tokens import TokenCursor, syntax_error
from local_snowflake.statement import SnowflakeError, stand_in_limit


@dataclass
class Definition:
    """A parsed CREATE statement; names are as written, not yet resolved in a session."""

    kind: Kind
    name: tuple[str, ...]
    arguments: tuple[Argument, ...]
    returns: DataType | TableType
    replace: bool
    if_not_exists: bool
    temporary: bool
    secure: bool
    copy_grants: bool = False
    clauses: dict[str, Any] = field(default_factory=dict)

    def routine(self, database: str, schema: str, session_id: str) -> Routine:
        """The routine that this statement creates there; a new version each time."""
        return Routine(
            kind=self.kind,
            database=database,
            schema=schema,
            name=self.name[-1],
            arguments=self.arguments,
            returns=self.returns,
            version=uuid.uuid4().hex,
            created_on=time.time(),
            secure=self.secure,
            session_id=session_id if self.temporary else None,
            **self.clauses,
        )


def parse_create(sql: str) -> Definition | None:
    """Reads a CREATE FUNCTION or CREATE PROCEDURE; None for any other statement."""
    cursor = TokenCursor(sql)
    if not cursor.accept("CREATE"):
        return None
    replace = cursor.accept("OR", "REPLACE")
    words: set[str] = set()
    while word := cursor.accept_any("TEMPORARY", "TEMP", "SECURE", "AGGREGATE", "EXTERNAL", "DATA", "METRIC"):
        words.add(word)
    kind = cursor.accept_any("FUNCTION", "PROCEDURE")
    if kind is None:
        return None
    if words & {"AGGREGATE", "EXTERNAL", "DATA", "METRIC"}:
        raise stand_in_limit(f"CREATE {' '.join(sorted(words))} {kind}")
    if_not_exists = cursor.accept("IF", "NOT", "EXISTS")
    if replace and if_not_exists:
        raise SnowflakeError(
            "001003",
            "42000",
            "SQL compilation error:\noptions IF NOT EXISTS and OR REPLACE are incompatible.",
        )
    definition = Definition(
        kind="FUNCTION" if kind == "FUNCTION" else "PROCEDURE",
        name=cursor.qualified_name(),
        arguments=_arguments(cursor),
        copy_grants=cursor.accept("COPY", "GRANTS"),
        returns=_returns(cursor),
        replace=replace,
        if_not_exists=if_not_exists,
        temporary=bool(words & {"TEMPORARY", "TEMP"}),
        secure="SECURE" in words,
    )
    definition.clauses = _clauses(cursor, definition)
    _check(definition)
    return definition


def _arguments(cursor: TokenCursor) -> tuple[Argument, ...]:
    cursor.expect("(")
    arguments: list[Argument] = []
    while not cursor.accept(")"):
        if arguments:
            cursor.expect(",")
        name = cursor.identifier()
        type_ = parse_type(cursor)
        default = cursor.source_until(",", ")") if cursor.accept("DEFAULT") else None
        arguments.append(Argument(name, type_, default))
    names = [argument.name for argument in arguments]
    if duplicate := next((name for name in names if names.count(name) > 1), None):
        raise SnowflakeError(
            "002025",
            "42S21",
            f"SQL compilation error:\nduplicate argument name '{duplicate}' in the signature.",
        )
    return tuple(arguments)


def _returns(cursor: TokenCursor) -> DataType | TableType:
    cursor.expect("RETURNS")
    if not cursor.accept("TABLE"):
        returned = parse_type(cursor)
        cursor.accept("NOT", "NULL")
        return returned
    cursor.expect("(")
    columns: list[tuple[str, DataType]] = []
    while not cursor.accept(")"):
        if columns:
            cursor.expect(",")
        columns.append((cursor.identifier(), parse_type(cursor)))
    return TableType(tuple(columns))


def _clauses(cursor: TokenCursor, definition: Definition) -> dict[str, Any]:
    clauses: dict[str, Any] = {"language": "SQL", "body": None}
    while not cursor.done:
        if cursor.accept("AS"):
            clauses["body"] = cursor.text()
        elif cursor.accept("COPY", "GRANTS"):
            definition.copy_grants = True
        elif cursor.accept("EXECUTE", "AS"):
            clauses["execute_as"] = _execute_as(cursor)
        elif cursor.accept("CALLED", "ON", "NULL", "INPUT"):
            clauses["strict"] = False
        elif cursor.accept("STRICT") or cursor.accept("RETURNS", "NULL", "ON", "NULL", "INPUT"):
            clauses["strict"] = True
        elif word := cursor.accept_any("VOLATILE", "IMMUTABLE"):
            clauses["volatility"] = word
        elif cursor.accept("LANGUAGE"):
            clauses["language"] = _language(cursor)
        else:
            clauses.update(_property(cursor))
    return clauses


def _execute_as(cursor: TokenCursor) -> str:
    if word := cursor.accept_any("OWNER", "CALLER"):
        return word
    if cursor.accept("RESTRICTED", "CALLER"):
        raise stand_in_limit("EXECUTE AS RESTRICTED CALLER")
    raise syntax_error(cursor.peek)


def _language(cursor: TokenCursor) -> str:
    language = cursor.identifier()
    if language not in ("PYTHON", "SQL"):
        raise stand_in_limit(f"LANGUAGE {language}")
    return language


def _property(cursor: TokenCursor) -> dict[str, Any]:
    start = cursor.peek
    name = cursor.identifier()
    known = {"RUNTIME_VERSION", "HANDLER", "COMMENT", "PACKAGES", "IMPORTS"}
    if name not in known:
        if (after := cursor.peek) is not None and after.text == "=":
            raise stand_in_limit(f"clause {name} of CREATE FUNCTION or PROCEDURE")
        raise syntax_error(start)
    cursor.expect("=")
    if name in ("PACKAGES", "IMPORTS"):
        return {name.lower(): cursor.texts()}
    if name == "RUNTIME_VERSION" and (token := cursor.peek) is not None and token.text[:1].isdigit():
        return {"runtime_version": cursor.next().text}
    return {name.lower(): cursor.text()}


def _check(definition: Definition) -> None:
    clauses, kind = definition.clauses, definition.kind
    if clauses["language"] == "SQL":
        if kind == "PROCEDURE":
            raise stand_in_limit("CREATE PROCEDURE ... LANGUAGE SQL (Snowflake Scripting)")
        if isinstance(definition.returns, TableType):
            raise stand_in_limit("SQL table functions (RETURNS TABLE)")
        if clauses["body"] is None:
            raise syntax_error(None)
        return
    if kind == "FUNCTION" and isinstance(definition.returns, TableType):
        raise stand_in_limit("Python table functions (RETURNS TABLE)")
    for name in ("handler", "runtime_version"):
        if not clauses.get(name):
            raise SnowflakeError(
                "002202",
                "42601",
                f"SQL compilation error:\n{name.upper()} is required for a Python {kind.lower()}.",
            )
    if clauses["body"] is None and not clauses.get("imports"):
        raise SnowflakeError(
            "002202",
            "42601",
            f"SQL compilation error:\na Python {kind.lower()} needs AS '<code>' or IMPORTS.",
        )
