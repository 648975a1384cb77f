-- What the checks of the data count (decision 0019).
-- Sources: docs.snowflake.com "Special floating-point values", "NULLIF", "COUNT", "SYSDATE", "CONVERT_TIMEZONE",
-- "Querying semi-structured data". Never compared with a real account.

-- case: NaN is above every number, and NULLIF makes it NULL
SELECT 'NaN'::FLOAT > 1e300 AS A, NULLIF('NaN'::FLOAT, 'NaN'::FLOAT) IS NULL AS B, NULLIF(1.5::FLOAT, 'NaN'::FLOAT) AS C;
-- row: [true, true, 1.5]

-- case: a NULL is neither within bounds nor outside, and in no list
SELECT COUNT(*) AS N, COUNT(IFF(X IS NULL, 1, NULL)) AS NULLS, COUNT(IFF(X < 2, 1, NULL)) AS BELOW, COUNT(IFF(X NOT IN (2, 3), 1, NULL)) AS OTHERS FROM VALUES (1), (2), (NULL), (9) AS V (X);
-- row: [4, 1, 1, 2]

-- case: the age of what is not in the future, of dates and of timestamps without and with zones
SELECT DATEDIFF(second, MAX(IFF(D::TIMESTAMP_NTZ <= SYSDATE(), D::TIMESTAMP_NTZ, NULL)), SYSDATE()) >= 86400 AS A FROM (SELECT DATEADD(day, -1, SYSDATE()::DATE) AS D UNION ALL SELECT '2999-12-31'::DATE);
-- row: [true]
SELECT DATEDIFF(second, MAX(IFF(T <= SYSDATE(), T, NULL)), SYSDATE()) AS A FROM (SELECT '2999-12-31'::TIMESTAMP_NTZ AS T);
-- row: [null]
SELECT CONVERT_TIMEZONE('UTC', '2024-07-01 12:00:00 +0200'::TIMESTAMP_TZ)::TIMESTAMP_NTZ AS A;
-- row: ["2024-07-01 10:00:00.000"]

-- case: evidence by its hold-out
CREATE TABLE JUDGED AS SELECT '{"holdOut": {"salt": "ratchet@2026-10", "test": 0.2}, "candidate": {"source": "held-out"}}' AS EVIDENCE UNION ALL SELECT '{"candidate": {"source": "held-out"}}';
SELECT COUNT(*) AS N FROM (SELECT PARSE_JSON(EVIDENCE) AS DOCUMENT FROM JUDGED) WHERE DOCUMENT:candidate.source::VARCHAR = 'held-out' AND DOCUMENT:holdOut.salt::VARCHAR = 'ratchet@2026-10' AND DOCUMENT:holdOut.test::FLOAT = 0.2;
-- row: [1]
SELECT COUNT(*) AS N FROM (SELECT PARSE_JSON(EVIDENCE) AS DOCUMENT FROM JUDGED) WHERE DOCUMENT:holdOut IS NULL;
-- row: [1]
