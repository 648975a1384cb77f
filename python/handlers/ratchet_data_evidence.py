"""What the data says for itself: drift, features that tell the target alone, copied rows, missing values."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ratchet_bins import Bins, Codes, numbers_of, value_codes
from ratchet_copies import Copies, Hashes, copied_rows, hash_term
from ratchet_drift import index_by_chance, stability_index
from ratchet_frames import Feature
from ratchet_sample import Sample
from ratchet_single_features import Side, score_alone

#: Drifts that the evidence tells, which travels through Temporal.
MOST_DRIFTS = 200
#: Features that alone predict the target best, as the evidence names them.
_MOST_SINGLE = 10


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
            "copies": None if self.copies is None else self.copies.as_json(),
        }

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
    others = np.zeros(len(sample.frame), dtype="uint64")
    rarest: tuple[int, Codes] | None = None
    for place, feature in enumerate(features):
        column: Any = sample.frame[feature.name]
        bins = Bins.of(column[sample.is_training])
        codes = bins.codes(column)
        others += hash_term(place, codes)
        found = _measure(feature, column, codes, sample, task, len(features))
        measured.append(found)
        if feature.kind == "number" and (rarest is None or found.distinct > measured[rarest[0]].distinct):
            rarest = (place, codes)
    return DataEvidence(tuple(measured), _copies(sample, features, rarest, others))


def _measure(
    feature: Feature, column: pd.Series, codes: Codes, sample: Sample, task: str, features: int
) -> MeasuredFeature:
    training, held_out = sample.is_training, sample.is_held_out
    codings = (codes, value_codes(column))
    numbers = numbers_of(column)
    is_null = codes == 0
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
        int(column.nunique()),
    )


def _copies(
    sample: Sample, features: Sequence[Feature], rarest: tuple[int, Codes] | None, others: Hashes
) -> Copies | None:
    """Looks for them by the number with the most different values, the first of several."""
    if rarest is None:
        return None
    place, codes = rarest
    by = features[place].name
    values: Any = sample.frame[by].to_numpy(dtype="float64")
    return copied_rows(by, values, others - hash_term(place, codes), sample.entities, sample.coverage)
