-- Scalar types and how the driver tells them.
-- Sources: docs.snowflake.com "Numeric data types", "String & binary data types", "Logical data types",
-- "Date & time data types", "Summary of data types". Never compared with a real account.

-- case: literals have the narrowest NUMBER, and a text is TEXT
SELECT 1 AS A, -2.50 AS B, 'x' AS C, TRUE AS D, NULL AS E;
-- columns: A fixed:0, B fixed:2, C text, D boolean, E text
-- row: ["1", "-2.50", "x", true, null]

-- case: a NUMBER column keeps its scale
CREATE TABLE NUMBERS (A NUMBER, B NUMBER(10, 2), C INTEGER, D DECIMAL(38, 10), E BIGINT, F TINYINT);
INSERT INTO NUMBERS VALUES (1, 2.5, 3, 4.25, 5, 6);
-- updated: 1
SELECT * FROM NUMBERS;
-- columns: A fixed:0, B fixed:2, C fixed:0, D fixed:10, E fixed:0, F fixed:0
-- row: ["1", "2.50", "3", "4.2500000000", "5", "6"]

-- case: the names of FLOAT are all REAL on the wire
SELECT 1.5::FLOAT AS A, 1.5::DOUBLE AS B, 1.5::REAL AS C, 1.5::FLOAT8 AS D;
-- columns: A real, B real, C real, D real
-- row: [1.5, 1.5, 1.5, 1.5]

-- case: a float keeps its last digit
SELECT 0.1::FLOAT + 0.2::FLOAT AS A, 1e-300::FLOAT AS B, 123456789.123456789::FLOAT AS C;
-- row: [0.30000000000000004, 1e-300, 123456789.12345679]

-- case: texts with quotes, line ends and letters beyond ASCII come back as they went
-- binds: ["it's \"quoted\"\nünïcödé ✓", ""]
SELECT ? AS A, ? AS B;
-- columns: A text, B text
-- row: ["it's \"quoted\"\nünïcödé ✓", ""]

-- case: booleans
SELECT TRUE AND FALSE AS A, TRUE OR NULL AS B, NOT NULL::BOOLEAN AS C, 'yes'::BOOLEAN AS D, 0::BOOLEAN AS E;
-- columns: A boolean, B boolean, C boolean, D boolean, E boolean
-- row: [false, true, null, true, false]

-- case: dates and times are told as such
SELECT '2024-02-29'::DATE AS A, '2024-02-29 13:14:15.123'::TIMESTAMP_NTZ AS B, '13:14:15'::TIME AS C;
-- columns: A date, B timestamp_ntz, C time
-- row: ["2024-02-29", "2024-02-29 13:14:15.123", "13:14:15"]

-- case: binary is hexadecimal
SELECT TO_BINARY('48656C6C6F', 'HEX') AS A;
-- columns: A binary
-- row: ["48656C6C6F"]

-- case: variant, object and array are told apart
SELECT PARSE_JSON('{"a":1}') AS A, OBJECT_CONSTRUCT('a', 1) AS B, ARRAY_CONSTRUCT(1, 2) AS C;
-- columns: A variant, B object, C array
-- row: [{"a":1}, {"a":1}, [1,2]]

-- case: binds of every kind
-- binds: [1, 2.5, "x", true, null]
SELECT ? AS A, ? AS B, ? AS C, ? AS D, ? AS E;
-- row: [1, 2.5, "x", true, null]

-- case: names keep their case only in quotes
SELECT 1 AS lower, 2 AS "Mixed Case";
-- columns: LOWER fixed, Mixed Case fixed
-- row: [1, 2]

-- case: an empty result still tells its columns
SELECT 1 AS A, 'x' AS B WHERE FALSE;
-- columns: A fixed, B text
-- rows: 0

-- case: ten thousand rows arrive whole and in order
SELECT COUNT(*) AS N, MIN(I) AS LOW, MAX(I) AS HIGH FROM (SELECT ROW_NUMBER() OVER (ORDER BY SEQ4()) AS I FROM TABLE(GENERATOR(ROWCOUNT => 10000)));
-- row: [10000, 1, 10000]
SELECT ROW_NUMBER() OVER (ORDER BY SEQ4()) AS I, REPEAT('x', 100) AS T FROM TABLE(GENERATOR(ROWCOUNT => 10000)) ORDER BY I;
-- rows: 10000

-- case: a text that is no number is refused
SELECT 'x'::NUMBER;
-- error: 100038 22018 /Numeric value 'x' is not recognized/

-- case: a text that is no date is refused
SELECT 'x'::DATE;
-- error: 100040 22007 /Date 'x' is not recognized/

-- case: a text that is no boolean is refused
SELECT 'maybe'::BOOLEAN;
-- error: 100037 22018 /Boolean value 'maybe' is not recognized/

-- case: TRY_CAST gives NULL instead
SELECT TRY_CAST('x' AS NUMBER) AS A, TRY_CAST('x' AS DATE) AS B, TRY_CAST('maybe' AS BOOLEAN) AS C, TRY_CAST('1.5' AS FLOAT) AS D;
-- row: [null, null, null, 1.5]
