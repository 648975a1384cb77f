"""The stages of the server (`server.stages`): where a location leads, and the files there."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from local_snowflake.stages.grants import Grants
from local_snowflake.stages.location import StageLocation, parse_location
from local_snowflake.stages.stage_catalog import StageCatalog, StageRecord, does_not_exist
from local_snowflake.stages.store import StageStore, StoredFile, remote_file_not_found
from local_snowflake.statement import SnowflakeError

if TYPE_CHECKING:
    from local_snowflake.sessions import Session


@dataclass(frozen=True)
class StagePlace:
    """A location that leads to a stage that exists; `record` is None for user and table stages."""

    location: StageLocation
    stage_id: str
    record: StageRecord | None

    @property
    def path(self) -> str:
        return self.location.path

    @property
    def prefix_as_folder(self) -> str:
        """The path as the folder that new files go to."""
        return self.path if not self.path or self.path.endswith("/") else self.path + "/"

    def listed_name(self, file: StoredFile) -> str:
        """The file's name as LIST and COPY INTO show it."""
        return self.location.listed_prefix + file.path


def owner_session(session: Session) -> str:
    """The id of the session that temporary objects belong to: a procedure's session shares its caller's."""
    while session.share_of is not None:
        session = session.share_of
    return str(session.id)


class Stages:
    """Stages and their files. `table_exists(session, database, schema, table)` decides about @%table."""

    def __init__(
        self,
        catalog: StageCatalog,
        data_dir: Path,
        base_url: str,
        table_exists: Callable[[Session, str, str, str], bool],
    ) -> None:
        self.catalog = catalog
        self.store = StageStore(data_dir / "stages")
        self.grants = Grants()
        self.base_url = base_url
        self._table_exists = table_exists

    def is_node(self, session: Session) -> bool:
        """Whether the session's client is the Node driver, whose PUT and GET differ from Python's."""
        return session.is_node

    def qualified(self, session: Session, parts: list[str]) -> tuple[str, str, str]:
        """Database, schema and name. Raises SnowflakeError 090105 when the session has no current one."""
        database = parts[-3] if len(parts) > 2 else session.database
        schema = parts[-2] if len(parts) > 1 else session.schema
        if database and len(parts) > 2 and not schema:
            schema = "PUBLIC"
        if not database or not schema:
            missing = "database" if not database else "schema"
            raise SnowflakeError(
                "090105" if missing == "database" else "090106",
                "22000",
                f"Cannot perform operation. This session does not have a current {missing}. Call 'USE "
                f"{missing.upper()}', or use a qualified name.",
            )
        return database, schema, parts[-1]

    def place(self, session: Session, text: str) -> StagePlace:
        """Where `@stage/path` leads. Raises SnowflakeError 002003 when the stage does not exist."""
        location = parse_location(text)
        if location.kind == "user":
            return StagePlace(location, f"user-{_file_name(session.user)}", None)
        location = location.within(session.database, session.schema)
        parts = [part for part in (location.database, location.schema, location.name) if part is not None]
        database, schema, name = self.qualified(session, parts)
        location = replace(location, database=database, schema=schema)
        if location.kind == "table":
            if not self._table_exists(session, database, schema, name):
                raise does_not_exist("Table", location.title)
            return StagePlace(location, "table-" + "-".join(map(_file_name, (database, schema, name))), None)
        record = self.catalog.find_stage(database, schema, name, owner_session(session))
        if record is None:
            raise does_not_exist("Stage", location.title)
        return StagePlace(location, record.id, record)

    def resolve(self, session: Session, text: str) -> Path:
        """The local path of the file that `@stage/path/file` names. Raises SnowflakeError without one."""
        place = self.place(session, text)
        file = self.store.find(place.stage_id, place.path) if place.path else None
        if file is None:
            raise remote_file_not_found(text)
        return file.local

    def list(self, session: Session, text: str) -> list[StoredFile]:
        """The files whose path begins with the location's, in order of path."""
        return self.matching(self.place(session, text), None)

    def matching(self, place: StagePlace, pattern: str | None) -> list[StoredFile]:
        """The files of a place whose whole listed path matches the regular expression, when there is one.

        Raises SnowflakeError for a pattern that is no regular expression.
        """
        files = self.store.files(place.stage_id, place.path)
        if pattern is None:
            return files
        try:
            expression = re.compile(pattern)
        except re.error as error:
            raise SnowflakeError(
                "100048", "2201B", f"Invalid regular expression: '{pattern}', {error}"
            ) from None
        return [
            f for f in files if expression.fullmatch(f.path) or expression.fullmatch(place.listed_name(f))
        ]

    def put_file(self, session: Session, text: str, source: Path | bytes, *, overwrite: bool = False) -> bool:
        """Copies a file to `@stage/path/file`; False when it is there already and `overwrite` is not set."""
        place = self.place(session, text)
        temporary = self.store.incoming()
        if isinstance(source, bytes):
            temporary.write_bytes(source)
        else:
            shutil.copyfile(source, temporary)
        try:
            return self.store.commit(temporary, place.stage_id, place.path, overwrite=overwrite)
        finally:
            temporary.unlink(missing_ok=True)

    def session_ended(self, session: Session) -> None:
        """Drops the temporary stages and file formats of a session that owns its own."""
        if session.share_of is None:
            self._remove(self.catalog.drop_temporary(str(session.id)))

    def forget_sessions(self) -> None:
        """Drops the temporary stages and file formats that a dead server left."""
        self._remove(self.catalog.drop_temporary(None))

    def dropped(self, database: str, schema: str | None) -> None:
        """Drops the stages and file formats of a schema that was dropped, or of a whole database (None)."""
        self._remove(self.catalog.drop_within(database, schema))

    def _remove(self, stage_ids: list[str]) -> None:
        for stage_id in stage_ids:
            self.store.remove_stage(stage_id)


def _file_name(name: str) -> str:
    """A name as a part of a folder's name; keeps different names different."""
    return "".join(c if c.isalnum() or c == "_" else f"%{ord(c):x}" for c in name)
