-- What the quickstart's reader has in Snowflake before Ratchet comes: a stage, and a procedure that trains into it.
CREATE STAGE IF NOT EXISTS MY_MODELS;

CREATE OR REPLACE PROCEDURE TRAIN_CHURN_PREDICTION_MODEL(FEATURES_TABLE VARCHAR)
RETURNS VARIANT
LANGUAGE PYTHON
RUNTIME_VERSION = '3.11'
PACKAGES = ('snowflake-snowpark-python', 'scikit-learn', 'pandas', 'joblib')
HANDLER = 'train_churn_prediction_model'
EXECUTE AS CALLER
AS $$
import os
import tempfile

import joblib
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder

CATEGORICAL = [
    "GENDER", "SENIORCITIZEN", "PARTNER", "DEPENDENTS", "TECHSUPPORT", "CONTRACT", "PAPERLESSBILLING",
    "PHONESERVICE", "MULTIPLELINES", "INTERNETSERVICE", "ONLINESECURITY", "ONLINEBACKUP", "DEVICEPROTECTION",
    "STREAMINGTV", "STREAMINGMOVIES", "PAYMENTMETHOD",
]
NUMERICAL = ["MONTHLYCHARGES", "TOTALCHARGES", "TENUREMONTHS"]


def train_churn_prediction_model(session, features_table):
    dataset = session.table(features_table).to_pandas()
    X = dataset[CATEGORICAL + NUMERICAL]
    y = dataset["CHURNVALUE"]
    # No random_state: every run draws another test set, row by row.
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2)

    model = Pipeline([
        ("columns", ColumnTransformer(
            [("onehot", OneHotEncoder(handle_unknown="ignore"), CATEGORICAL)], remainder="passthrough")),
        ("forest", RandomForestClassifier()),
    ])
    search = GridSearchCV(model, {"forest__n_estimators": [20, 40]}, cv=2)
    search.fit(X_train, y_train)

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.joblib")
        joblib.dump(search, path)
        session.file.put(path, "@MY_MODELS", overwrite=True)

    return {
        "R2 score on Train": search.score(X_train, y_train),
        "R2 score on Test": search.score(X_test, y_test),
    }
$$;
