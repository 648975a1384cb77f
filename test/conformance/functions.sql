-- User-defined functions: Python scalar and vectorized, SQL over them, replacing.
-- Sources: docs.snowflake.com "CREATE FUNCTION", "Python UDFs", "Vectorized Python UDFs", "Scalar SQL UDFs". Never compared
-- with a real account.

CREATE FUNCTION "ADD_V1"(X FLOAT, Y FLOAT) RETURNS FLOAT LANGUAGE PYTHON RUNTIME_VERSION = '3.11' HANDLER = 'add' AS $$
def add(x, y):
    return None if x is None or y is None else x + y
$$;
CREATE FUNCTION "DOUBLE_V1"("TEXT" VARCHAR, "N" FLOAT) RETURNS FLOAT LANGUAGE PYTHON RUNTIME_VERSION = '3.11' PACKAGES = ('pandas') HANDLER = 'double' AS $$
import pandas
from _snowflake import vectorized

@vectorized(input=pandas.DataFrame)
def double(rows):
    return rows[1] * 2 + rows[0].str.len()
$$;
CREATE TABLE T AS SELECT * FROM VALUES (1, 'a'), (2, 'bb'), (3, NULL) AS V (N, S);

-- case: a scalar function
SELECT ADD_V1(1, 2) AS A, ADD_V1(NULL, 1) AS B, ADD_V1(N, 0.5) AS C FROM T ORDER BY N;
-- columns: A real, B real, C real
-- row: [3, null, 1.5]
-- row: [3, null, 2.5]
-- row: [3, null, 3.5]

-- case: a vectorized function over a table
SELECT N, DOUBLE_V1(S, N) AS D FROM T WHERE S IS NOT NULL ORDER BY N;
-- row: [1, 3]
-- row: [2, 6]

-- case: a SQL function over a versioned one, replaced at once
CREATE OR REPLACE FUNCTION "SERVE"("N" FLOAT) RETURNS FLOAT COMMENT = '{"version": 1}' AS '"ADD_V1"("N", 1)';
SELECT SERVE(N) AS S FROM T ORDER BY N;
-- row: [2]
-- row: [3]
-- row: [4]
CREATE OR REPLACE FUNCTION "SERVE"("N" FLOAT) COPY GRANTS RETURNS FLOAT COMMENT = '{"version": 2}' AS '"ADD_V1"("N", 100)';
SELECT SUM(SERVE(N)) AS S FROM T;
-- row: [306]

-- case: listed and described
SELECT FUNCTION_NAME, ARGUMENT_SIGNATURE, COMMENT FROM INFORMATION_SCHEMA.FUNCTIONS WHERE FUNCTION_SCHEMA = CURRENT_SCHEMA() AND FUNCTION_NAME = 'SERVE';
-- row: ["SERVE", "(N FLOAT)", "{\"version\": 2}"]
SHOW USER FUNCTIONS LIKE 'serve';
-- rows: 1

-- case: an exception of the handler
CREATE FUNCTION RAISES(X FLOAT) RETURNS FLOAT LANGUAGE PYTHON RUNTIME_VERSION = '3.11' HANDLER = 'f' AS $$
def f(x):
    raise ValueError('no such value')
$$;
SELECT RAISES(1);
-- error: 100357 P0000 /ValueError: no such value/

-- case: a function that does not exist, and one with other arguments
SELECT NO_SUCH_FUNCTION(1);
-- error: 002140 42601 /Unknown function NO_SUCH_FUNCTION/
SELECT ADD_V1(1);
-- error: 001044 42P13 /Invalid argument types for function 'ADD_V1'/

-- case: dropped
DROP FUNCTION SERVE(FLOAT);
-- row: ["SERVE successfully dropped."]
SELECT SERVE(1);
-- error: 002140 42601 /Unknown function SERVE/
