"""
Points a model's serving names at the version that the ledger calls live, and at no other.

DDL commits by itself, so no transaction holds the ledger and a function together: whoever is late, such as a
Worker that everybody took for dead, could put an older version in front of a newer one. So it asks the ledger
before and after it replaced the functions, until both answers are the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ratchet_sql import SQL_TYPES, quoted, text_literal
from ratchet_sql_failures import telling_sql_failures

if TYPE_CHECKING:
    from snowflake.snowpark import Session

#: Each round beyond the first means that another switch came in the time of two DDL statements.
_MAX_ROUNDS = 10

_LIVE_VERSION = (
    'SELECT "L"."FENCE", "L"."VERSION", "L"."SERVING_FUNCTION", "V"."FEATURES", "V"."FUNCTION_NAME", '
    '"V"."PROBABILITY_FUNCTION_NAME", "V"."TASK" FROM "LIVE_VERSION" AS "L" '
    'LEFT JOIN "MODEL_VERSIONS" AS "V" ON "V"."MODEL" = "L"."MODEL" AND "V"."VERSION" = "L"."VERSION" '
    'WHERE "L"."MODEL" = ?'
)


@dataclass(frozen=True)
class Live:
    """What the ledger says of a model: which functions its serving names are to call."""

    fence: int
    version: int
    serving: str
    #: Each with name and kind, in the order of the arguments.
    features: tuple[tuple[str, str], ...]
    #: The immutable functions of the version: predictions, and probabilities.
    functions: tuple[str, str]
    #: What each of the two gives.
    returns: tuple[str, str]


@dataclass(frozen=True)
class Request:
    """Where, and for which model."""

    model: str
    #: Of the functions, by name: the body of a function does not know the schema of its caller.
    database: str
    schema: str


class _Unusable(Exception):
    """The ledger does not say which version is live; `found` says what it has instead."""

    def __init__(self, found: str) -> None:
        super().__init__(found)
        self.found = found


@telling_sql_failures
def serve(session: Session, request_text: str) -> str:
    """
    Serves the live version. Answers with kind SERVED, version, fence and rounds; with kind MOVING when switch
    after switch came meanwhile; with kind CORRUPT and what was found when there is no single live version.
    """
    request = Request(**json.loads(request_text))
    try:
        return json.dumps(_serve(session, request))
    except _Unusable as unusable:
        return json.dumps({"kind": "CORRUPT", "found": unusable.found})


def _serve(session: Session, request: Request) -> dict[str, Any]:
    live = read_live(session, request.model)
    for rounds in range(1, _MAX_ROUNDS + 1):
        for statement in replacements(request, live):
            session.sql(statement).collect()
        now = read_live(session, request.model)
        if now.fence == live.fence:
            return {"kind": "SERVED", "version": live.version, "fence": live.fence, "rounds": rounds}
        live = now
    return {"kind": "MOVING", "rounds": _MAX_ROUNDS}


def read_live(session: Session, model: str) -> Live:
    """The one live version of a model."""
    rows = session.sql(live_statement(), params=[model]).collect()
    if len(rows) != 1:
        raise _Unusable(f"{len(rows)} rows")
    fence, version, serving, features, predict, proba, task = rows[0]
    if version is None:
        raise _Unusable("no version")
    if None in (serving, features, predict, proba):
        raise _Unusable(f"version {version}, of which it knows no functions")
    kinds = tuple((item["name"], item["kind"]) for item in json.loads(features))
    # Versions of when every model was binary have no task.
    returns = ("VARCHAR" if task == "multiclass" else "FLOAT", "FLOAT")
    return Live(int(fence), int(version), serving, kinds, (predict, proba), returns)


def live_statement() -> str:
    return _LIVE_VERSION


def replacements(request: Request, live: Live) -> Iterator[str]:
    """One statement a function, which replaces it whole or not at all, and keeps its grants."""
    names = (live.serving, f"{live.serving}_PROBA")
    for name, target, returns in zip(names, live.functions, live.returns, strict=True):
        path = (request.database, request.schema, target)
        yield replace_statement(name, live.features, path, serving_comment(request.model, live), returns)


def serving_comment(model: str, live: Live) -> str:
    """The same as servingComment of activities/publication/serving-comment.ts, by which drift is seen."""
    ratchet = {"model": model, "version": live.version, "fence": live.fence}
    return json.dumps({"ratchet": ratchet}, separators=(",", ":"), ensure_ascii=False)


def replace_statement(
    name: str, features: Sequence[tuple[str, str]], target: Sequence[str], comment: str, returns: str
) -> str:
    signature = ", ".join(f"{quoted(feature)} {SQL_TYPES[kind]}" for feature, kind in features)
    arguments = ", ".join(quoted(feature) for feature, _ in features)
    body = f"{'.'.join(quoted(part) for part in target)}({arguments})"
    return (
        f"CREATE OR REPLACE FUNCTION {quoted(name)}({signature})\nCOPY GRANTS\nRETURNS {returns}\n"
        f"COMMENT = {text_literal(comment)}\nAS {text_literal(body)}"
    )
