-- Tables: CREATE … AS SELECT, names with spaces, temporary tables, SWAP, RENAME, columns, comments, TRUNCATE.
-- Sources: docs.snowflake.com "CREATE TABLE", "ALTER TABLE", "Identifier requirements", "Working with temporary and transient
-- tables", "TRUNCATE TABLE". Never compared with a real account.

CREATE TABLE "Raw Data" ("Customer ID" VARCHAR, "Total Charges" VARCHAR, "it's ""quoted""" NUMBER);
INSERT INTO "Raw Data" VALUES ('7590-VHVEG', '29.85', 1), ('5575-GNVDE', '', 2), ('o''brien', NULL, 3);

-- case: names with spaces and quotes, in every place
SELECT "Customer ID", "it's ""quoted""" FROM "Raw Data" WHERE "it's ""quoted""" > 1 ORDER BY "Customer ID";
-- columns: Customer ID text, it's "quoted" fixed
-- row: ["5575-GNVDE", 2]
-- row: ["o'brien", 3]
SELECT R."Customer ID" AS "The ID", COUNT(*) AS "How Many" FROM "Raw Data" AS R GROUP BY R."Customer ID" HAVING COUNT(*) > 0 ORDER BY "The ID" LIMIT 1;
-- columns: The ID text, How Many fixed
-- row: ["5575-GNVDE", 1]

-- case: CREATE TABLE AS SELECT renames and casts
CREATE OR REPLACE TRANSIENT TABLE "STG" AS SELECT "Customer ID" AS "CUSTOMERID", TRY_TO_DOUBLE(NULLIF(TRIM("Total Charges"), '')) AS "TOTALCHARGES" FROM "Raw Data";
-- row: ["Table STG successfully created."]
SELECT * FROM STG ORDER BY CUSTOMERID;
-- columns: CUSTOMERID text, TOTALCHARGES real
-- row: ["5575-GNVDE", null]
-- row: ["7590-VHVEG", 29.85]
-- row: ["o'brien", null]
CREATE TABLE "With Space" AS SELECT * FROM "Raw Data";
SELECT COUNT("Customer ID") AS N FROM "With Space";
-- row: [3]
CREATE TABLE TYPED ("A B" NUMBER(10, 2), C VARCHAR) AS SELECT '1.5', 'x';
SELECT * FROM TYPED;
-- columns: A B fixed:2, C text
-- row: [1.5, "x"]

CREATE TABLE UNKNOWN AS SELECT NULL AS A, 1 AS B;
DESCRIBE TABLE UNKNOWN;
SELECT "name", "type" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID())) WHERE "name" = 'A';
-- row: ["A", "VARCHAR(16777216)"]

-- case: an unquoted name means its upper case
CREATE TABLE mixed (lower NUMBER, "Upper" NUMBER);
SELECT LOWER, "LOWER", "Upper" FROM MIXED;
-- rows: 0
SELECT UPPER FROM MIXED;
-- error: 000904 42000 /invalid identifier 'UPPER'/
SELECT "lower" FROM MIXED;
-- error: 000904 42000 /invalid identifier/
SELECT * FROM "mixed";
-- error: 002003 42S02 /does not exist or not authorized/

-- case: a name that is taken
CREATE TABLE STG (A NUMBER);
-- error: 002002 42710 /already exists/
CREATE TABLE IF NOT EXISTS STG (A NUMBER);
-- row: ["STG already exists, statement succeeded."]

-- case: two columns of one name
CREATE TABLE TWINS AS SELECT *, "Customer ID" FROM "Raw Data";
-- error: 002025 42S21 /duplicate column name 'Customer ID'/
CREATE TABLE TWINS AS SELECT * FROM (SELECT L.*, R.* FROM STG AS L JOIN STG AS R ON L.CUSTOMERID = R.CUSTOMERID);
-- error: 002025 42S21 /duplicate column name 'CUSTOMERID'/
CREATE TABLE TWINS AS SELECT * FROM (WITH T AS (SELECT 1 AS A) SELECT *, 2 AS A FROM T) AS DERIVED;
-- error: 002025 42S21 /duplicate column name 'A'/
CREATE TABLE TWINS (A NUMBER, B NUMBER, A VARCHAR);
-- error: 002025 42S21 /duplicate column name 'A'/
SELECT * FROM TWINS;
-- error: 002003 42S02 /does not exist or not authorized/

-- case: DROP
CREATE TABLE GONE (A NUMBER);
DROP TABLE GONE;
-- row: ["GONE successfully dropped."]
DROP TABLE GONE;
-- error: 002003 42S02 /does not exist or not authorized/
DROP TABLE IF EXISTS GONE;
-- row: ["Drop statement executed successfully (GONE already dropped)."]

-- case: a temporary table belongs to its session and hides another one
CREATE TABLE HIDDEN AS SELECT 'for all' AS A;
CREATE TEMPORARY TABLE HIDDEN AS SELECT 'mine' AS A;
SELECT A FROM HIDDEN;
-- row: ["mine"]
SELECT A FROM ${SCHEMA}.HIDDEN;
-- row: ["mine"]
-- on: second
SELECT A FROM HIDDEN;
-- row: ["for all"]
DROP TABLE HIDDEN;
SELECT A FROM HIDDEN;
-- row: ["for all"]

-- case: SWAP WITH exchanges two tables
CREATE TABLE LEFT_T AS SELECT 'left' AS A;
CREATE TABLE RIGHT_T AS SELECT 'right' AS A;
ALTER TABLE LEFT_T SWAP WITH RIGHT_T;
SELECT (SELECT A FROM LEFT_T) AS L, (SELECT A FROM RIGHT_T) AS R;
-- row: ["right", "left"]

-- case: RENAME
ALTER TABLE LEFT_T RENAME TO "Left Renamed";
SELECT A FROM "Left Renamed";
-- row: ["right"]
SELECT A FROM LEFT_T;
-- error: 002003 42S02 /does not exist or not authorized/

-- case: columns are added, renamed and dropped
CREATE TABLE CHANGES (A NUMBER);
INSERT INTO CHANGES VALUES (1);
ALTER TABLE CHANGES ADD COLUMN B FLOAT, "C D" BOOLEAN;
ALTER TABLE CHANGES RENAME COLUMN B TO "New B";
UPDATE CHANGES SET "New B" = 2.5, "C D" = TRUE;
SELECT * FROM CHANGES;
-- columns: A fixed, New B real, C D boolean
-- row: [1, 2.5, true]
ALTER TABLE CHANGES DROP COLUMN "C D";
SELECT * FROM CHANGES;
-- columns: A fixed, New B real
-- row: [1, 2.5]

-- case: defaults and AUTOINCREMENT
CREATE TABLE DEFAULTED (ID NUMBER AUTOINCREMENT, NAME VARCHAR DEFAULT 'none', AT TIMESTAMP_NTZ DEFAULT CURRENT_TIMESTAMP()::TIMESTAMP_NTZ);
INSERT INTO DEFAULTED (NAME) VALUES ('x'), ('y');
INSERT INTO DEFAULTED (ID) VALUES (10);
SELECT ID, NAME, AT IS NOT NULL AS A FROM DEFAULTED ORDER BY ID;
-- row: [1, "x", true]
-- row: [2, "y", true]
-- row: [10, "none", true]

-- case: keys are not checked
CREATE TABLE KEYED (ID NUMBER PRIMARY KEY, B NUMBER UNIQUE);
INSERT INTO KEYED VALUES (1, 1), (1, 1);
-- updated: 2
INSERT INTO KEYED VALUES (NULL, 1);
-- error: 100072 22000 /NULL result in a non-nullable column/

-- case: TRUNCATE and INSERT OVERWRITE
TRUNCATE TABLE KEYED;
SELECT COUNT(*) AS N FROM KEYED;
-- row: [0]
INSERT OVERWRITE INTO KEYED SELECT 5, 6;
INSERT OVERWRITE INTO KEYED SELECT 7, 8;
SELECT * FROM KEYED;
-- row: [7, 8]
TRUNCATE TABLE IF EXISTS NO_SUCH_TABLE;
-- row: ["Statement executed successfully."]

-- case: UPDATE from another table, DELETE using one
CREATE TABLE PRICES (ID NUMBER NOT NULL, PRICE NUMBER(10, 2), NOTE VARCHAR(3) DEFAULT 'x');
INSERT INTO PRICES (ID, PRICE) VALUES (1, 10), (2, 20);
CREATE TABLE NEWS AS SELECT * FROM VALUES (1, 11) AS V (ID, PRICE);
UPDATE PRICES SET PRICE = NEWS.PRICE FROM NEWS WHERE PRICES.ID = NEWS.ID;
-- updated: 1
DELETE FROM PRICES USING NEWS WHERE PRICES.ID = NEWS.ID;
-- updated: 1
SELECT * FROM PRICES;
-- row: [2, 20, "x"]

-- case: CLONE and LIKE
CREATE TABLE CLONED CLONE PRICES;
CREATE TABLE SHAPED LIKE PRICES;
SELECT (SELECT COUNT(*) FROM CLONED) AS A, (SELECT COUNT(*) FROM SHAPED) AS B;
-- row: [1, 0]
INSERT INTO SHAPED (ID, NOTE) VALUES (1, 'abcd');
-- error: 100078 22000 /too long/
INSERT INTO CLONED (PRICE) VALUES (1);
-- error: 100072 22000 /NULL result in a non-nullable column/

-- case: views
CREATE VIEW "My View" AS SELECT "Customer ID" AS C FROM "Raw Data" WHERE "it's ""quoted""" = 1;
SELECT C FROM "My View";
-- row: ["7590-VHVEG"]
CREATE OR REPLACE VIEW "My View" (X, Y) AS SELECT 1, 2;
SELECT X + Y AS S FROM "My View";
-- row: [3]
DROP VIEW "My View";

-- case: IDENTIFIER names a table in a text or a bind
SELECT COUNT(*) AS N FROM IDENTIFIER('"Raw Data"');
-- row: [3]
-- binds: ["\"Raw Data\""]
SELECT COUNT(*) AS N FROM IDENTIFIER(?);
-- row: [3]

-- case: variables of the session
SET (FIRST_ID, WORD) = (2, 'it''s');
SELECT $FIRST_ID + 1 AS A, $WORD AS B;
-- row: [3, "it's"]
UNSET FIRST_ID;
SELECT $FIRST_ID;
-- error: 001083 42601 /does not exist/
