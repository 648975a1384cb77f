-- Errors: code, SQLSTATE and words.
-- Codes as snowflake-sdk and the Python connector show them; never compared with a real account.

CREATE TABLE T (A NUMBER NOT NULL, B VARCHAR(3));

-- case: names that lead nowhere
SELECT * FROM NO_SUCH_TABLE;
-- error: 002003 42S02 /Object 'NO_SUCH_TABLE' does not exist or not authorized/
SELECT NO_SUCH_COLUMN FROM T;
-- error: 000904 42000 /invalid identifier 'NO_SUCH_COLUMN'/
SELECT * FROM NO_SUCH_DATABASE.S.T;
-- error: 002003 02000 /Database 'NO_SUCH_DATABASE' does not exist or not authorized/

-- case: syntax
SELEC 1;
-- error: 001003 42000 /syntax error/
SELECT FROM WHERE;
-- error: 001003 42000 /syntax error/

-- case: two statements at once
SELECT 1; SELECT 2;
-- error: 000008 0A000 /did not match the desired statement count 1/

-- case: values that do not fit
INSERT INTO T VALUES ('x', 'a');
-- error: 100038 22018 /Numeric value 'x' is not recognized/
INSERT INTO T VALUES (NULL, 'a');
-- error: 100072 22000 /NULL result in a non-nullable column/
INSERT INTO T VALUES (1, 'abcd');
-- error: 100078 22000 /String 'abcd' is too long and would be truncated/
INSERT INTO T VALUES (1);
-- error: 002020 21S01 /Insert value list does not match column list expecting 2 but got 1/

-- case: more than one row where one is wanted
INSERT INTO T VALUES (1, 'a'), (2, 'b');
SELECT (SELECT A FROM T) AS A;
-- error: 090150 22000 /Single-row subquery returns more than one row/

-- case: binds that are missing
SELECT ? AS A;
-- error: 002049 42601 /bind variable 1 not set/
