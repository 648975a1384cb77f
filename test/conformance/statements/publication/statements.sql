CREATE FUNCTION "PREDICT_CHURN__V3_0123456789AB"("MONTHLYCHARGES" FLOAT, "CONTRACT" VARCHAR, "PARTNER" BOOLEAN)
RETURNS FLOAT
LANGUAGE PYTHON
RUNTIME_VERSION = '3.11'
COMMENT = '{"ratchet":{"run":"0199a4e2-7f00-7000-8000-0123456789ab","version":3,"sha256":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}}'
IMPORTS = ('@RATCHET_ARTIFACTS/telco-churn/0123456789ab/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/model.joblib', '@RATCHET_ARTIFACTS/telco-churn/0123456789ab/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/model.json', '@RATCHET_CODE/c0ffeec0ffeec0ffeec0ffee/ratchet_publication.py')
PACKAGES = ('pandas==2.3.3', 'scikit-learn==1.9.1')
HANDLER = 'answer'
AS $$
import pandas
from ratchet_publication import PublishedModel

MODEL = PublishedModel(
    artifact_sha256="aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    features_sha256="e4c67125681b02c2bbabb189568b86807c7a5d61f9e2413018c0c261d79363bc",
)


def answer(arguments):
    return MODEL.predict(arguments)


answer._sf_vectorized_input = pandas.DataFrame
$$
;
CREATE FUNCTION "PREDICT_CHURN__V3_0123456789AB"("A""B" FLOAT, "IT'S; DROP TABLE RUNS; --" VARCHAR, "$$" BOOLEAN, "back\slash" FLOAT)
RETURNS VARCHAR
LANGUAGE PYTHON
RUNTIME_VERSION = '3.11'
COMMENT = '{"ratchet":{"run":"0199a4e2-7f00-7000-8000-0123456789ab","version":3,"sha256":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}}'
IMPORTS = ('@RATCHET_ARTIFACTS/telco-churn/0123456789ab/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/model.joblib', '@RATCHET_ARTIFACTS/telco-churn/0123456789ab/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/model.json', '@RATCHET_CODE/c0ffeec0ffeec0ffeec0ffee/ratchet_publication.py')
PACKAGES = ('pandas==2.3.3', 'scikit-learn==1.9.1')
HANDLER = 'answer'
AS $$
import pandas
from ratchet_publication import PublishedModel

MODEL = PublishedModel(
    artifact_sha256="aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    features_sha256="351e56c8dd588ec547bdb76d7c282c129497be660a0c9648b2174eee4a97ce6c",
)


def answer(arguments):
    return MODEL.predict(arguments)


answer._sf_vectorized_input = pandas.DataFrame
$$
;
SELECT "COMMENT" FROM "INFORMATION_SCHEMA"."FUNCTIONS"
WHERE "FUNCTION_SCHEMA" = ? AND "FUNCTION_NAME" = ?
;
SELECT "FUNCTION_NAME", "COMMENT" FROM "INFORMATION_SCHEMA"."FUNCTIONS"
WHERE "FUNCTION_SCHEMA" = ? AND "FUNCTION_NAME" IN (
  SELECT "SERVING_FUNCTION" FROM "LIVE_VERSION"
  UNION ALL
  SELECT CONCAT("SERVING_FUNCTION", '_PROBA') FROM "LIVE_VERSION"
)
;
SELECT COUNT(*) AS "ROW_COUNT",
  COUNT(IFF("PREDICTED" IS DISTINCT FROM "RATCHET_PREDICTION", 1, NULL)) AS "PREDICTIONS",
  COUNT(IFF(CASE WHEN "PROBABILITY" IS NULL OR "RATCHET_PROBABILITY" IS NULL THEN "PROBABILITY" IS DISTINCT FROM "RATCHET_PROBABILITY" ELSE ABS("PROBABILITY" - "RATCHET_PROBABILITY") > 1e-9 END, 1, NULL)) AS "PROBABILITIES"
FROM (
  SELECT "RATCHET_PREDICTION", "RATCHET_PROBABILITY",
    "PREDICT_CHURN"(CAST("MONTHLYCHARGES" AS FLOAT), CAST("CONTRACT" AS VARCHAR), CAST("PARTNER" AS BOOLEAN)) AS "PREDICTED",
    "PREDICT_CHURN_PROBA"(CAST("MONTHLYCHARGES" AS FLOAT), CAST("CONTRACT" AS VARCHAR), CAST("PARTNER" AS BOOLEAN)) AS "PROBABILITY"
  FROM "SCORES_TELCO_CHURN_0123456789AB"
)
;
SELECT COUNT(*) AS "ROW_COUNT",
  COUNT(IFF(CASE WHEN "PREDICTED" IS NULL OR "RATCHET_PREDICTION" IS NULL THEN "PREDICTED" IS DISTINCT FROM "RATCHET_PREDICTION" ELSE ABS("PREDICTED" - "RATCHET_PREDICTION") > 1e-9 * GREATEST(1, ABS("RATCHET_PREDICTION")) END, 1, NULL)) AS "PREDICTIONS",
  COUNT(IFF(CASE WHEN "PROBABILITY" IS NULL OR "RATCHET_PROBABILITY" IS NULL THEN "PROBABILITY" IS DISTINCT FROM "RATCHET_PROBABILITY" ELSE ABS("PROBABILITY" - "RATCHET_PROBABILITY") > 1e-9 END, 1, NULL)) AS "PROBABILITIES"
FROM (
  SELECT "RATCHET_PREDICTION", "RATCHET_PROBABILITY",
    "PREDICT_CHURN"(CAST("A""B" AS FLOAT), CAST("IT'S; DROP TABLE RUNS; --" AS VARCHAR), CAST("$$" AS BOOLEAN), CAST("back\slash" AS FLOAT)) AS "PREDICTED",
    "PREDICT_CHURN_PROBA"(CAST("A""B" AS FLOAT), CAST("IT'S; DROP TABLE RUNS; --" AS VARCHAR), CAST("$$" AS BOOLEAN), CAST("back\slash" AS FLOAT)) AS "PROBABILITY"
  FROM "SCORES_TELCO_CHURN_0123456789AB"
)
