"""The table that COPY INTO loads: its columns as Snowflake types them, and what a value must be to fit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from local_snowflake.statement import SnowflakeError

if TYPE_CHECKING:
    from local_snowflake.engine import Engine
    from local_snowflake.sessions import Session

_TYPE = re.compile(r"([A-Z_]+)(?:\((\d+)(?:,\s*(\d+))?\))?")


def quoted(*parts: str) -> str:
    """A qualified name in double quotes."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts)


@dataclass(frozen=True)
class TargetColumn:
    """A column; `position` is 1-based, `type` without parameters (NUMBER), `declared` with them."""

    name: str
    declared: str
    nullable: bool
    position: int

    @property
    def type(self) -> str:
        found = _TYPE.match(self.declared)
        return found.group(1) if found else self.declared

    @property
    def length(self) -> int | None:
        """How many characters a text column holds."""
        found = _TYPE.match(self.declared)
        return int(found.group(2)) if found and found.group(2) and self.type == "VARCHAR" else None


@dataclass(frozen=True)
class TargetTable:
    """A table by its qualified name, with its columns in order."""

    key: tuple[str, str, str]
    columns: list[TargetColumn]

    @property
    def sql(self) -> str:
        return quoted(*self.key)

    def place_of(self, column: TargetColumn) -> str:
        """The column as load errors name it: "TABLE"["COLUMN":3]."""
        return f'"{self.key[2]}"["{column.name}":{column.position}]'

    def chosen(self, names: list[str]) -> list[TargetColumn]:
        """The named columns, or all. Raises SnowflakeError 000904 for a name that is no column."""
        if not names:
            return self.columns
        by_name = {column.name: column for column in self.columns}
        for name in names:
            if name not in by_name:
                raise SnowflakeError(
                    "000904",
                    "42000",
                    f"SQL compilation error: error line 1\ninvalid identifier '{quoted(name)}'",
                )
        return [by_name[name] for name in names]


def describe_target(engine: Engine, session: Session, key: tuple[str, str, str]) -> TargetTable:
    """Reads the table's columns. Raises SnowflakeError 002003 when there is no such table."""
    described = engine.run(session, f"DESCRIBE TABLE {quoted(*key)}")
    rows = described.table.to_pylist() if described.table is not None else []
    names = [column.name.lower() for column in described.columns]
    if described.rows is not None:
        rows = [dict(zip(names, row, strict=True)) for row in described.rows]
    columns = [
        TargetColumn(str(row["name"]), str(row["type"]).upper(), row["null?"] != "N", position)
        for position, row in enumerate(rows, 1)
    ]
    return TargetTable(key, columns)
