"""What a function or procedure is: its definition as stored, immutable per version."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from local_snowflake.python_runtime.data_types import DataType, TableType

Kind = Literal["FUNCTION", "PROCEDURE"]


@dataclass(frozen=True)
class Argument:
    name: str
    type: DataType
    #: SQL of the DEFAULT expression.
    default: str | None = None


@dataclass(frozen=True)
class Routine:
    """One version of a function or procedure; a replacement is another Routine with another `version`."""

    kind: Kind
    database: str
    schema: str
    name: str
    arguments: tuple[Argument, ...]
    returns: DataType | TableType
    language: Literal["PYTHON", "SQL"]
    body: str | None
    #: Hexadecimal id; names the folder of imports and the worker process.
    version: str
    #: Unix time in seconds.
    created_on: float
    handler: str = ""
    runtime_version: str = ""
    packages: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    comment: str = ""
    execute_as: Literal["OWNER", "CALLER"] = "OWNER"
    #: RETURNS NULL ON NULL INPUT.
    strict: bool = False
    volatility: Literal["VOLATILE", "IMMUTABLE"] = "VOLATILE"
    secure: bool = False
    #: The session that owns a temporary routine, else None.
    session_id: str | None = field(default=None)

    @property
    def signature(self) -> str:
        """The argument types without names, which tells overloads apart: (VARCHAR, FLOAT)."""
        return f"({', '.join(argument.type.name for argument in self.arguments)})"

    @property
    def key(self) -> tuple[str, str, str, str]:
        return (self.kind, self.database, self.schema, self.name)

    @property
    def required(self) -> int:
        return sum(1 for argument in self.arguments if argument.default is None)

    def to_record(self) -> dict[str, Any]:
        """The definition as plain JSON values."""
        return asdict(self)


def _type_from(record: dict[str, Any]) -> DataType | TableType:
    if "columns" in record:
        return TableType(tuple((name, DataType(**type_)) for name, type_ in record["columns"]))
    return DataType(**record)


def routine_from(record: dict[str, Any]) -> Routine:
    """The inverse of `to_record`."""
    arguments = tuple(
        Argument(item["name"], DataType(**item["type"]), item["default"]) for item in record["arguments"]
    )
    values: dict[str, Any] = {
        **record,
        "arguments": arguments,
        "returns": _type_from(record["returns"]),
        "packages": tuple(record["packages"]),
        "imports": tuple(record["imports"]),
    }
    return Routine(**values)
