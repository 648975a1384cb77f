"""
The two changes of the ledger that take several statements, each in one transaction inside Snowflake.

A Worker that dies between BEGIN and COMMIT would leave its locks to a session that nobody uses any more, for
minutes and before every run of every model. A procedure ends by itself, whoever called it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from ratchet_sql import quoted
from ratchet_sql_failures import telling_sql_failures

if TYPE_CHECKING:
    from snowflake.snowpark import Session

Body = dict[str, Any]


class _SeveralLiveRows(Exception):
    """A model has more than one row in LIVE_VERSION."""


@telling_sql_failures
def claim(session: Session, request_text: str) -> str:
    """
    Gives a run the next version number and writes its row; a run that has one keeps it. Answers with kind
    CLAIMED when it wrote, KEPT when not.
    """
    request = json.loads(request_text)
    return json.dumps({"kind": _transaction(session, lambda: _claim(session, request))})


@telling_sql_failures
def switch(session: Session, request_text: str) -> str:
    """
    Moves the live version and writes the promotion, both or neither. Answers with kind MOVED; KEPT when the
    fence is another; CLOSED when the run is over, so that it may not go live; CORRUPT when there are several
    live rows of the model.
    """
    request = json.loads(request_text)
    try:
        return json.dumps({"kind": _transaction(session, lambda: _switch(session, request))})
    except _SeveralLiveRows:
        return json.dumps({"kind": "CORRUPT"})


def _transaction(session: Session, work: Callable[[], str]) -> str:
    session.sql("BEGIN").collect()
    try:
        kind = work()
    except BaseException:
        session.sql("ROLLBACK").collect()
        raise
    session.sql("COMMIT").collect()
    return kind


def _claim(session: Session, request: Body) -> str:
    model, run_id = request["row"]["MODEL"], request["row"]["RUN_ID"]
    if _changed(session, take_statement(), [model, model, run_id]) == 0:
        return "KEPT"
    # The UPDATE holds the row: no other run has taken a number since.
    number = int(_rows(session, taken_statement(), [model])[0][0])
    names = {column: str(number).join(around) for column, around in request["functions"].items()}
    row = {**request["row"], "VERSION": number, **names}
    _rows(session, insert_statement("MODEL_VERSIONS", row, "CREATED_AT"), list(row.values()))
    return "CLAIMED"


def _switch(session: Session, request: Body) -> str:
    row: Body = request["promotion"]
    model, fence = row["MODEL"], request["expectedFence"]
    # Whoever closes the run waits from here on, so a run that was closed before never goes live.
    if request["mustRun"] and _changed(session, hold_statement(), [row["RUN_ID"]]) != 1:
        return "CLOSED"
    previous = _rows(session, previous_statement(), [model, fence])
    moved = [row["VERSION"], row["RUN_ID"], request["servingFunction"], model, fence]
    changed = _changed(session, move_statement(), moved)
    if changed == 0:
        return "KEPT"
    if changed != 1 or len(previous) != 1:
        raise _SeveralLiveRows
    whole = {**row, "PREVIOUS_VERSION": previous[0][0], "FENCE": fence + 1}
    _rows(session, insert_statement("PROMOTIONS", whole, "PROMOTED_AT"), list(whole.values()))
    return "MOVED"


def _changed(session: Session, statement: str, values: list[Any]) -> int:
    return int(_rows(session, statement, values)[0][0])


def _rows(session: Session, statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in session.sql(statement, params=values).collect()]


def take_statement() -> str:
    return (
        'UPDATE "LIVE_VERSION" SET "LAST_VERSION" = "LAST_VERSION" + 1, "UPDATED_AT" = CURRENT_TIMESTAMP() '
        'WHERE "MODEL" = ? AND NOT EXISTS (SELECT 1 FROM "MODEL_VERSIONS" WHERE "MODEL" = ? AND "RUN_ID" = ?)'
    )


def taken_statement() -> str:
    return 'SELECT "LAST_VERSION" FROM "LIVE_VERSION" WHERE "MODEL" = ?'


def hold_statement() -> str:
    return """UPDATE "RUNS" SET "STEP" = 'publication' WHERE "RUN_ID" = ? AND "STATE" = 'RUNNING'"""


def previous_statement() -> str:
    return 'SELECT "VERSION" FROM "LIVE_VERSION" WHERE "MODEL" = ? AND "FENCE" = ?'


def move_statement() -> str:
    return (
        'UPDATE "LIVE_VERSION" SET "VERSION" = ?, "FENCE" = "FENCE" + 1, "RUN_ID" = ?, '
        '"SERVING_FUNCTION" = ?, "UPDATED_AT" = CURRENT_TIMESTAMP() WHERE "MODEL" = ? AND "FENCE" = ?'
    )


def insert_statement(table: str, columns: Iterable[str], stamp: str) -> str:
    """A row with a `?` for each column, and the time of now in the column `stamp`."""
    names = [quoted(column) for column in columns]
    marks = ", ".join("?" for _ in names)
    return (
        f"INSERT INTO {quoted(table)} ({', '.join(names)}, {quoted(stamp)}) "
        f"VALUES ({marks}, CURRENT_TIMESTAMP())"
    )
