"""One-hot encoded words and a random forest. In a notebook: build({}).fit(features, target)."""

from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder


def build(params: dict) -> Pipeline:
    """The unfitted model; `params` are those of RandomForestClassifier."""
    words = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    # Numbers pass as they are: a tree needs no scaling, and the forest has a branch for missing TOTALCHARGES.
    columns = make_column_transformer(
        (words, make_column_selector(dtype_exclude="number")),
        remainder="passthrough",
    )
    return make_pipeline(columns, RandomForestClassifier(**{"random_state": 0, **params}))
