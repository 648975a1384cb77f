"""The files that a routine imports, copied when it is created: its bytes never change afterwards."""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from local_snowflake.python_runtime.routine import Routine
from local_snowflake.statement import SnowflakeError


class ImportSnapshots:
    """A link per routine version to the folder that has its files. Thread-safe.

    Versions with the same files share a folder, so that Python compiles a module once and not once a routine:
    it finds bytecode by the path of the source. The links are relative, so that the data folder can be moved.
    """

    def __init__(self, links: Path, contents: Path) -> None:
        self._links = links
        self._contents = contents
        self._lock = threading.Lock()
        for folder in (links, contents):
            folder.mkdir(parents=True, exist_ok=True)

    def path(self, routine: Routine) -> Path:
        """The import directory of this version."""
        return (self._links / routine.version).resolve()

    def take(self, routine: Routine, resolve: Callable[[str], Path]) -> None:
        """Copies every import; raises when a file is not on its stage, or two have one name."""
        copies = self._contents / f"{routine.version}.partial"
        copies.mkdir()
        try:
            for location in routine.imports:
                self._copy(routine, resolve(location), location, copies)
            with self._lock:
                content = self._contents / _digest(copies)
                if not content.exists():
                    copies.rename(content)
                (self._links / routine.version).symlink_to(os.path.relpath(content, self._links))
        finally:
            shutil.rmtree(copies, ignore_errors=True)

    def remove(self, version: str) -> None:
        """Forgets a version that nothing can call any more."""
        with self._lock:
            link = self._links / version
            if link.is_symlink():
                content = link.readlink().name
                link.unlink()
                if content not in self._used():
                    shutil.rmtree(self._contents / content, ignore_errors=True)

    def keep_only(self, versions: Iterable[str]) -> None:
        """Removes what has no definition, which a crash between the two can leave."""
        known = set(versions)
        for link in self._links.iterdir():
            if link.name not in known:
                link.unlink()
        used = self._used()
        for content in self._contents.iterdir():
            if content.name not in used:
                shutil.rmtree(content)

    def _used(self) -> set[str]:
        """The folders that a version has. By name: links of before are absolute."""
        return {link.readlink().name for link in self._links.iterdir()}

    def _copy(self, routine: Routine, source: Path, location: str, folder: Path) -> None:
        if not source.is_file():
            raise SnowflakeError(
                "391540",
                "02000",
                f"SQL compilation error: Failed to find imported file '{location}' of "
                f"{routine.kind.lower()} {routine.name}. PUT it to the stage first.",
            )
        name = location.rstrip("/").rpartition("/")[2]
        if (folder / name).exists():
            raise SnowflakeError(
                "391541",
                "42601",
                f"SQL compilation error: Duplicate file name '{name}' in IMPORTS of "
                f"{routine.kind.lower()} {routine.name}. Every imported file needs its own name.",
            )
        shutil.copyfile(source, folder / name)


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        digest.update(f"{path.name}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
