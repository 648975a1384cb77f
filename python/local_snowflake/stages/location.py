"""The grammar of stage locations: @stage/path, @db.schema."My Stage"/a b/, @~/path, @%table/path."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from local_snowflake.statement import SnowflakeError

StageKind = Literal["named", "user", "table"]
_PART = re.compile(r'%?(?:"((?:[^"]|"")*)"|([A-Za-z_][\w$]*))')


@dataclass(frozen=True)
class StageLocation:
    """Where files are: a stage and a path in it. `path` has no leading slash and may end with one."""

    kind: StageKind
    database: str | None
    schema: str | None
    name: str
    path: str = ""

    @property
    def listed_prefix(self) -> str:
        """What LIST puts before the path: the lower-case stage name; nothing for user and table stages."""
        return self.name.lower() + "/" if self.kind == "named" else ""

    @property
    def title(self) -> str:
        """The stage's qualified name, as in Snowflake's messages."""
        return ".".join(part for part in (self.database, self.schema, self.name) if part)

    def within(self, database: str | None, schema: str | None) -> StageLocation:
        """The same location, its missing parts filled in from the session."""
        if self.kind == "user":
            return self
        return replace(self, database=self.database or database, schema=self.schema or schema)


def invalid_location(text: str, why: str) -> SnowflakeError:
    """Snowflake's refusal of a location, with the reason added."""
    return SnowflakeError(
        "001011", "42601", f"SQL compilation error:\ninvalid URL prefix found in: '{text}' ({why})."
    )


def clean_path(text: str) -> str:
    """A path in a stage without empty segments. Raises SnowflakeError 001011 for '.', '..', NUL and '\\'."""
    segments = [segment for segment in text.split("/") if segment]
    if any(segment in (".", "..") or "\0" in segment or "\\" in segment for segment in segments):
        raise invalid_location(text, "a path in a stage cannot hold '.', '..' or backslashes")
    return "/".join(segments) + ("/" if segments and text.endswith("/") else "")


def parse_location(text: str) -> StageLocation:
    """Reads `@stage/path`. Raises SnowflakeError 001011 for anything else, cloud storage URLs included."""
    if not text.startswith("@"):
        raise invalid_location(text, "local Snowflake reads from internal stages only: @stage/path")
    body = text[1:]
    if body.startswith("~"):
        if body[1:2] not in ("", "/"):
            raise invalid_location(text, "after @~ comes a '/'")
        return StageLocation("user", None, None, "~", clean_path(body[1:]))
    parts: list[str] = []
    kind: StageKind = "named"
    position = 0
    while True:
        found = _PART.match(body, position)
        if not found:
            raise invalid_location(text, "a stage name was expected after '@'")
        if found.group().startswith("%"):
            kind = "table"
        quoted, plain = found.groups()
        parts.append(plain.upper() if quoted is None else quoted.replace('""', '"'))
        position = found.end()
        if body[position : position + 1] != "." or kind == "table":
            break
        position += 1
    if body[position : position + 1] not in ("", "/") or len(parts) > 3:
        raise invalid_location(text, "after the stage name comes a '/'")
    padded = [None] * (3 - len(parts)) + parts
    return StageLocation(kind, padded[0], padded[1], parts[-1], clean_path(body[position:]))
