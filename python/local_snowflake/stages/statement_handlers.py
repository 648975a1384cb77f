"""Which statement about stages and file formats goes where."""

from __future__ import annotations

from collections.abc import Callable

from local_snowflake.stages.lexer import leading_words
from local_snowflake.stages.list_remove import list_files, remove_files
from local_snowflake.stages.object_ddl import create_file_format, create_stage, drop_file_format, drop_stage
from local_snowflake.stages.object_listing import (
    describe_file_format,
    describe_stage,
    show_file_formats,
    show_stages,
)
from local_snowflake.stages.put_get import get, put
from local_snowflake.stages.stages import Stages
from local_snowflake.statement import Result, StatementContext, StatementHandler, stand_in_limit

_Handle = Callable[[StatementContext, Stages], Result]
_MODIFIERS = {"OR", "REPLACE", "TEMPORARY", "TEMP", "VOLATILE", "SCOPED"}
_BY_WORDS: dict[tuple[str, ...], _Handle] = {
    ("PUT",): put,
    ("GET",): get,
    ("LIST",): list_files,
    ("LS",): list_files,
    ("REMOVE",): remove_files,
    ("RM",): remove_files,
    ("CREATE", "STAGE"): create_stage,
    ("CREATE", "FILE", "FORMAT"): create_file_format,
    ("DROP", "STAGE"): drop_stage,
    ("DROP", "FILE", "FORMAT"): drop_file_format,
    ("SHOW", "STAGES"): show_stages,
    ("SHOW", "FILE", "FORMATS"): show_file_formats,
    ("DESC", "STAGE"): describe_stage,
    ("DESCRIBE", "STAGE"): describe_stage,
    ("DESC", "FILE", "FORMAT"): describe_file_format,
    ("DESCRIBE", "FILE", "FORMAT"): describe_file_format,
}
_REFUSED = [("ALTER", "STAGE"), ("ALTER", "FILE", "FORMAT"), ("COPY", "FILES"), ("UNDROP", "STAGE")]


def stage_handlers(stages: Stages) -> list[StatementHandler]:
    """The handlers of this package's statements."""

    def handle(context: StatementContext) -> Result | None:
        words = tuple(word for word in leading_words(context.sql, 7) if word not in _MODIFIERS)
        for length in (1, 2, 3):
            found = _BY_WORDS.get(words[:length])
            if found is not None:
                return found(context, stages)
        for refused in _REFUSED:
            if words[: len(refused)] == refused:
                raise stand_in_limit(" ".join(refused))
        return None

    return [handle]
