"""The folder with everything that the server keeps; one server at a time works on it."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import IO

from local_snowflake.start_refused import StartRefused


class DataFolder:
    """Holds the folder's lock, which the system takes back when the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        """Makes the folder if need be. Raises StartRefused when it is taken or cannot be written."""
        #: Absolute: Python handlers work elsewhere.
        self.path = path.absolute()
        try:
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file: IO[str] = (path / "server.lock").open("a+")
        except OSError as error:
            raise StartRefused(f"the data folder {path} cannot be used: {error.strerror}") from None
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.seek(0)
            holder = self._file.read().strip() or "unknown"
            raise StartRefused(
                f"another local Snowflake (process {holder}) is running on the data folder {path}: "
                "stop it first, or choose another folder with --data"
            ) from None
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    def release(self) -> None:
        """Lets another server in."""
        self._file.close()
