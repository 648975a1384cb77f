-- Stages and loading: PUT, LIST, COPY INTO, INFER_SCHEMA, USING TEMPLATE, SELECT FROM @stage, REMOVE.
-- Sources: docs.snowflake.com "PUT", "LIST", "COPY INTO <table>", "COPY INTO <location>", "INFER_SCHEMA", "CREATE TABLE …
-- USING TEMPLATE", "Querying data in staged files". Never compared with a real account.

-- file: customers.csv
-- | Customer ID,Total Charges,Active
-- | 7590-VHVEG,29.85,true
-- | 5575-GNVDE,,false
-- | "o'brien, jr",108.15,true
-- file: bad.csv
-- | Customer ID,Total Charges,Active
-- | 1,not a number,true
-- file: unclosed.csv
-- | Customer ID,Total Charges,Active
-- | 1,2.5,"true
-- | 2,3.5,true
CREATE STAGE FILES;
CREATE FILE FORMAT CSV_FORMAT TYPE = CSV PARSE_HEADER = TRUE FIELD_OPTIONALLY_ENCLOSED_BY = '"' EMPTY_FIELD_AS_NULL = TRUE;
CREATE FILE FORMAT PARQUET_FORMAT TYPE = PARQUET USE_LOGICAL_TYPE = TRUE;
CREATE TABLE CUSTOMERS ("Customer ID" VARCHAR, "Total Charges" FLOAT, ACTIVE BOOLEAN);

-- case: PUT and LIST
PUT 'file://${FOLDER}/customers.csv' @FILES/in/ AUTO_COMPRESS = FALSE;
-- rows: 1
LIST @FILES/in/;
-- rows: 1
SELECT "name" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()));
-- row: ["files/in/customers.csv"]

-- case: COPY INTO by column name, once
COPY INTO CUSTOMERS FROM @FILES/in/ FILE_FORMAT = (FORMAT_NAME = 'CSV_FORMAT') MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE;
SELECT * FROM CUSTOMERS ORDER BY 1;
-- row: ["5575-GNVDE", null, false]
-- row: ["7590-VHVEG", 29.85, true]
-- row: ["o'brien, jr", 108.15, true]
COPY INTO CUSTOMERS FROM @FILES/in/ FILE_FORMAT = (FORMAT_NAME = 'CSV_FORMAT') MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE;
-- rows: 1
SELECT COUNT(*) AS N FROM CUSTOMERS;
-- row: [3]
COPY INTO CUSTOMERS FROM @FILES/in/ FILE_FORMAT = (FORMAT_NAME = 'CSV_FORMAT') MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE FORCE = TRUE;
SELECT COUNT(*) AS N FROM CUSTOMERS;
-- row: [6]

-- case: a value that does not fit aborts the whole load
PUT 'file://${FOLDER}/bad.csv' @FILES/bad/ AUTO_COMPRESS = FALSE;
COPY INTO CUSTOMERS FROM @FILES/bad/ FILE_FORMAT = (FORMAT_NAME = 'CSV_FORMAT') MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE;
-- error: 100038 22018 /Numeric value 'not a number' is not recognized/
SELECT COUNT(*) AS N FROM CUSTOMERS;
-- row: [6]

-- case: a quote that nothing closes is no value
PUT 'file://${FOLDER}/unclosed.csv' @FILES/unclosed/ AUTO_COMPRESS = FALSE;
COPY INTO CUSTOMERS FROM @FILES/unclosed/ FILE_FORMAT = (FORMAT_NAME = 'CSV_FORMAT') MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE;
-- error: 100016 22000
SELECT COUNT(*) AS N FROM CUSTOMERS;
-- row: [6]

-- case: unloading to Parquet and the shape of the files
COPY INTO @FILES/out/ FROM (SELECT "Customer ID", "Total Charges", ACTIVE FROM CUSTOMERS WHERE ACTIVE) FILE_FORMAT = (TYPE = PARQUET) HEADER = TRUE;
SELECT COLUMN_NAME, TYPE FROM TABLE(INFER_SCHEMA(LOCATION => '@FILES/out/', FILE_FORMAT => 'PARQUET_FORMAT')) ORDER BY ORDER_ID;
-- row: ["Customer ID", "TEXT"]
-- row: ["Total Charges", "REAL"]
-- row: ["ACTIVE", "BOOLEAN"]

-- case: a table from the files' own columns
CREATE OR REPLACE TRANSIENT TABLE "RAW" USING TEMPLATE (SELECT ARRAY_AGG(OBJECT_CONSTRUCT(*)) FROM TABLE(INFER_SCHEMA(LOCATION => '@FILES/out/', FILE_FORMAT => 'PARQUET_FORMAT')));
COPY INTO "RAW" FROM @FILES/out/ FILE_FORMAT = (FORMAT_NAME = 'PARQUET_FORMAT') MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE ON_ERROR = ABORT_STATEMENT FORCE = TRUE;
SELECT COUNT(*) AS N, COUNT(DISTINCT "Customer ID") AS D, MAX("Total Charges") AS M FROM "RAW";
-- row: [4, 2, 108.15]

-- case: files are read without a table
SELECT $1:"Customer ID"::VARCHAR AS C, $1:ACTIVE::BOOLEAN AS A FROM @FILES/out/ (FILE_FORMAT => 'PARQUET_FORMAT') WHERE $1:"Total Charges"::FLOAT > 100 LIMIT 1;
-- row: ["o'brien, jr", true]

-- case: a load with a transformation
CREATE TABLE SHORT (ID VARCHAR, CENTS NUMBER);
COPY INTO SHORT FROM (SELECT $1:"Customer ID"::VARCHAR, $1:"Total Charges"::FLOAT * 100 FROM @FILES/out/) FILE_FORMAT = (FORMAT_NAME = 'PARQUET_FORMAT');
SELECT DISTINCT ID, CENTS FROM SHORT ORDER BY ID;
-- row: ["7590-VHVEG", 2985]
-- row: ["o'brien, jr", 10815]

-- case: REMOVE
REMOVE @FILES/out/;
LIST @FILES/out/;
-- rows: 0

-- case: a stage that does not exist
LIST @NO_SUCH_STAGE;
-- error: 002003 02000 /does not exist or not authorized/
