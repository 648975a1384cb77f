"""What the data says for itself: drift, features that tell the target alone, copied rows, missing values."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ratchet_answers import Floats
from ratchet_bins import Bins, Codes, numbers_of, value_codes
from ratchet_copies import MOST_DOUBT, Copies, Hashes, copied_rows, hash_term
from ratchet_drift import index_by_chance, stability_index
from ratchet_frames import Feature
from ratchet_identifiers import is_identifier
from ratchet_sample import Sample
from ratchet_single_features import Side, score_alone

#: Drifts that the evidence tells, which travels through Temporal.
MOST_DRIFTS = 200
#: Features that alone predict the target best, as the evidence names them.
_MOST_SINGLE = 10
#: Identifiers that the evidence names.
_MOST_IDENTIFIERS = 10
#: Numbers that copies are looked for by, those with the most different values.
_MOST_TELLING = 5


@dataclass(frozen=True)
class MeasuredFeature:
    """One feature on training and held-out rows."""

    feature: Feature
    psi: float
    #: Up to where the index may be chance.
    psi_by_chance: float
    #: How well it predicts the held-out target alone.
    score: float
    #: Shares of rows without a value.
    nulls_training: float
    nulls_held_out: float
    distinct: int
    #: No two rows share a value of it.
    is_unique: bool
    #: Each entity has a value of its own.
    is_identifier: bool


@dataclass(frozen=True)
class DataEvidence:
    """What was measured, feature by feature, and whether rows are copies of others."""

    features: tuple[MeasuredFeature, ...]
    #: None where no feature is fit to tell.
    copies: Copies | None

    def as_json(self, named: Collection[str] = ()) -> dict[str, Any]:
        """
        The members of the evidence; the largest first, by name where they are equal. `named`: features whose
        drift the policy has a bound of its own for.
        """
        by_drift = sorted(self._told_drifts(named), key=lambda each: (-each.psi, each.feature.name))
        left_out = len(self.features) - len(by_drift)
        by_score = sorted(self.features, key=lambda each: (-each.score, each.feature.name))
        return {
            "drift": [
                {"feature": each.feature.name, "psi": each.psi, "byChance": each.psi_by_chance}
                for each in by_drift
            ],
            **({"driftLeftOut": left_out} if left_out > 0 else {}),
            "singleFeatures": [
                {"feature": each.feature.name, "score": each.score} for each in by_score[:_MOST_SINGLE]
            ],
            "identifiers": self.identifiers[:_MOST_IDENTIFIERS],
            "copies": None if self.copies is None else self.copies.as_json(),
        }

    @property
    def identifiers(self) -> list[str]:
        """The features that name the entity, in the order of the table."""
        return [each.feature.name for each in self.features if each.is_identifier]

    def _told_drifts(self, named: Collection[str]) -> list[MeasuredFeature]:
        """
        Those that a verdict may rest on: chance comes last, since it breaks no bound however large it is.
        Where one that is left out breaks the common bound, larger ones that are told break it too.
        """
        others = [each for each in self.features if each.feature.name not in named]
        others.sort(key=lambda each: (each.psi <= each.psi_by_chance, -each.psi, each.feature.name))
        told = others[:MOST_DRIFTS]
        # The gate names the largest where none is too large.
        largest = sorted(others[MOST_DRIFTS:], key=lambda each: (-each.psi, each.feature.name))[:1]
        if largest and all(each.psi < largest[0].psi for each in told):
            told[-1] = largest[0]
        return [*told, *(each for each in self.features if each.feature.name in named)]


def measure_data(sample: Sample, features: Sequence[Feature], task: str) -> DataEvidence:
    """One feature after the other, so that what is held beside the rows stays small."""
    measured: list[MeasuredFeature] = []
    hashes = np.zeros(len(sample.frame), dtype="uint64")
    telling: list[_Telling] = []
    entities = value_codes(pd.Series(sample.entities))
    for place, feature in enumerate(features):
        column: Any = sample.frame[feature.name]
        bins = Bins.of(column[sample.is_training])
        codes = bins.codes(column)
        found = _measure(feature, column, codes, entities, sample, task, len(features))
        measured.append(found)
        # No copy agrees with its original in a number of the row, which would hide all of them.
        term = hash_term(place, codes) * np.uint64(not found.is_unique)
        hashes += term
        if feature.kind == "number":
            telling.append(_Telling(found, column.to_numpy(dtype="float64"), term))
            telling = sorted(telling, key=lambda each: (each.found.is_unique, -each.found.distinct))
            del telling[_MOST_TELLING:]
    return DataEvidence(tuple(measured), _copies(sample, telling, hashes))


@dataclass(frozen=True)
class _Telling:
    """A number that copies may be looked for by."""

    found: MeasuredFeature
    values: Floats
    #: Its part of the hashes of all features.
    term: Hashes


def _measure(
    feature: Feature,
    column: pd.Series,
    codes: Codes,
    entities: Codes,
    sample: Sample,
    task: str,
    features: int,
) -> MeasuredFeature:
    training, held_out = sample.is_training, sample.is_held_out
    values = value_codes(column)
    codings = (codes, values)
    numbers = numbers_of(column)
    is_null = codes == 0
    distinct = int(column.nunique())
    return MeasuredFeature(
        feature,
        stability_index(codes[training], codes[held_out]),
        index_by_chance(codes[training], codes[held_out], features),
        score_alone(
            task,
            Side(tuple(coding[training] for coding in codings), sample.actual[training]),
            Side(tuple(coding[held_out] for coding in codings), sample.actual[held_out]),
            None if numbers is None else numbers[held_out],
        ),
        float(is_null[training].mean()),
        float(is_null[held_out].mean()),
        distinct,
        distinct == int((~is_null).sum()),
        is_identifier(column, values, entities),
    )


def _copies(sample: Sample, telling: Sequence[_Telling], hashes: Hashes) -> Copies | None:
    """By the number that is surest of copies; the first of several."""
    doubt = MOST_DOUBT / max(len(telling), 1)
    looked = [
        copied_rows(
            each.found.feature.name,
            each.values,
            hashes - each.term,
            sample.entities,
            sample.coverage,
            doubt,
        )
        for each in telling
    ]
    return max(
        (each for each in looked if each is not None), key=lambda each: each.share_at_least, default=None
    )
