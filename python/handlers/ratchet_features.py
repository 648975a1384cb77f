"""Handler of the features step for models whose features are Snowpark code."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ratchet_problems import UserCodeProblem, user_code, user_function

if TYPE_CHECKING:
    from snowflake.snowpark import DataFrame, Session

_FILE = "features.py"


class Tables(dict[str, "DataFrame"]):
    """The staged tables by source, for the user's build."""

    def __missing__(self, source: str) -> DataFrame:
        """A bare KeyError would not be told, because its text might be a value of a row."""
        raise UserCodeProblem(f"{_FILE}: found no source {source!r}, expected one of {', '.join(self)}")


def build(session: Session, request_text: str) -> str:
    """Calls build(session, tables) of features.py and saves its DataFrame as the table `into`."""
    from snowflake.snowpark import DataFrame

    request = json.loads(request_text)
    build_features = user_function(_FILE, "build")
    tables = Tables({source: session.table(name) for source, name in request["tables"].items()})
    with user_code(_FILE, "build", shows_values=True):
        frame = build_features(session, tables)
    if not isinstance(frame, DataFrame):
        raise UserCodeProblem(
            f"{_FILE}: build returned {type(frame).__name__}, expected a Snowpark DataFrame; "
            "return it lazily, without collecting it"
        )
    # The DataFrame is lazy: most mistakes in build only show when its query runs.
    with session.query_history() as history, user_code(_FILE, "the DataFrame of build", shows_values=True):
        frame.write.save_as_table(request["into"], mode="overwrite")
    return json.dumps({"queryId": history.queries[-1].query_id})
