"""Which files of a stage a statement reads."""

from __future__ import annotations

from local_snowflake.stages.location import clean_path
from local_snowflake.stages.reader import Option
from local_snowflake.stages.stages import StagePlace, Stages
from local_snowflake.stages.store import StoredFile, remote_file_not_found


def chosen_files(stages: Stages, place: StagePlace, options: dict[str, Option]) -> list[StoredFile]:
    """The files under the place that FILES names or PATTERN matches; all without either.

    Raises SnowflakeError 091016 when FILES names one that is not there.
    """
    pattern = options.get("PATTERN")
    files = options.get("FILES")
    if files is None:
        return stages.matching(place, str(pattern) if pattern is not None else None)
    found: list[StoredFile] = []
    for name in files if isinstance(files, list) else [str(files)]:
        file = stages.store.find(place.stage_id, clean_path(place.prefix_as_folder + name))
        if file is None:
            raise remote_file_not_found(place.location.listed_prefix + place.prefix_as_folder + name)
        found.append(file)
    return found
