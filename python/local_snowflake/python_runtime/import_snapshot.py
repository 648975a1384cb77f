"""The files that a routine imports, copied when it is created: its bytes never change afterwards."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from local_snowflake.python_runtime.routine import Routine
from local_snowflake.statement import SnowflakeError


class ImportSnapshots:
    """One folder per routine version under the server's data folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def path(self, routine: Routine) -> Path:
        """The import directory of this version."""
        return self._folder / routine.version

    def take(self, routine: Routine, resolve: Callable[[str], Path]) -> None:
        """Copies every import; raises when a file is not on its stage, or two have one name."""
        folder = self.path(routine)
        folder.mkdir()
        try:
            for location in routine.imports:
                self._copy(routine, resolve(location), location, folder)
        except BaseException:
            shutil.rmtree(folder)
            raise

    def remove(self, version: str) -> None:
        """Forgets a version that nothing can call any more."""
        shutil.rmtree(self._folder / version, ignore_errors=True)

    def keep_only(self, versions: Iterable[str]) -> None:
        """Removes folders without a definition, which a crash between the two can leave."""
        known = set(versions)
        for folder in self._folder.iterdir():
            if folder.name not in known:
                shutil.rmtree(folder)

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
