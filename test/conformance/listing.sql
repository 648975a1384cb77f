-- SHOW, DESCRIBE, INFORMATION_SCHEMA, and the functions that tell about the session.
-- Sources: docs.snowflake.com "SHOW TABLES", "DESCRIBE TABLE", "Snowflake Information Schema", "Context functions".
-- Never compared with a real account.

CREATE TABLE "Customers X" ("Customer ID" VARCHAR NOT NULL, N NUMBER, P NUMBER(10, 2), F FLOAT, B BOOLEAN, D DATE, T TIMESTAMP_NTZ, L TIMESTAMP_LTZ, V VARIANT, A ARRAY, O OBJECT, S VARCHAR(20), X BINARY, M TIME) COMMENT = 'the customers';
CREATE VIEW CUSTOMER_VIEW AS SELECT N FROM "Customers X";

-- case: DESCRIBE TABLE tells Snowflake's types
DESCRIBE TABLE "Customers X";
-- rows: 14
SELECT "name", "type", "null?" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
-- row: ["Customer ID", "VARCHAR(16777216)", "N"]
-- row: ["N", "NUMBER(38,0)", "Y"]
-- row: ["P", "NUMBER(10,2)", "Y"]
-- row: ["F", "FLOAT", "Y"]
-- row: ["B", "BOOLEAN", "Y"]
-- row: ["D", "DATE", "Y"]
-- row: ["T", "TIMESTAMP_NTZ(9)", "Y"]
-- row: ["L", "TIMESTAMP_LTZ(9)", "Y"]
-- row: ["V", "VARIANT", "Y"]
-- row: ["A", "ARRAY", "Y"]
-- row: ["O", "OBJECT", "Y"]
-- row: ["S", "VARCHAR(20)", "Y"]
-- row: ["X", "BINARY(8388608)", "Y"]
-- row: ["M", "TIME(9)", "Y"]
DESCRIBE TABLE NO_SUCH_TABLE;
-- error: 002003 02000 /does not exist or not authorized/

-- case: INFORMATION_SCHEMA.COLUMNS
SELECT COLUMN_NAME, DATA_TYPE, IS_NULLABLE, NUMERIC_PRECISION, NUMERIC_SCALE, CHARACTER_MAXIMUM_LENGTH FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = CURRENT_SCHEMA() AND TABLE_NAME = 'Customers X' AND ORDINAL_POSITION <= 5 ORDER BY ORDINAL_POSITION;
-- row: ["Customer ID", "TEXT", "NO", null, null, 16777216]
-- row: ["N", "NUMBER", "YES", 38, 0, null]
-- row: ["P", "NUMBER", "YES", 10, 2, null]
-- row: ["F", "FLOAT", "YES", null, null, null]
-- row: ["B", "BOOLEAN", "YES", null, null, null]

-- case: INFORMATION_SCHEMA.TABLES and VIEWS
SELECT TABLE_NAME, TABLE_TYPE, COMMENT FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = CURRENT_SCHEMA() ORDER BY TABLE_NAME;
-- row: ["CUSTOMER_VIEW", "VIEW", null]
-- row: ["Customers X", "BASE TABLE", "the customers"]
SELECT COUNT(*) AS N FROM INFORMATION_SCHEMA.VIEWS WHERE TABLE_SCHEMA = CURRENT_SCHEMA();
-- row: [1]
SELECT COUNT(*) AS N FROM INFORMATION_SCHEMA.SCHEMATA WHERE SCHEMA_NAME = CURRENT_SCHEMA();
-- row: [1]

-- case: SHOW TABLES, with LIKE minding no case
SHOW TABLES LIKE 'customers%' IN SCHEMA ${SCHEMA};
-- rows: 1
SELECT "name", "kind", "comment", "rows" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
-- row: ["Customers X", "TABLE", "the customers", 0]
SHOW TABLES LIKE 'nothing%';
-- rows: 0
SHOW VIEWS;
-- rows: 1
SHOW COLUMNS IN TABLE "Customers X";
-- rows: 14

-- case: SHOW PARAMETERS
ALTER SESSION SET QUERY_TAG = 'a tag';
SHOW PARAMETERS LIKE 'QUERY_TAG' IN SESSION;
-- rows: 1
SELECT "key", "value", "level" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
-- row: ["QUERY_TAG", "a tag", "SESSION"]
ALTER SESSION UNSET QUERY_TAG;
ALTER SESSION SET NO_SUCH_PARAMETER = 1;
-- error: 001006 22023 /invalid session parameter/

-- case: comments
COMMENT ON TABLE "Customers X" IS 'changed: it''s';
SELECT COMMENT FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME = 'Customers X' AND TABLE_SCHEMA = CURRENT_SCHEMA();
-- row: ["changed: it's"]

-- case: the result of an earlier statement
SELECT 1 AS A, 'x' AS B UNION ALL SELECT 2, 'y';
SELECT B FROM TABLE(RESULT_SCAN(LAST_QUERY_ID())) WHERE A = 2;
-- row: ["y"]

-- case: unnamed columns are named by their text
SELECT COUNT(*), MAX(n), 1 + 1, 'a' FROM "Customers X" GROUP BY ALL;
-- columns: COUNT(*) fixed, MAX(N) fixed, 1 + 1 fixed, 'a' text

-- case: USE
USE SCHEMA NO_SUCH_SCHEMA;
-- error: 002043 02000 /does not exist/
USE DATABASE NO_SUCH_DATABASE;
-- error: 002043 02000 /does not exist/
