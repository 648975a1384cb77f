"""The folders that have the imports of Python routines."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from local_snowflake.python_runtime.import_snapshot import ImportSnapshots


def routine(version: str) -> Any:
    return SimpleNamespace(version=version, imports=["@CODE/shared.py"], kind="FUNCTION", name=version)


def test_files_stay_for_a_version_whose_link_is_absolute_as_those_of_before_are(tmp_path: Path) -> None:
    source = tmp_path / "shared.py"
    source.write_text("SHARED = 1\n")
    links = tmp_path / "links"
    snapshots = ImportSnapshots(links, tmp_path / "contents")
    old, new = routine("old"), routine("new")
    for each in (old, new):
        snapshots.take(each, lambda _: source)
    content = snapshots.path(old)
    (links / "old").unlink()
    (links / "old").symlink_to(content)
    snapshots.remove("new")
    snapshots.keep_only(["old"])
    assert (snapshots.path(old) / "shared.py").read_text() == "SHARED = 1\n"
    snapshots.remove("old")
    assert not content.exists()
