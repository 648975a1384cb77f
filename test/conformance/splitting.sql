-- The split of the feature table (pipeline: same side in SQL, in Python and forever). The sides below are also asserted
-- in Python: python/tests/local_snowflake/test_split_values.py.
-- Sources: docs.snowflake.com "SHA2, SHA2_HEX", "SUBSTR", "String comparison". Never compared with a real account.

-- case: the first eight digits of the digest
SELECT E, SUBSTR(SHA2(E || ':' || 'salt', 256), 1, 8) AS H FROM VALUES ('7590-VHVEG'), ('5575-GNVDE'), ('3668-QPYBK'), ('ünï'), (''), ('o''brien') AS V (E);
-- unordered
-- row: ["7590-VHVEG", "cc13cdfc"]
-- row: ["5575-GNVDE", "4f8689f9"]
-- row: ["3668-QPYBK", "1f2d913e"]
-- row: ["ünï", "e491d4a0"]
-- row: ["", "31207426"]
-- row: ["o'brien", "45879bc6"]

-- case: sides of texts and of numbers
CREATE OR REPLACE TRANSIENT TABLE FEATURES AS SELECT "F".*, CASE WHEN SUBSTR(SHA2(TO_VARCHAR("F"."CUSTOMERID") || ':' || 'salt', 256), 1, 8) < '33333333' THEN 'TEST' WHEN SUBSTR(SHA2(TO_VARCHAR("F"."CUSTOMERID") || ':' || 'salt', 256), 1, 8) < '4ccccccc' THEN 'VALIDATION' ELSE 'TRAIN' END AS "RATCHET_SPLIT" FROM (SELECT COLUMN1 AS "CUSTOMERID" FROM VALUES ('7590-VHVEG'), ('5575-GNVDE'), ('3668-QPYBK'), ('0001'), (''), ('o''brien')) AS "F";
SELECT "CUSTOMERID", "RATCHET_SPLIT" FROM FEATURES ORDER BY 1;
-- row: ["", "TEST"]
-- row: ["0001", "TRAIN"]
-- row: ["3668-QPYBK", "TEST"]
-- row: ["5575-GNVDE", "TRAIN"]
-- row: ["7590-VHVEG", "TRAIN"]
-- row: ["o'brien", "VALIDATION"]
SELECT I, SUBSTR(SHA2(TO_VARCHAR(I) || ':' || 'salt', 256), 1, 8) AS H FROM VALUES (1), (2), (10), (-3) AS V (I) ORDER BY I;
-- row: [-3, "f542e19e"]
-- row: [1, "18a83098"]
-- row: [2, "50a74b11"]
-- row: [10, "c0b5a097"]

-- case: a number with digits after the point is hashed as Snowflake writes it
SELECT TO_VARCHAR(12.50) AS A, SUBSTR(SHA2(TO_VARCHAR(12.50) || ':' || 'salt', 256), 1, 8) AS B;
-- row: ["12.50", "a09c6be5"]

-- case: shares of a thousand customers
SELECT CASE WHEN H < '33333333' THEN 'TEST' WHEN H < '4ccccccc' THEN 'VALIDATION' ELSE 'TRAIN' END AS S, COUNT(*) AS N FROM (SELECT SUBSTR(SHA2(TO_VARCHAR(I) || ':' || '2026', 256), 1, 8) AS H FROM (SELECT ROW_NUMBER() OVER (ORDER BY SEQ4()) AS I FROM TABLE(GENERATOR(ROWCOUNT => 1000)))) GROUP BY S ORDER BY S;
-- row: ["TEST", 214]
-- row: ["TRAIN", 685]
-- row: ["VALIDATION", 101]

-- case: an entity that is NULL has no side of its own
SELECT CASE WHEN SUBSTR(SHA2(TO_VARCHAR(E) || ':' || 'salt', 256), 1, 8) < '33333333' THEN 'TEST' ELSE 'TRAIN' END AS A FROM (SELECT NULL::VARCHAR AS E);
-- row: ["TRAIN"]
