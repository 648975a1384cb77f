"""What the published UDFs do: whole batches of rows in, one number for each row out."""

from __future__ import annotations

import sys
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from ratchet_artifact import load_folder
from ratchet_frames import input_frame
from ratchet_lock import Lock
from ratchet_model import TrainedModel


class PublishedModel:
    """
    The model among the imports of a function. Which one it must be stands in the text of the function
    (activities/publication/function-body.ts), because who can write to a stage can write every file there.
    """

    def __init__(self, artifact_sha256: str, features_sha256: str) -> None:
        self._artifact_sha256 = artifact_sha256
        self._features_sha256 = features_sha256

    def predict(self, arguments: pd.DataFrame) -> pd.Series:
        """1 for rows that the model calls positive and 0 for the others; the label as text; or the number."""
        return pd.Series(self._model.predictions(self._frame(arguments)))

    def predict_proba(self, arguments: pd.DataFrame) -> pd.Series:
        """The probability of the positive class, or of the label that the row gets; NULL without one."""
        probabilities = self._model.served_probabilities(self._frame(arguments))
        return pd.Series(np.full(len(arguments), np.nan) if probabilities is None else probabilities)

    @cached_property
    def _model(self) -> TrainedModel:
        """Loaded once a process. Raises ArtifactChanged, before loading, and LockBroken."""
        folder = sys._xoptions["snowflake_import_directory"]  # pyright: ignore[reportPrivateUsage]
        return load_folder(Path(str(folder)), self._artifact_sha256, self._check).model

    def _check(self, lock: Lock) -> None:
        lock.check_environment()
        lock.check_signature(self._features_sha256)

    def _frame(self, arguments: pd.DataFrame) -> pd.DataFrame:
        """Snowflake names the arguments by their position, in the order of the features."""
        features = self._model.features
        columns = {feature.name: arguments.iloc[:, at] for at, feature in enumerate(features)}
        return input_frame(columns, features)
