"""The functions and procedures that exist: SQLite holds them, an in-memory view answers look-ups."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace as changed
from typing import TYPE_CHECKING

from local_snowflake.python_runtime.data_types import DataType
from local_snowflake.python_runtime.routine import Kind, Routine, routine_from
from local_snowflake.statement import SnowflakeError

if TYPE_CHECKING:
    from local_snowflake.catalog import Catalog

_TABLE = """CREATE TABLE IF NOT EXISTS python_routines (
  kind TEXT NOT NULL, database_name TEXT NOT NULL, schema_name TEXT NOT NULL, name TEXT NOT NULL,
  signature TEXT NOT NULL, definition TEXT NOT NULL,
  PRIMARY KEY (kind, database_name, schema_name, name, signature))"""

Key = tuple[str, str, str, str]


def does_not_exist(kind: str, name: str) -> SnowflakeError:
    """Snowflake's 002003 for a function or procedure that a statement names."""
    return SnowflakeError(
        "002003",
        "02000",
        f"SQL compilation error:\n{kind.capitalize()} '{name}' does not exist or not authorized.",
    )


def already_exists(routine: Routine) -> SnowflakeError:
    """Snowflake's 002002 for a name and signature that are taken."""
    return SnowflakeError(
        "002002", "42710", f"SQL compilation error:\nObject '{routine.name}' already exists."
    )


class RoutineStore:
    """Look-ups see one version or the other of a replaced routine, never none.

    A version that a statement still uses is kept until that statement ends; `on_retired` is told after that.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._lock = threading.RLock()
        self._leases: Counter[str] = Counter()
        self.on_retired: Callable[[Routine], None] = lambda routine: None
        with catalog.connection() as connection:
            connection.execute(_TABLE)
            rows = connection.execute("SELECT definition FROM python_routines").fetchall()
        self._routines: tuple[Routine, ...] = tuple(routine_from(json.loads(row[0])) for row in rows)
        self._by_key = _index(self._routines)

    def all(self, kind: Kind, session_id: str) -> list[Routine]:
        """Every routine of a kind that the session sees, by name."""
        seen = [
            item for item in self._routines if item.kind == kind and item.session_id in (None, session_id)
        ]
        return sorted(seen, key=lambda item: (item.database, item.schema, item.name, item.signature))

    def has_function(self, name: str) -> bool:
        return any(item.kind == "FUNCTION" and item.name == name for item in self._routines)

    def versions(self) -> set[str]:
        return {routine.version for routine in self._routines}

    def overloads(self, key: Key, session_id: str) -> tuple[Routine, ...]:
        """All routines of one name; a session's temporary ones hide permanent ones of the same signature."""
        found = self._by_key.get(key, ())
        own = [item for item in found if item.session_id == session_id and session_id]
        hidden = {item.signature for item in own}
        return (*own, *(item for item in found if item.session_id is None and item.signature not in hidden))

    def exact(self, key: Key, types: tuple[DataType, ...], session_id: str) -> Routine:
        """The routine of this very signature; raises 002003."""
        signature = f"({', '.join(type_.name for type_ in types)})"
        for routine in self.overloads(key, session_id):
            if routine.signature == signature:
                return routine
        raise does_not_exist(key[0], ".".join(key[1:]))

    def create(self, routine: Routine, *, replace: bool, if_not_exists: bool) -> tuple[bool, Routine | None]:
        """Adds the routine: whether it was created, and the one it replaced. Raises 002002."""
        with self._lock:
            old = self._same(routine)
            if old is not None and not replace:
                if if_not_exists:
                    return False, None
                raise already_exists(routine)
            self._change(remove=old, add=routine)
            return True, old

    def drop(self, routine: Routine) -> None:
        with self._lock:
            self._change(remove=routine, add=None)

    def alter(self, routine: Routine, *, key: Key | None = None, comment: str | None = None) -> Routine:
        """Gives the routine another name or comment; its version and so its process stay."""
        _, database, schema, name = key or routine.key
        altered = changed(
            routine,
            database=database,
            schema=schema,
            name=name,
            comment=routine.comment if comment is None else comment,
        )
        with self._lock:
            if key is not None and self._same(altered) is not None:
                raise already_exists(altered)
            self._change(remove=routine, add=altered)
        return altered

    def drop_temporary(self, session_id: str) -> None:
        """Ends the temporary routines of a session that closed."""
        with self._lock:
            for routine in [item for item in self._routines if item.session_id == session_id]:
                self._change(remove=routine, add=None)

    def drop_within(self, database: str, schema: str | None) -> None:
        """Drops what was in a dropped schema or database."""
        with self._lock:
            for routine in [item for item in self._routines if item.database == database]:
                if schema in (None, routine.schema):
                    self._change(remove=routine, add=None)

    def lease(self, routine: Routine) -> bool:
        """Holds a version for a statement; False when it was retired since it was looked up."""
        with self._lock:
            if self._leases[routine.version] == 0 and routine.version not in self.versions():
                return False
            self._leases[routine.version] += 1
            return True

    def release(self, routine: Routine) -> None:
        with self._lock:
            self._leases[routine.version] -= 1
            retired = self._is_retired(routine)
        if retired:
            self.on_retired(routine)

    def _is_retired(self, routine: Routine) -> bool:
        return self._leases[routine.version] <= 0 and routine.version not in self.versions()

    def _same(self, routine: Routine) -> Routine | None:
        for item in self._by_key.get(routine.key, ()):
            if item.signature == routine.signature and item.session_id == routine.session_id:
                return item
        return None

    def _change(self, remove: Routine | None, add: Routine | None) -> None:
        with self._catalog.connection() as connection:
            if remove is not None and remove.session_id is None:
                connection.execute(
                    "DELETE FROM python_routines WHERE kind = ? AND database_name = ? AND schema_name = ? "
                    "AND name = ? AND signature = ?",
                    (*remove.key, remove.signature),
                )
            if add is not None and add.session_id is None:
                connection.execute(
                    "INSERT INTO python_routines VALUES (?, ?, ?, ?, ?, ?)",
                    (*add.key, add.signature, json.dumps(add.to_record())),
                )
        kept = (item for item in self._routines if item is not remove)
        self._routines = (*kept, *((add,) if add is not None else ()))
        self._by_key = _index(self._routines)
        if remove is not None and self._is_retired(remove):
            self.on_retired(remove)


def _index(routines: tuple[Routine, ...]) -> dict[Key, tuple[Routine, ...]]:
    index: dict[Key, tuple[Routine, ...]] = {}
    for routine in routines:
        index[routine.key] = (*index.get(routine.key, ()), routine)
    return index
