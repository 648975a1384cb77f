-- Text functions.
-- Sources: docs.snowflake.com "String & binary functions", each function's page. Never compared with a real account.

-- case: case and length
SELECT UPPER('aé') AS A, LOWER('AÉ') AS B, INITCAP('hello big-world') AS C, LENGTH('héllo') AS D, LEN('abc') AS E, OCTET_LENGTH('é') AS F;
-- row: ["AÉ", "aé", "Hello Big-World", 5, 3, 2]

-- case: trimming
SELECT TRIM('  a ') AS A, LTRIM('xxa', 'x') AS B, RTRIM('a..', '.') AS C, TRIM('**a*', '*') AS D;
-- row: ["a", "a", "a", "a"]

-- case: padding and repeating
SELECT LPAD('7', 3, '0') AS A, RPAD('ab', 4, '-') AS B, LPAD('abcdef', 3, '0') AS C, REPEAT('ab', 3) AS D, REVERSE('abc') AS E, SPACE(2) || '|' AS F;
-- row: ["007", "ab--", "abc", "ababab", "cba", "  |"]

-- case: parts of a text count from one, negative from the end
SELECT SUBSTR('abcdef', 2, 3) AS A, SUBSTR('abcdef', -2) AS B, SUBSTRING('abc', 1, 1) AS C, LEFT('abc', 2) AS D, RIGHT('abc', 2) AS E;
-- row: ["bcd", "ef", "a", "ab", "bc"]

-- case: places in a text
SELECT POSITION('c' IN 'abc') AS A, POSITION('z', 'abc') AS B, CHARINDEX('b', 'abcb', 3) AS C;
-- row: [3, 0, 4]

-- case: SPLIT_PART counts from one, zero as one, negative from the end
SELECT SPLIT_PART('a,b,c', ',', 2) AS A, SPLIT_PART('a,b,c', ',', -1) AS B, SPLIT_PART('a,b,c', ',', 0) AS C, SPLIT_PART('a,b', ',', 5) AS D;
-- row: ["b", "c", "a", ""]

-- case: STRTOK skips empty tokens
SELECT STRTOK('a.b.c', '.', 2) AS A, STRTOK('a.b', '.', 3) AS B, STRTOK('user@snow.com', '@.', 3) AS C;
-- row: ["b", null, "com"]

-- case: SPLIT gives an array
SELECT SPLIT('a,b', ',') AS A, ARRAY_SIZE(SPLIT('a,b,c', ',')) AS B, SPLIT('127.0.0.1', '.')[0]::VARCHAR AS C;
-- row: [["a", "b"], 3, "127"]

-- case: searching
SELECT CONTAINS('abc', 'b') AS A, STARTSWITH('abc', 'ab') AS B, ENDSWITH('abc', 'bc') AS C, CONTAINS('abc', NULL) AS D;
-- row: [true, true, true, null]

-- case: replacing
SELECT REPLACE('aXbX', 'X', 'y') AS A, REPLACE('aXb', 'X') AS B, TRANSLATE('abc', 'ab', 'xy') AS C, INSERT('abcdef', 3, 2, 'ZZZ') AS D;
-- row: ["ayby", "ab", "xyc", "abZZZef"]

-- case: LIKE minds the case, ILIKE does not, and both match the whole text
SELECT 'Abc' LIKE 'a%' AS A, 'Abc' ILIKE 'a%' AS B, 'abc' LIKE 'b' AS C, 'a_c' LIKE 'a\\_c' ESCAPE '\\' AS D, 'abc' LIKE ANY ('x%', 'a%') AS E;
-- row: [false, true, false, true, true]

-- case: a regular expression matches the whole text
SELECT 'abc' RLIKE 'a.c' AS A, REGEXP_LIKE('abc', 'b') AS B, REGEXP_LIKE('abc', '.*b.*') AS C, REGEXP_LIKE('ABC', 'abc', 'i') AS D;
-- row: [true, false, true, true]

-- case: a regular expression replaces all matches
SELECT REGEXP_REPLACE('a1b22', '[0-9]+', '#') AS A, REGEXP_REPLACE('a1b2', '[0-9]') AS B, REGEXP_SUBSTR('a12b34', '[0-9]+') AS C, REGEXP_SUBSTR('a12b34', '[0-9]+', 1, 2) AS D, REGEXP_COUNT('a1b2', '[0-9]') AS E, REGEXP_INSTR('ab1', '[0-9]') AS F;
-- row: ["a#b#", "ab", "12", "34", 2, 3]

-- case: back references are written with two backslashes in a literal
SELECT REGEXP_REPLACE('firstname middlename lastname', '(.*) (.*) (.*)', '\\3, \\1 \\2') AS A;
-- row: ["lastname, firstname middlename"]

-- case: codes
SELECT ASCII('A') AS A, CHR(97) AS B, CHAR(98) AS C, UNICODE('é') AS D, ASCII('') AS E;
-- row: [65, "a", "b", 233, 0]

-- case: digests are lower-case hexadecimal
SELECT MD5('Snowflake') AS A, SHA1('Ashley') AS B, SHA2('Snowflake', 224) AS C, SHA2('abc') AS D;
-- row: ["edf1439075a83a447fb8b630ddc9c8de", "0b2d293306511d90b3a9f23424fb9836760018cc", "6267d3d7a59929e6864dd4b737d98e3ef8569d9f88a7466647838532", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"]

-- case: encodings
SELECT BASE64_ENCODE('Snowflake') AS A, BASE64_DECODE_STRING('U25vd2ZsYWtl') AS B, HEX_ENCODE('SNOW') AS C, HEX_DECODE_STRING('534E4F57') AS D;
-- row: ["U25vd2ZsYWtl", "Snowflake", "534E4F57", "SNOW"]

-- case: distance of two texts
SELECT EDITDISTANCE('Gute nacht', 'Ich weis nicht') AS A, EDITDISTANCE('abc', 'abc') AS B;
-- row: [8, 0]

-- case: numbers as texts
SELECT TO_VARCHAR(1) AS A, TO_VARCHAR(1.50) AS B, TO_CHAR(12) AS C, 1 || 'x' AS D, TO_VARCHAR(TRUE) AS E, 0.1::FLOAT::VARCHAR AS F;
-- row: ["1", "1.50", "12", "1x", "true", "0.1"]

-- case: a number where a text is wanted is written as one
SELECT LENGTH(N) AS A, LEFT(N, 2) AS B, N LIKE '12%' AS C, REPLACE(N, '3', 'x') AS D, UPPER(YES) AS E FROM (SELECT 123 AS N, TRUE AS YES);
-- row: [3, "12", true, "12x", "TRUE"]

-- case: texts join in groups
SELECT LISTAGG(A, ', ') WITHIN GROUP (ORDER BY A DESC) AS A, LISTAGG(DISTINCT B, '') WITHIN GROUP (ORDER BY B) AS B FROM VALUES ('x', 'q'), ('y', 'q'), ('z', 'p') AS V (A, B);
-- row: ["z, y, x", "pq"]

-- case: a dollar-quoted text takes no escapes
SELECT $$a\nb'c$$ AS A, 'a\tb' AS B, 'it''s' AS C;
-- row: ["a\\nb'c", "a\tb", "it's"]

-- case: comparisons mind the case and go by code
SELECT 'a' = 'A' AS A, 'a' > 'B' AS B, 'a' < 'b' AS C, 'a ' = 'a' AS D;
-- row: [false, true, true, false]

-- case: a text too long for its column is refused
CREATE TABLE SHORT (A VARCHAR(3));
INSERT INTO SHORT VALUES ('abcd');
-- error: 100078 22000 /String 'abcd' is too long and would be truncated/
