"""Parts of the held-out rows, by the values of a column that the policy names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ratchet_answers import Answers
from ratchet_frames import Columns
from ratchet_hold_out import Rows as Mask
from ratchet_problems import SourceDataProblem
from ratchet_scores import Scorer
from ratchet_target import value_text

#: Values of a column that are slices of their own, the largest; the others are one slice together.
MOST_VALUES = 50
#: Letters of a value, as the evidence tells it: it travels through Temporal.
LONGEST_VALUE = 100

Rows = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Slice:
    """Held-out rows that have one value of a column; `value` None is NULL, or the others."""

    by: str
    value: str | None
    are_others: bool
    rows: Rows


def slice_scores(
    columns: Columns,
    names: Sequence[str],
    entities: np.ndarray[Any, Any],
    scorer: Scorer,
    candidate: Answers,
    champion: Answers | None,
    common: Mask | None = None,
) -> list[dict[str, Any]]:
    """
    The slices of each named column, the largest first, with the scores of both models on the same rows.
    `common`: which of the rows the champion was asked about, when not all. Raises SourceDataProblem when the
    feature table has no such column.
    """
    asked = None if common is None else np.where(common, np.cumsum(common) - 1, -1)
    return [
        {
            "by": part.by,
            "value": part.value,
            **({"others": True} if part.are_others else {}),
            "rows": len(part.rows),
            "entities": len(np.unique(entities[part.rows])),
            "candidate": scorer.scores_of_part(candidate.take(part.rows)),
            **_beside_champion(part.rows, scorer, candidate, champion, asked),
        }
        for name in names
        for part in _slices_of(name, columns)
    ]


def _beside_champion(
    rows: Rows, scorer: Scorer, candidate: Answers, champion: Answers | None, asked: Rows | None
) -> dict[str, Any]:
    """
    The champion's scores of a slice; where it was asked about some of the rows, both models' of those.
    `asked`: the place of each row among these, -1 where it is none of them.
    """
    if champion is None:
        return {"champion": None}
    if asked is None:
        return {"champion": scorer.scores_of_part(champion.take(rows))}
    both = rows[asked[rows] >= 0]
    if len(both) == 0:
        return {"champion": None, "common": {"rows": 0, "candidate": {}}}
    return {
        "champion": scorer.scores_of_part(champion.take(asked[both])),
        "common": {"rows": len(both), "candidate": scorer.scores_of_part(candidate.take(both))},
    }


def _slices_of(name: str, columns: Columns) -> Iterator[Slice]:
    if name not in columns:
        raise SourceDataProblem(
            f"found no column {name} in the feature table, expected it for the slices of gate.slices; "
            "select it in the features file, or leave it out of the policy"
        )
    codes, values = pd.factorize(pd.Series(columns[name]), use_na_sentinel=False)
    texts = [None if pd.isna(value) else value_text(value) for value in values]
    rows = np.bincount(codes, minlength=len(texts))
    # By text where sizes are equal, since a warehouse gives rows in any order.
    order = sorted(range(len(texts)), key=lambda at: (-int(rows[at]), texts[at] is None, texts[at] or ""))
    for at in order[:MOST_VALUES]:
        yield Slice(name, _cut(texts[at]), False, np.flatnonzero(codes == at))
    if rest := order[MOST_VALUES:]:
        yield Slice(name, None, True, np.flatnonzero(np.isin(codes, rest)))


def _cut(text: str | None) -> str | None:
    """Two values that begin alike may have one text, and stay two slices."""
    return text if text is None or len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"
