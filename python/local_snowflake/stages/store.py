"""The bytes of stage files, in a folder per stage. Writes are atomic: a temporary file, then a rename."""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path

from local_snowflake.stages.location import clean_path
from local_snowflake.statement import SnowflakeError, stand_in_limit


@dataclass(frozen=True)
class StoredFile:
    """A file in a stage: `path` within the stage, size in bytes, seconds since the epoch."""

    path: str
    size: int
    modified: float
    local: Path

    @property
    def last_modified(self) -> str:
        """As LIST shows it, in GMT."""
        return formatdate(self.modified, usegmt=True)


class StageStore:
    """Folders of stages under one root. A stage is named by its id, never by what a user typed."""

    def __init__(self, root: Path) -> None:
        self._files = root / "files"
        self._incoming = root / "incoming"
        shutil.rmtree(self._incoming, ignore_errors=True)  # what a crash left half-written
        self._files.mkdir(parents=True, exist_ok=True)
        self._incoming.mkdir(parents=True, exist_ok=True)
        self._digests: dict[Path, tuple[int, int, str]] = {}

    def local_path(self, stage_id: str, path: str) -> Path:
        """Where a file of the stage is or would be. Raises SnowflakeError for a path out of the stage."""
        return self._files / stage_id / clean_path(path)

    def find(self, stage_id: str, path: str) -> StoredFile | None:
        """The file with exactly this path."""
        local = self.local_path(stage_id, path)
        return _stored(path, local) if local.is_file() else None

    def files(self, stage_id: str, prefix: str = "") -> list[StoredFile]:
        """All files whose path begins with the prefix (as text, as in an object store), in order of path."""
        root = self._files / stage_id
        start = root / prefix.rpartition("/")[0] if prefix else root
        found = ((path.relative_to(root).as_posix(), path) for path in _walk(start))
        return [_stored(name, path) for name, path in sorted(found) if name.startswith(prefix)]

    def md5(self, file: StoredFile) -> str:
        """The file's MD5 in hex, kept as long as the file does not change."""
        stat = file.local.stat()
        known = self._digests.get(file.local)
        if known and known[:2] == (stat.st_mtime_ns, stat.st_size):
            return known[2]
        with file.local.open("rb") as stream:
            digest = hashlib.file_digest(stream, "md5").hexdigest()
        self._digests[file.local] = (stat.st_mtime_ns, stat.st_size, digest)
        return digest

    def incoming(self) -> Path:
        """A path for a file that is still being written; `commit` moves it into a stage."""
        return self._incoming / uuid.uuid4().hex

    async def receive(
        self, stage_id: str, path: str, chunks: AsyncIterator[bytes], *, overwrite: bool
    ) -> bool:
        """Stores a file that arrives in pieces; False when it is there already and `overwrite` is not set."""
        temporary = self.incoming()
        try:
            with temporary.open("wb") as stream:
                async for chunk in chunks:
                    stream.write(chunk)
            return self.commit(temporary, stage_id, path, overwrite=overwrite)
        finally:
            temporary.unlink(missing_ok=True)

    def commit(self, temporary: Path, stage_id: str, path: str, *, overwrite: bool) -> bool:
        """Moves a complete file into the stage at once; False when the name is taken without `overwrite`."""
        target = self.local_path(stage_id, path)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.is_dir():
                raise IsADirectoryError(target)
            if overwrite:
                os.replace(temporary, target)
                return True
            os.link(temporary, target)
        except FileExistsError:
            if target.parent.is_dir():
                return False
            raise stand_in_limit(f"a stage file and a stage folder of one name, at {path!r}") from None
        except (IsADirectoryError, NotADirectoryError):
            raise stand_in_limit(f"a stage file and a stage folder of one name, at {path!r}") from None
        temporary.unlink()
        return True

    def remove(self, file: StoredFile, stage_id: str) -> None:
        """Deletes a file and the folders that it leaves empty."""
        file.local.unlink(missing_ok=True)
        self._digests.pop(file.local, None)
        root = self._files / stage_id
        folder = file.local.parent
        while folder != root and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent

    def remove_stage(self, stage_id: str) -> None:
        """Deletes all files of a stage."""
        shutil.rmtree(self._files / stage_id, ignore_errors=True)


def remote_file_not_found(path: str) -> SnowflakeError:
    """Snowflake's error for a file that a statement names and the stage does not have."""
    return SnowflakeError(
        "091016",
        "22000",
        f"Remote file '{path}' was not found. There are several potential causes. The file might not exist. "
        "The required credentials may be missing or invalid. If you are running a copy command, please make "
        "sure files are not deleted when they are being loaded or files are not being loaded into two "
        "different tables concurrently with auto purge option.",
    )


def _walk(folder: Path) -> Iterator[Path]:
    for parent, _, names in os.walk(folder):
        for name in names:
            yield Path(parent) / name


def _stored(path: str, local: Path) -> StoredFile:
    stat = local.stat()
    return StoredFile(path, stat.st_size, stat.st_mtime, local)
