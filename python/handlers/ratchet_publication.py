"""Handlers of the published UDFs: whole batches of rows in, one number for each row out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from _snowflake import vectorized  # pyright: ignore[reportMissingImports] -- there only where handlers run

from ratchet_artifact import load_folder
from ratchet_frames import input_frame
from ratchet_model import TrainedModel

_Handler = Callable[[pd.DataFrame], pd.Series]


def _batches(handler: _Handler) -> _Handler:
    """Marks a handler as one that takes whole batches."""
    return vectorized(input=pd.DataFrame)(handler)


@_batches
def predict(arguments: pd.DataFrame) -> pd.Series:
    """1 for rows that the model calls positive, 0 for the others."""
    return pd.Series(_model().predictions(_frame(arguments)))


@_batches
def predict_proba(arguments: pd.DataFrame) -> pd.Series:
    """The probability of the positive class; NULL when the model gives none."""
    probabilities = _model().probabilities(_frame(arguments))
    return pd.Series(np.full(len(arguments), np.nan) if probabilities is None else probabilities)


@cache
def _model() -> TrainedModel:
    """The model among the UDF's imports, loaded once a process."""
    folder = sys._xoptions["snowflake_import_directory"]  # pyright: ignore[reportPrivateUsage]
    return load_folder(Path(str(folder))).model


def _frame(arguments: pd.DataFrame) -> pd.DataFrame:
    """Snowflake names the arguments by their position, in the order of the features."""
    features = _model().features
    if arguments.shape[1] != len(features):
        found = arguments.shape[1]
        raise ValueError(f"found {found} arguments, expected {len(features)}, one for each feature")
    return input_frame({feature.name: arguments.iloc[:, at] for at, feature in enumerate(features)}, features)
