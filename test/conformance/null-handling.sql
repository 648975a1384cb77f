-- NULL in comparisons, functions, aggregates and orders.
-- Sources: docs.snowflake.com "NVL", "EQUAL_NULL", "CONCAT", "ORDER BY", "COUNT", "IFF", "DECODE". Never compared with
-- a real account.

-- case: comparisons with NULL are NULL
SELECT NULL = NULL AS A, NULL <> 1 AS B, NULL IS NULL AS C, 1 IN (2, NULL) AS D, 1 NOT IN (2, NULL) AS E;
-- row: [null, null, true, null, null]

-- case: EQUAL_NULL and IS DISTINCT FROM see NULL
SELECT EQUAL_NULL(NULL, NULL) AS A, EQUAL_NULL(1, NULL) AS B, NULL IS DISTINCT FROM 1 AS C, 1 IS NOT DISTINCT FROM 1 AS D;
-- row: [true, false, true, true]

-- case: a text joined with NULL is NULL
SELECT 'a' || NULL AS A, CONCAT('a', NULL) AS B, CONCAT_WS('-', 'a', NULL, 'b') AS C;
-- row: [null, null, null]

-- case: NVL, NVL2, IFNULL, COALESCE, NULLIF
SELECT NVL(NULL, 'x') AS A, NVL2(NULL, 'a', 'b') AS B, IFNULL(NULL, 1) AS C, COALESCE(NULL, NULL, 3) AS D, NULLIF(1, 1) AS E;
-- row: ["x", "b", 1, 3, null]

-- case: IFF and CASE take NULL for false; DECODE finds it
SELECT IFF(NULL, 1, 2) AS A, CASE WHEN NULL THEN 1 ELSE 2 END AS B, DECODE(NULL, NULL, 'null', 'other') AS C, DECODE(3, 1, 'a', 2, 'b') AS D;
-- row: [2, 2, "null", null]

-- case: aggregates skip NULL
CREATE TABLE T AS SELECT 1 AS A UNION ALL SELECT NULL UNION ALL SELECT 3;
SELECT COUNT(*) AS A, COUNT(A) AS B, SUM(A) AS C, AVG(A) AS D, MIN(A) AS E, MAX(A) AS F, COUNT(DISTINCT A) AS G FROM T;
-- row: [3, 2, 4, 2, 1, 3, 2]

-- case: NULL comes last in an ascending order and first in a descending one
SELECT A FROM T ORDER BY A;
-- row: [1]
-- row: [3]
-- row: [null]
SELECT A FROM T ORDER BY A DESC;
-- row: [null]
-- row: [3]
-- row: [1]
SELECT A FROM T ORDER BY A DESC NULLS LAST;
-- row: [3]
-- row: [1]
-- row: [null]

-- case: groups hold NULL as one value
SELECT A, COUNT(*) AS N FROM (SELECT NULL AS A UNION ALL SELECT NULL UNION ALL SELECT 1) GROUP BY A ORDER BY A;
-- row: [1, 1]
-- row: [null, 2]

-- case: windows order NULL last
SELECT A, ROW_NUMBER() OVER (ORDER BY A) AS N FROM T ORDER BY N;
-- row: [1, 1]
-- row: [3, 2]
-- row: [null, 3]

-- case: boolean aggregates and COUNT_IF
SELECT COUNT_IF(A > 1) AS A, BOOLAND_AGG(A > 0) AS B, BOOLOR_AGG(A > 2) AS C FROM T;
-- row: [1, true, true]

-- case: an empty text is no NULL
SELECT '' IS NULL AS A, LENGTH('') AS B, NULLIF(TRIM('  '), '') AS C, '' = '' AS D;
-- row: [false, 0, null, true]

-- case: NOT NULL is kept
CREATE TABLE STRICT_T (A NUMBER NOT NULL, B VARCHAR);
INSERT INTO STRICT_T (B) VALUES ('x');
-- error: 100072 22000 /NULL result in a non-nullable column/
INSERT INTO STRICT_T VALUES (NULL, 'x');
-- error: 100072 22000 /NULL result in a non-nullable column/
