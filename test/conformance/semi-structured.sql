-- VARIANT, OBJECT and ARRAY.
-- Sources: docs.snowflake.com "Semi-structured data types", "Querying semi-structured data", "FLATTEN",
-- "OBJECT_CONSTRUCT", "ARRAY_CONSTRUCT", "PARSE_JSON", "TYPEOF". Never compared with a real account.

CREATE TABLE EVENTS AS SELECT 1 AS ID, PARSE_JSON('{"name": "Ada", "age": 36, "tags": ["x", "y"], "home": {"city": "London", "Zip Code": "N1"}, "none": null}') AS DOC UNION ALL SELECT 2, PARSE_JSON('{"name": "Bob", "tags": []}');

-- case: paths
SELECT DOC:name::VARCHAR AS A, DOC:home.city::STRING AS B, DOC:tags[0]::STRING AS C, DOC:home."Zip Code"::STRING AS D, DOC['home']['city']::STRING AS E, DOC:missing::STRING AS F FROM EVENTS WHERE ID = 1;
-- row: ["Ada", "London", "x", "N1", "London", null]

-- case: a path gives a variant: its text is in JSON's quotes
SELECT DOC:name AS A, DOC:age AS B, DOC:tags AS C FROM EVENTS WHERE ID = 1;
-- columns: A variant, B variant, C variant
-- row: ["\"Ada\"", 36, ["x", "y"]]

-- case: values from a path cast to SQL's types
SELECT DOC:age::NUMBER + 1 AS A, DOC:age::FLOAT AS B, DOC:age > 30 AS C, DOC:name = 'Ada' AS D FROM EVENTS WHERE ID = 1;
-- row: [37, 36, true, true]

-- case: JSON's null is no SQL NULL
SELECT IS_NULL_VALUE(DOC:none) AS A, DOC:none IS NULL AS B, DOC:missing IS NULL AS C, DOC:none::VARCHAR AS D FROM EVENTS WHERE ID = 1;
-- row: [true, false, true, null]

-- case: types of values
SELECT TYPEOF(DOC:name) AS A, TYPEOF(DOC:age) AS B, TYPEOF(DOC:tags) AS C, TYPEOF(DOC:home) AS D, TYPEOF(DOC:none) AS E FROM EVENTS WHERE ID = 1;
-- row: ["VARCHAR", "INTEGER", "ARRAY", "OBJECT", "NULL_VALUE"]

-- case: FLATTEN an array
SELECT E.ID, F.INDEX, F.VALUE::STRING AS TAG FROM EVENTS E, LATERAL FLATTEN(INPUT => E.DOC:tags) F ORDER BY 1, 2;
-- row: [1, 0, "x"]
-- row: [1, 1, "y"]

-- case: OUTER keeps rows without elements
SELECT E.ID, F.VALUE::STRING AS TAG FROM EVENTS E, LATERAL FLATTEN(INPUT => E.DOC:tags, OUTER => TRUE) F ORDER BY 1, 2;
-- row: [1, "x"]
-- row: [1, "y"]
-- row: [2, null]

-- case: FLATTEN an object gives keys
SELECT F.KEY, F.VALUE::STRING AS V FROM TABLE(FLATTEN(INPUT => PARSE_JSON('{"a": 1, "b": 2}'))) F ORDER BY 1;
-- row: ["a", "1"]
-- row: ["b", "2"]

-- case: objects
SELECT OBJECT_CONSTRUCT('b', 1, 'a', 'x', 'n', NULL) AS A, OBJECT_CONSTRUCT_KEEP_NULL('n', NULL) AS B, OBJECT_KEYS(OBJECT_CONSTRUCT('k', 1)) AS C, OBJECT_INSERT(OBJECT_CONSTRUCT('a', 1), 'b', 2) AS D, OBJECT_DELETE(OBJECT_CONSTRUCT('a', 1, 'b', 2), 'a') AS E;
-- row: [{"a": "x", "b": 1}, {"n": null}, ["k"], {"a": 1, "b": 2}, {"b": 2}]

-- case: an object of a whole row
SELECT OBJECT_CONSTRUCT(*) AS A FROM (SELECT 1 AS X, 'y' AS Y);
-- row: [{"X": 1, "Y": "y"}]

-- case: arrays
SELECT ARRAY_CONSTRUCT(1, 'x', NULL) AS A, ARRAY_SIZE(ARRAY_CONSTRUCT(1, 2)) AS B, ARRAY_APPEND(ARRAY_CONSTRUCT(1), 2) AS C, ARRAY_CAT(ARRAY_CONSTRUCT(1), ARRAY_CONSTRUCT(2)) AS D, ARRAY_CONTAINS(2::VARIANT, ARRAY_CONSTRUCT(1, 2)) AS E, ARRAY_TO_STRING(ARRAY_CONSTRUCT(1, 'b'), '-') AS F, ARRAY_POSITION('b'::VARIANT, ARRAY_CONSTRUCT('a', 'b')) AS G;
-- row: [[1, "x", null], 2, [1, 2], [1, 2], true, "1-b", 1]

-- case: array and object constants
SELECT [1, 2][1] AS A, {'k': 'v'}:k::STRING AS B;
-- row: [2, "v"]

-- case: aggregates into arrays and objects
SELECT ARRAY_AGG(A) WITHIN GROUP (ORDER BY A DESC) AS A, OBJECT_AGG(K, A) AS B FROM VALUES ('x', 1), ('y', 2) AS V (K, A);
-- row: [[2, 1], {"x": 1, "y": 2}]

-- case: ARRAY_AGG skips NULL
SELECT ARRAY_AGG(A) AS A FROM (SELECT 1 AS A UNION ALL SELECT NULL);
-- row: [[1]]

-- case: parsing
SELECT TRY_PARSE_JSON('{bad') AS A, PARSE_JSON('[1, 2]')[1]::INT AS B, PARSE_JSON('"t"')::STRING AS C, TO_JSON(PARSE_JSON('{"a": 1}')) AS D;
-- row: [null, 2, "t", "{\"a\":1}"]
SELECT PARSE_JSON('{bad');
-- error: 100069 22P02 /Error parsing JSON/

-- case: a VARIANT bound as text is parsed on insertion
CREATE TABLE DOCS (ID NUMBER, DOC VARIANT);
-- binds: [1, "{\"a\": [1, 2, {\"b\": \"it's\"}]}"]
INSERT INTO DOCS SELECT ?, PARSE_JSON(?);
-- updated: 1
SELECT DOC:a[2].b::STRING AS A FROM DOCS;
-- row: ["it's"]

-- case: the order of keys in an object does not matter
SELECT PARSE_JSON('{"a": 1, "b": 2}') = PARSE_JSON('{"b": 2, "a": 1}') AS A;
-- row: [true]

-- case: higher-order functions
SELECT FILTER([1, 2, 3], X -> X > 1) AS A, TRANSFORM([1, 2], X INT -> X * 10) AS B, REDUCE([1, 2, 3], 0, (ACC, X) -> ACC + X) AS C;
-- row: [[2, 3], [10, 20], 6]
