"""The data types of arguments and results, as CREATE FUNCTION and CREATE PROCEDURE name them."""

from __future__ import annotations

from dataclasses import dataclass

from local_snowflake.python_runtime.tokens import TokenCursor
from local_snowflake.statement import Column, stand_in_limit

_INTEGERS = {"INT", "INTEGER", "BIGINT", "SMALLINT", "TINYINT", "BYTEINT"}
_FLOATS = {"FLOAT", "FLOAT4", "FLOAT8", "DOUBLE", "DOUBLE PRECISION", "REAL"}
_TEXTS = {"VARCHAR", "STRING", "TEXT", "CHAR", "CHARACTER", "NVARCHAR", "NCHAR", "NVARCHAR2"}
_NAMES = {
    **dict.fromkeys(_INTEGERS, "NUMBER"),
    **dict.fromkeys(("NUMBER", "DECIMAL", "NUMERIC", "DEC"), "NUMBER"),
    **dict.fromkeys(_FLOATS, "FLOAT"),
    **dict.fromkeys(_TEXTS, "VARCHAR"),
    **dict.fromkeys(("TIMESTAMP", "TIMESTAMP_NTZ", "TIMESTAMPNTZ", "DATETIME"), "TIMESTAMP_NTZ"),
    **dict.fromkeys(("TIMESTAMP_LTZ", "TIMESTAMPLTZ"), "TIMESTAMP_LTZ"),
    **dict.fromkeys(("TIMESTAMP_TZ", "TIMESTAMPTZ"), "TIMESTAMP_TZ"),
    **dict.fromkeys(("BINARY", "VARBINARY"), "BINARY"),
    **{name: name for name in ("BOOLEAN", "DATE", "TIME", "VARIANT", "OBJECT", "ARRAY")},
}
SEMI_STRUCTURED = frozenset({"VARIANT", "OBJECT", "ARRAY"})
_WIRE_TYPES = {"NUMBER": "FIXED", "FLOAT": "REAL", "VARCHAR": "TEXT"}


@dataclass(frozen=True)
class DataType:
    """A type by its Snowflake name; precision and scale only where the type has them."""

    name: str
    precision: int | None = None
    scale: int | None = None

    @property
    def sql(self) -> str:
        """The type as SQL text, for casts and DESCRIBE: NUMBER(38,0), VARCHAR, FLOAT."""
        if self.name == "NUMBER":
            return f"NUMBER({self.precision},{self.scale})"
        return self.name

    def column(self, name: str) -> Column:
        """A result column of this type."""
        type_ = _WIRE_TYPES.get(self.name, self.name)
        length = 16777216 if self.name in ("VARCHAR", "BINARY") else None
        if self.name.startswith("TIME"):
            return Column(name, type_, precision=0, scale=9)
        return Column(name, type_, precision=self.precision, scale=self.scale, length=length)


@dataclass(frozen=True)
class TableType:
    """RETURNS TABLE (...); no columns means that the handler's result decides."""

    columns: tuple[tuple[str, DataType], ...]

    @property
    def sql(self) -> str:
        return f"TABLE ({', '.join(f'{name} {type_.sql}' for name, type_ in self.columns)})"


def parse_type(cursor: TokenCursor) -> DataType:
    """Reads one data type; a type outside the stand-in's list is refused."""
    word = " ".join(cursor.next().text.upper().split())
    if word in ("DOUBLE", "CHARACTER", "CHAR") and (second := cursor.accept_any("PRECISION", "VARYING")):
        word = "DOUBLE PRECISION" if second == "PRECISION" else "VARCHAR"
    if word not in _NAMES:
        raise stand_in_limit(f"data type {word} in a function or procedure signature")
    name = _NAMES[word]
    if name in SEMI_STRUCTURED and (token := cursor.peek) is not None and token.text == "(":
        raise stand_in_limit(f"structured type {word}(...) in a function or procedure signature")
    sizes: list[int] = []
    if cursor.accept("("):
        sizes.append(cursor.integer())
        if cursor.accept(","):
            sizes.append(cursor.integer())
        cursor.expect(")")
    if name != "NUMBER":
        return DataType(name)
    precision = sizes[0] if sizes else 38
    return DataType(name, precision, sizes[1] if len(sizes) > 1 else 0)


def parse_types(cursor: TokenCursor) -> tuple[DataType, ...]:
    """Reads a parenthesized list of types, as in DROP FUNCTION F(VARCHAR, FLOAT)."""
    cursor.expect("(")
    types: list[DataType] = []
    while not cursor.accept(")"):
        if types:
            cursor.expect(",")
        types.append(parse_type(cursor))
    return tuple(types)
