-- Snowflake's meaning of functions and casts, in DuckDB's terms. `typeof` is a constant to DuckDB's planner, so a CASE on
-- it costs nothing while the statement runs. `cast_to_type(value, other)` casts to the type of `other`, which is not computed.

-- Where a branch is for one type only, the value goes through its text: DuckDB binds every branch for every type.
CREATE MACRO _sf_double(a) AS TRY_CAST(CAST(a AS VARCHAR) AS DOUBLE);
CREATE MACRO _sf_text(a) AS CASE
  WHEN typeof(a) = 'JSON' THEN TRY_CAST(CAST(a AS VARCHAR) AS JSON) ->> '$'
  WHEN typeof(a) IN ('DOUBLE', 'FLOAT') THEN CASE
    WHEN _sf_double(a) = trunc(_sf_double(a)) AND abs(_sf_double(a)) < 1e15
    THEN CAST(CAST(_sf_double(a) AS HUGEINT) AS VARCHAR) ELSE CAST(a AS VARCHAR) END
  WHEN typeof(a) = 'TIMESTAMP' THEN strftime(TRY_CAST(CAST(a AS VARCHAR) AS TIMESTAMP), '%Y-%m-%d %H:%M:%S.%g')
  WHEN typeof(a) = 'TIMESTAMP WITH TIME ZONE' THEN strftime(TRY_CAST(CAST(a AS VARCHAR) AS TIMESTAMPTZ), '%Y-%m-%d %H:%M:%S.%g ')
    || left(replace(strftime(TRY_CAST(CAST(a AS VARCHAR) AS TIMESTAMPTZ), '%z'), ':', '') || '0000', 5)
  WHEN typeof(a) = 'TIME' THEN left(CAST(a AS VARCHAR), 8)
  WHEN typeof(a) = 'BLOB' THEN hex(TRY_CAST(a AS BLOB))
  ELSE CAST(a AS VARCHAR) END;

CREATE MACRO _sf_integer(a) AS CASE
  WHEN typeof(a) IN ('DOUBLE', 'FLOAT') THEN CAST(round(_sf_double(a)) AS HUGEINT)
  WHEN typeof(a) = 'BOOLEAN' THEN CASE CAST(a AS VARCHAR) WHEN 'true' THEN 1 WHEN 'false' THEN 0 END
  WHEN typeof(a) IN ('VARCHAR', 'JSON') AND contains(_sf_text(a), '.')
  THEN CAST(CAST(trim(_sf_text(a)) AS DECIMAL(38, 6)) AS HUGEINT)
  ELSE CAST(trim(_sf_text(a)) AS HUGEINT) END;
CREATE MACRO _sf_try_integer(a) AS CASE
  WHEN typeof(a) IN ('DOUBLE', 'FLOAT') THEN TRY_CAST(round(_sf_double(a)) AS HUGEINT)
  ELSE TRY_CAST(TRY_CAST(trim(_sf_text(a)) AS DECIMAL(38, 6)) AS HUGEINT) END;

CREATE MACRO _sf_boolean(a) AS CASE
  WHEN typeof(a) = 'BOOLEAN' THEN CAST(a AS VARCHAR) = 'true'
  WHEN typeof(a) NOT IN ('VARCHAR', 'JSON') THEN _sf_double(a) <> 0
  WHEN lower(_sf_text(a)) IN ('true', 't', 'yes', 'y', 'on', '1') THEN TRUE
  WHEN lower(_sf_text(a)) IN ('false', 'f', 'no', 'n', 'off', '0') THEN FALSE
  WHEN a IS NOT NULL THEN error('Could not convert string ''' || _sf_text(a) || ''' to BOOL') END;
CREATE MACRO _sf_try_boolean(a) AS CASE
  WHEN typeof(a) = 'BOOLEAN' THEN CAST(a AS VARCHAR) = 'true'
  WHEN typeof(a) NOT IN ('VARCHAR', 'JSON') THEN _sf_double(a) <> 0
  WHEN lower(_sf_text(a)) IN ('true', 't', 'yes', 'y', 'on', '1') THEN TRUE
  WHEN lower(_sf_text(a)) IN ('false', 'f', 'no', 'n', 'off', '0') THEN FALSE END;

CREATE MACRO _sf_nonzero(a) AS CASE WHEN a = 0 THEN error('Division by zero') ELSE a END;
-- Digits after the point: six more than the dividend's.
CREATE MACRO _sf_divide(a, b) AS cast_to_type(
  CAST(a AS DOUBLE) / _sf_nonzero(b), CASE WHEN FALSE THEN coalesce(a, 0) * CAST(1 AS DECIMAL(38, 6)) + coalesce(b, 0) END);
CREATE MACRO _sf_modulo(a, b) AS a % _sf_nonzero(b);
CREATE MACRO _sf_domain(name, a, is_in) AS CASE WHEN is_in OR a IS NULL THEN a
  ELSE error('Invalid floating point operation: ' || name || '(' || a || ')') END;
CREATE MACRO _sf_sqrt(a) AS sqrt(_sf_domain('sqrt', a, a >= 0));
CREATE MACRO _sf_ln(a) AS ln(_sf_domain('ln', a, a > 0));
CREATE MACRO _sf_acos(a) AS acos(_sf_domain('acos', a, a BETWEEN -1 AND 1));
CREATE MACRO _sf_asin(a) AS asin(_sf_domain('asin', a, a BETWEEN -1 AND 1));
CREATE MACRO _sf_cbrt(a) AS CASE WHEN round(cbrt(a)) ** 3 = a THEN round(cbrt(a)) ELSE cbrt(a) END;
CREATE MACRO _sf_width_bucket(a, low, high, n) AS CAST(CASE
  WHEN a < low THEN 0 WHEN a >= high THEN n + 1 ELSE floor((a - low) / (high - low) * n) + 1 END AS BIGINT);

-- Whole days, weeks, months and years keep a date a date.
CREATE MACRO _sf_same_type(a, b) AS cast_to_type(a, b);

CREATE MACRO _sf_timestamp(a, scale) AS CASE
  WHEN typeof(a) IN ('DATE', 'TIMESTAMP', 'TIMESTAMP_NS', '"NULL"') THEN TRY_CAST(CAST(a AS VARCHAR) AS TIMESTAMP)
  WHEN typeof(a) = 'TIMESTAMP WITH TIME ZONE' THEN CAST(TRY_CAST(CAST(a AS VARCHAR) AS TIMESTAMPTZ) AS TIMESTAMP)
  WHEN _sf_double(_sf_text(a)) IS NOT NULL THEN make_timestamp(CAST(_sf_double(_sf_text(a)) * 10 ** (6 - scale) AS BIGINT))
  ELSE CAST(_sf_text(a) AS TIMESTAMP) END;
CREATE MACRO _sf_zoned(a) AS CASE
  WHEN typeof(a) IN ('VARCHAR', 'JSON')
  THEN CAST(regexp_replace(_sf_text(a), '\s*([+-]\d\d):?(\d\d)$', '\1:\2') AS TIMESTAMPTZ)
  WHEN typeof(a) = 'TIMESTAMP WITH TIME ZONE' THEN TRY_CAST(CAST(a AS VARCHAR) AS TIMESTAMPTZ)
  ELSE CAST(_sf_timestamp(a, 0) AS TIMESTAMPTZ) END;

CREATE MACRO _sf_typeof(a) AS CASE json_type(to_json(a))
  WHEN 'UBIGINT' THEN 'INTEGER' WHEN 'BIGINT' THEN 'INTEGER' WHEN 'HUGEINT' THEN 'INTEGER' WHEN 'DOUBLE' THEN 'DECIMAL'
  WHEN 'NULL' THEN 'NULL_VALUE' ELSE json_type(to_json(a)) END;
CREATE MACRO _sf_elements(a) AS CAST(CASE WHEN json_type(to_json(a)) = 'ARRAY' THEN to_json(a) END AS JSON[]);
CREATE MACRO _sf_array_append(a, b) AS to_json(list_append(_sf_elements(a), to_json(b)));
CREATE MACRO _sf_array_prepend(a, b) AS to_json(list_prepend(to_json(b), _sf_elements(a)));
CREATE MACRO _sf_array_cat(a, b) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL
  THEN to_json(list_concat(_sf_elements(a), _sf_elements(b))) END;
CREATE MACRO _sf_array_contains(a, b) AS list_contains(_sf_elements(b), to_json(a));
CREATE MACRO _sf_array_position(a, b) AS list_position(_sf_elements(b), to_json(a)) - 1;
CREATE MACRO _sf_array_to_string(a, separator) AS
  array_to_string(list_transform(_sf_elements(a), lambda x: coalesce(x ->> '$', '')), separator);
CREATE MACRO _sf_array_distinct(a) AS to_json(list_distinct(_sf_elements(a)));
CREATE MACRO _sf_array_compact(a) AS to_json(list_filter(_sf_elements(a), lambda x: json_type(x) <> 'NULL'));
CREATE MACRO _sf_array_slice(a, low, high) AS to_json(list_slice(_sf_elements(a),
  CASE WHEN low < 0 THEN low ELSE low + 1 END, CASE WHEN high < 0 THEN high - 1 ELSE high END));
CREATE MACRO _sf_array_size(a) AS CASE WHEN json_type(to_json(a)) = 'ARRAY' THEN CAST(json_array_length(to_json(a)) AS BIGINT) END;
CREATE MACRO _sf_object_insert(a, k, v) AS CASE WHEN v IS NULL THEN to_json(a) ELSE
  json_merge_patch(to_json(a), json_object(CAST(k AS VARCHAR), v)) END;
CREATE MACRO _sf_object_delete(a, k) AS json_merge_patch(to_json(a), json_object(CAST(k AS VARCHAR), NULL));
CREATE MACRO _sf_object_keys(a) AS to_json(json_keys(to_json(a)));
-- The members of an object in the order of their keys, so that equal values are equal texts.
CREATE MACRO _sf_canonical(a) AS CASE WHEN json_type(to_json(a)) = 'OBJECT' THEN (
  SELECT string_agg(k || ':' || CAST(json_extract(to_json(a), '$."' || k || '"') AS VARCHAR), ',' ORDER BY k)
  FROM unnest(json_keys(to_json(a))) AS u(k)) ELSE CAST(to_json(a) AS VARCHAR) END;

CREATE MACRO _sf_member(input, k, i, v) AS struct_pack(SEQ := CAST(1 AS BIGINT), KEY := CAST(k AS VARCHAR),
  PATH := CASE WHEN i IS NULL THEN coalesce(k, '') ELSE '[' || i || ']' END, INDEX := CAST(i AS BIGINT), VALUE := CAST(v AS JSON),
  THIS := to_json(input));
CREATE MACRO _sf_members(input) AS CASE json_type(to_json(input))
  WHEN 'OBJECT' THEN list_transform(json_keys(to_json(input)),
    lambda x: _sf_member(input, x, NULL, json_extract(to_json(input), '$."' || x || '"')))
  WHEN 'ARRAY' THEN list_transform(CAST(to_json(input) AS JSON[]), lambda x, n: _sf_member(input, NULL, n - 1, x)) END;
-- One level of query only: with two, DuckDB joins the elements back in no order.
CREATE MACRO _sf_flatten(input) AS TABLE SELECT unnest(_sf_members(input), recursive := TRUE);
CREATE MACRO _sf_flatten_outer(input) AS TABLE SELECT unnest(
  CASE WHEN coalesce(len(_sf_members(input)), 0) = 0 THEN [_sf_member(input, NULL, NULL, NULL)] ELSE _sf_members(input) END,
  recursive := TRUE);
