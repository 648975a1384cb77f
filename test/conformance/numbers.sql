-- Numbers: 38 digits, scale of results, division, rounding.
-- Sources: docs.snowflake.com "Numeric data types", "Arithmetic operators", "ROUND", "DIV0", "TRUNC", "MOD".
-- Never compared with a real account.

-- case: thirty-eight digits
SELECT 99999999999999999999999999999999999999 AS A, -12345678901234567890123456789012345678 AS B;
-- columns: A fixed:0, B fixed:0
-- row: ["99999999999999999999999999999999999999", "-12345678901234567890123456789012345678"]

-- case: thirty-eight digits in a column
CREATE TABLE WIDE (A NUMBER(38, 0), B NUMBER);
INSERT INTO WIDE VALUES (12345678901234567890123456789012345678, 12345678901234567890);
SELECT A, B, A + 1 AS C FROM WIDE;
-- row: ["12345678901234567890123456789012345678", "12345678901234567890", "12345678901234567890123456789012345679"]

-- case: division of integers has six digits after the point
SELECT 1 / 3 AS A, 7 / 2 AS B, 2 / 3 AS C;
-- columns: A fixed:6, B fixed:6, C fixed:6
-- row: ["0.333333", "3.500000", "0.666667"]

-- case: division by zero is refused
SELECT 1 / 0;
-- error: 100051 22012 /Division by zero/

-- case: division by zero in a column is refused
SELECT A / (A - A) FROM (SELECT 5 AS A);
-- error: 100051 22012 /Division by zero/

-- case: division of floats by zero is refused too
SELECT 1::FLOAT / 0::FLOAT;
-- error: 100051 22012 /Division by zero/

-- case: modulo zero is refused
SELECT 5 % 0;
-- error: 100051 22012 /Division by zero/

-- case: NULL over zero is NULL
SELECT NULL / 0 AS A, 1 / NULL AS B;
-- row: [null, null]

-- case: DIV0 and NULLIF avoid it
SELECT DIV0(1, 0) AS A, DIV0NULL(1, NULL) AS B, 1 / NULLIF(0, 0) AS C, DIV0(6, 3) AS D;
-- row: [0, 0, null, 2]

-- case: rounding goes half away from zero
SELECT ROUND(2.5) AS A, ROUND(-2.5) AS B, ROUND(0.5) AS C, ROUND(1.5) AS D, ROUND(2.345, 2) AS E, ROUND(-1.005, 2) AS F;
-- row: [3, -3, 1, 2, 2.35, -1.01]

-- case: rounding of floats goes half away from zero
SELECT ROUND(2.5::FLOAT) AS A, ROUND(-0.5::FLOAT) AS B, ROUND(3.5::FLOAT) AS C;
-- row: [3, -1, 4]

-- case: rounding to the left of the point
SELECT ROUND(1234.5, -2) AS A, TRUNC(1299.9, -2) AS B;
-- row: [1200, 1200]

-- case: a cast to an integer rounds half away from zero
SELECT 2.5::INT AS A, -2.5::INT AS B, 1.45::NUMBER(10, 1) AS C, '1.5'::INT AS D, 2.5::FLOAT::INT AS E;
-- row: [3, -3, 1.5, 2, 3]

-- case: truncation, ceiling and floor
SELECT TRUNC(1.99) AS A, TRUNC(-1.99) AS B, TRUNC(1.987, 2) AS C, CEIL(1.2) AS D, FLOOR(-1.2) AS E;
-- row: [1, -1, 1.98, 2, -2]

-- case: the sign of a modulo is the dividend's
SELECT MOD(7, 3) AS A, MOD(-7, 3) AS B, 7.5 % 2 AS C;
-- row: [1, -1, 1.5]

-- case: powers, roots and logarithms
SELECT POWER(2, 10) AS A, SQRT(2) AS B, LN(1) AS C, LOG(10, 1000) AS D, EXP(0) AS E, CBRT(27) AS F, SQUARE(3) AS G;
-- row: [1024, 1.4142135623730951, 0, 3, 1, 3, 9]

-- case: an average of integers has six more digits
SELECT AVG(A) AS A, SUM(A) AS B, MEDIAN(A) AS C FROM (SELECT 1 AS A UNION ALL SELECT 2 UNION ALL SELECT 4);
-- columns: A fixed:6, B fixed:0, C fixed:3
-- row: ["2.333333", "7", "2.000"]

-- case: a sum of no rows is NULL, a count is 0
SELECT SUM(A) AS A, COUNT(A) AS B, COUNT(*) AS C, AVG(A) AS D FROM (SELECT 1 AS A WHERE FALSE);
-- row: [null, 0, 0, null]

-- case: standard deviation and variance are of the sample
SELECT STDDEV(A) AS A, VARIANCE(A) AS B, STDDEV_POP(A) AS C FROM (SELECT 2 AS A UNION ALL SELECT 4 UNION ALL SELECT 9);
-- row: [3.605551275463989, 13, 2.943920288775949]

-- case: too large for its column is refused
CREATE TABLE SMALL (A NUMBER(3, 0));
INSERT INTO SMALL VALUES (1000);
-- error: 100132 22003 /out of representable range/

-- case: greatest and least are NULL when any argument is
SELECT GREATEST(1, 3, 2) AS A, LEAST(1, 3, 2) AS B, GREATEST(1, NULL) AS C, LEAST(NULL, 1) AS D;
-- row: [3, 1, null, null]

-- case: TO_NUMBER and its scale
SELECT TO_NUMBER('12.345') AS A, TO_NUMBER('12.345', 10, 2) AS B, TRY_TO_NUMBER('x') AS C, TRY_TO_DOUBLE(' 1.5 ') AS D, TRY_TO_DOUBLE('') AS E;
-- row: [12, 12.35, null, 1.5, null]

-- case: bits
SELECT BITAND(12, 10) AS A, BITOR(12, 10) AS B, BITXOR(12, 10) AS C, BITSHIFTLEFT(1, 4) AS D, BITSHIFTRIGHT(16, 2) AS E;
-- row: [8, 14, 6, 16, 4]

-- case: buckets
SELECT WIDTH_BUCKET(5, 0, 10, 5) AS A, WIDTH_BUCKET(-1, 0, 10, 5) AS B, WIDTH_BUCKET(11, 0, 10, 5) AS C;
-- row: [3, 0, 6]

-- case: zero and null
SELECT ZEROIFNULL(NULL) AS A, NULLIFZERO(0) AS B, NVL(NULL, 2) AS C, SIGN(-3.2) AS D, ABS(-7) AS E;
-- row: [0, null, 2, -1, 7]

-- case: RANDOM with a seed repeats
CREATE TABLE SEEDED AS SELECT RANDOM(42) AS A;
SELECT A = RANDOM(42) AS B FROM SEEDED;
-- row: [true]
