"""Logistic regression over scaled measurements."""

from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler


def build(params: dict) -> Pipeline:
    """The unfitted model; `params` are those of LogisticRegression."""
    return make_pipeline(StandardScaler(), LogisticRegression(**{"max_iter": 1_000, **params}))
