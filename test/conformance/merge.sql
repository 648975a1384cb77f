-- MERGE.
-- Source: docs.snowflake.com "MERGE". Never compared with a real account.

CREATE TABLE TARGET (ID NUMBER, NAME VARCHAR, N NUMBER);
INSERT INTO TARGET VALUES (1, 'a', 10), (2, 'b', 20), (3, 'c', 30);

-- case: update, delete and insert in one statement
MERGE INTO TARGET T USING (SELECT * FROM VALUES (1, 'A', FALSE), (2, 'B', TRUE), (9, 'Z', FALSE) AS V (ID, NAME, GONE)) S ON T.ID = S.ID WHEN MATCHED AND S.GONE THEN DELETE WHEN MATCHED THEN UPDATE SET T.NAME = S.NAME, T.N = T.N + 1 WHEN NOT MATCHED THEN INSERT (ID, NAME, N) VALUES (S.ID, S.NAME, 0);
-- columns: number of rows inserted fixed, number of rows updated fixed, number of rows deleted fixed
-- row: [1, 1, 1]
SELECT * FROM TARGET ORDER BY ID;
-- row: [1, "A", 11]
-- row: [3, "c", 30]
-- row: [9, "Z", 0]

-- case: with binds, inserting once however often it is sent
-- binds: [20, "new", 20]
MERGE INTO "TARGET" T USING (SELECT ? AS "ID", ? AS "NAME") S ON T."ID" = S."ID" AND T."ID" = ? WHEN NOT MATCHED THEN INSERT ("ID", "NAME") VALUES (S."ID", S."NAME");
-- columns: number of rows inserted fixed
-- row: [1]
-- updated: 1
-- binds: [20, "new", 20]
MERGE INTO "TARGET" T USING (SELECT ? AS "ID", ? AS "NAME") S ON T."ID" = S."ID" AND T."ID" = ? WHEN NOT MATCHED THEN INSERT ("ID", "NAME") VALUES (S."ID", S."NAME");
-- row: [0]

-- case: the source is a table
CREATE TABLE SOURCE AS SELECT 1 AS ID, 100 AS N UNION ALL SELECT 50, 500;
MERGE INTO TARGET USING SOURCE ON TARGET.ID = SOURCE.ID WHEN MATCHED THEN UPDATE SET N = SOURCE.N WHEN NOT MATCHED THEN INSERT VALUES (SOURCE.ID, 'from source', SOURCE.N);
-- row: [1, 1]
SELECT ID, N FROM TARGET WHERE ID IN (1, 50) ORDER BY ID;
-- row: [1, 100]
-- row: [50, 500]

-- case: two source rows for one target row are refused, and nothing changes
MERGE INTO TARGET T USING (SELECT * FROM VALUES (1, 7), (1, 8), (77, 9) AS V (ID, N)) S ON T.ID = S.ID WHEN MATCHED THEN UPDATE SET N = S.N WHEN NOT MATCHED THEN INSERT (ID, N) VALUES (S.ID, S.N);
-- error: 100090 42P18 /Duplicate row detected during DML action/
SELECT N FROM TARGET WHERE ID IN (1, 77);
-- row: [100]

-- case: a value that does not fit undoes the whole
MERGE INTO TARGET T USING (SELECT * FROM VALUES (1, '1'), (88, 'x') AS V (ID, N)) S ON T.ID = S.ID WHEN MATCHED THEN UPDATE SET N = S.N::NUMBER WHEN NOT MATCHED THEN INSERT (ID, N) VALUES (S.ID, S.N::NUMBER);
-- error: 100038 22018 /Numeric value 'x' is not recognized/
SELECT N FROM TARGET WHERE ID IN (1, 88);
-- row: [100]
