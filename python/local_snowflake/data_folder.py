"""The folder with everything that the server keeps; one server at a time works on it."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import IO


class FolderTaken(Exception):
    """Another server works on the folder, or it cannot be written."""


class DataFolder:
    """Holds the folder's lock, which the system takes back when the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        """Makes the folder if need be. Raises FolderTaken with a message for the user."""
        self.path = path
        try:
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file: IO[str] = (path / "server.lock").open("a+")
        except OSError as error:
            raise FolderTaken(f"the data folder {path} cannot be used: {error.strerror}") from None
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.seek(0)
            holder = self._file.read().strip() or "unknown"
            raise FolderTaken(
                f"another local Snowflake (process {holder}) is running on the data folder {path}: "
                "stop it first, or choose another folder with --data"
            ) from None
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    def release(self) -> None:
        """Lets another server in."""
        self._file.close()
