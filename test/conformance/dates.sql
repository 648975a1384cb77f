-- Dates, times and timestamps.
-- Sources: docs.snowflake.com "Date & time functions", "DATEDIFF", "DATE_TRUNC", "DAYOFWEEK", "LAST_DAY", "ADD_MONTHS",
-- "MONTHS_BETWEEN", "Date and time input and output formats". Never compared with a real account.

-- case: the parts of a date
SELECT YEAR(D) AS A, MONTH(D) AS B, DAY(D) AS C, QUARTER(D) AS D, DAYOFYEAR(D) AS E, DAYNAME(D) AS F, MONTHNAME(D) AS G FROM (SELECT '2024-02-29'::DATE AS D);
-- row: [2024, 2, 29, 1, 60, "Thu", "Feb"]

-- case: the parts of a time
SELECT HOUR(T) AS A, MINUTE(T) AS B, SECOND(T) AS C, DATE_PART(epoch_second, T) AS D FROM (SELECT '2024-01-01 12:34:56'::TIMESTAMP_NTZ AS T);
-- row: [12, 34, 56, 1704112496]

-- case: Sunday is day 0 of the week, and day 7 in ISO's count
SELECT DAYOFWEEK('2024-06-02'::DATE) AS A, DAYOFWEEKISO('2024-06-02'::DATE) AS B, DAYOFWEEK('2024-06-03'::DATE) AS C, DATE_PART(dow, '2024-06-08'::DATE) AS D;
-- row: [0, 7, 1, 6]

-- case: ISO weeks
SELECT WEEKISO('2021-01-01'::DATE) AS A, WEEKOFYEAR('2024-12-30'::DATE) AS B, YEAROFWEEKISO('2021-01-01'::DATE) AS C;
-- row: [53, 1, 2020]

-- case: adding to a date
SELECT DATEADD(day, 1, '2024-02-28'::DATE) AS A, DATEADD(month, 1, '2024-01-31'::DATE) AS B, DATEADD(year, -1, '2024-02-29'::DATE) AS C, DATEADD('week', 2, '2024-01-01'::DATE) AS D;
-- columns: A date, B date, C date, D date
-- row: ["2024-02-29", "2024-02-29", "2023-02-28", "2024-01-15"]

-- case: adding hours to a timestamp
SELECT DATEADD(hour, 25, '2024-01-01 00:00:00'::TIMESTAMP_NTZ) AS A, DATEADD(second, -1, '2024-01-01 00:00:00'::TIMESTAMP_NTZ) AS B;
-- columns: A timestamp_ntz, B timestamp_ntz
-- row: ["2024-01-02 01:00:00.000", "2023-12-31 23:59:59.000"]

-- case: DATEDIFF counts the boundaries that are crossed
SELECT DATEDIFF(year, '2023-12-31'::DATE, '2024-01-01'::DATE) AS A, DATEDIFF(month, '2024-01-31'::DATE, '2024-02-01'::DATE) AS B, DATEDIFF(day, '2024-03-01'::DATE, '2024-02-28'::DATE) AS C, DATEDIFF(hour, '2024-01-01 00:59:59'::TIMESTAMP_NTZ, '2024-01-01 01:00:00'::TIMESTAMP_NTZ) AS D, DATEDIFF(week, '2024-06-02'::DATE, '2024-06-03'::DATE) AS E;
-- row: [1, 1, -2, 1, 1]

-- case: dates subtract to days and add days
SELECT '2024-03-01'::DATE - '2024-02-28'::DATE AS A, '2024-02-28'::DATE + 2 AS B, '2024-03-01'::DATE - 1 AS C;
-- row: [2, "2024-03-01", "2024-02-29"]

-- case: truncation keeps the type
SELECT DATE_TRUNC('month', '2024-02-29'::DATE) AS A, DATE_TRUNC('hour', '2024-02-29 13:14:15.5'::TIMESTAMP_NTZ) AS B, DATE_TRUNC('week', '2024-06-05'::DATE) AS C, DATE_TRUNC('quarter', '2024-06-05'::DATE) AS D;
-- columns: A date, B timestamp_ntz, C date, D date
-- row: ["2024-02-01", "2024-02-29 13:00:00.000", "2024-06-03", "2024-04-01"]

-- case: a text where a date is wanted is read as one
SELECT YEAR('2024-05-06') AS A, DATE_TRUNC('month', '2024-05-06') AS B, DATEDIFF(day, T, '2024-05-07') AS C FROM (SELECT '2024-05-06' AS T);
-- row: [2024, "2024-05-01 00:00:00.000", 1]

-- case: months
SELECT LAST_DAY('2024-02-10'::DATE) AS A, ADD_MONTHS('2024-01-31'::DATE, 1) AS B, MONTHS_BETWEEN('2024-03-31'::DATE, '2024-02-29'::DATE) AS C, ADD_MONTHS('2024-02-29'::DATE, 1) AS D;
-- row: ["2024-02-29", "2024-02-29", 1, "2024-03-31"]

-- case: dates from their parts, which may overflow
SELECT DATE_FROM_PARTS(2024, 2, 29) AS A, DATE_FROM_PARTS(2024, 1, 32) AS B, DATE_FROM_PARTS(2024, 0, 1) AS C, TIMESTAMP_NTZ_FROM_PARTS(2024, 1, 2, 3, 4, 5) AS D;
-- row: ["2024-02-29", "2024-02-01", "2023-12-01", "2024-01-02 03:04:05.000"]

-- case: texts as dates
SELECT TO_DATE('2024-02-29') AS A, TO_DATE('29.02.2024', 'DD.MM.YYYY') AS B, TRY_TO_DATE('2024-02-30') AS C, TRY_TO_DATE('x') AS D, TO_DATE('02/03/2024', 'MM/DD/YYYY') AS E;
-- row: ["2024-02-29", "2024-02-29", null, null, "2024-02-03"]

-- case: texts and numbers as timestamps
SELECT TO_TIMESTAMP_NTZ('2024-01-01 10:00:00') AS A, TO_TIMESTAMP_NTZ(1704112496) AS B, TRY_TO_TIMESTAMP_NTZ('x') AS C, TO_TIMESTAMP_NTZ('2024-01-01T10:00:00') AS D, TO_TIMESTAMP_NTZ(1704112496123, 3) AS E;
-- row: ["2024-01-01 10:00:00.000", "2024-01-01 12:34:56.000", null, "2024-01-01 10:00:00.000", "2024-01-01 12:34:56.123"]

-- case: dates as texts
SELECT TO_VARCHAR('2024-02-29'::DATE, 'YYYY/MM/DD') AS A, TO_CHAR('2024-02-29 13:14:15'::TIMESTAMP_NTZ, 'DD-MON-YYYY HH24:MI:SS') AS B, TO_VARCHAR('2024-02-29'::DATE) AS C, TO_VARCHAR('2024-02-29'::DATE, 'DY') AS D;
-- row: ["2024/02/29", "29-Feb-2024 13:14:15", "2024-02-29", "Thu"]

-- case: intervals
SELECT '2024-01-31'::DATE + INTERVAL '1 month' AS A, '2024-01-01 00:00:00'::TIMESTAMP_NTZ - INTERVAL '1 hour, 30 minutes' AS B;
-- row: ["2024-02-29", "2023-12-31 22:30:00.000"]

-- case: time zones
SELECT CONVERT_TIMEZONE('UTC', 'America/New_York', '2024-07-01 12:00:00'::TIMESTAMP_NTZ) AS A;
-- columns: A timestamp_ntz
-- row: ["2024-07-01 08:00:00.000"]

-- case: timestamps with zones compare by their moment
SELECT '2024-07-01 12:00:00 +0200'::TIMESTAMP_TZ = '2024-07-01 10:00:00 +0000'::TIMESTAMP_TZ AS A, '2024-07-01 12:00:00 +02:00'::TIMESTAMP_TZ AS B;
-- columns: A boolean, B timestamp_tz
-- rows: 1

-- case: a slice of time
SELECT TIME_SLICE('2024-01-01 12:34:56'::TIMESTAMP_NTZ, 15, 'MINUTE') AS A;
-- row: ["2024-01-01 12:30:00.000"]

-- case: next and previous weekdays
SELECT NEXT_DAY('2024-06-05'::DATE, 'Friday') AS A, PREVIOUS_DAY('2024-06-05'::DATE, 'fr') AS B;
-- row: ["2024-06-07", "2024-05-31"]

-- case: the clock
SELECT CURRENT_TIMESTAMP() AS A, CURRENT_DATE() AS B, SYSDATE() AS C, CURRENT_TIME() AS D, LOCALTIMESTAMP() AS E;
-- columns: A timestamp_ltz, B date, C timestamp_ntz, D time, E timestamp_ltz
SELECT ABS(DATEDIFF(second, SYSDATE(), CURRENT_TIMESTAMP()::TIMESTAMP_NTZ)) < 5 AS A;
-- row: [true]

-- case: a date that does not exist is refused
SELECT '2024-02-30'::DATE;
-- error: 100040 22007 /Date '2024-02-30' is not recognized/
