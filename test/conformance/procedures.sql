-- Python procedures.
-- Sources: docs.snowflake.com "CREATE PROCEDURE", "CALL", "Writing stored procedures in Python". Never compared with a real
-- account.

CREATE TABLE LOG (TEXT VARCHAR);
CREATE OR REPLACE PROCEDURE "WRITE_LOG"("REQUEST" VARCHAR) RETURNS VARCHAR LANGUAGE PYTHON RUNTIME_VERSION = '3.11' PACKAGES = ('snowflake-snowpark-python') HANDLER = 'run' EXECUTE AS CALLER AS $$
import json

def run(session, request):
    value = json.loads(request)
    session.sql('INSERT INTO LOG SELECT ?', params=[value['text']]).collect()
    return json.dumps({'rows': session.table('LOG').count()})
$$;

-- case: one text in, one text out
-- binds: ["{\"text\": \"it's; $$ok\"}"]
CALL "WRITE_LOG"(?);
-- columns: WRITE_LOG text
-- row: ["{\"rows\": 1}"]
SELECT TEXT FROM LOG;
-- row: ["it's; $$ok"]

-- case: it works in the caller's transaction
BEGIN;
CALL WRITE_LOG('{"text": "undone"}');
-- row: ["{\"rows\": 2}"]
ROLLBACK;
SELECT COUNT(*) AS N FROM LOG;
-- row: [1]

-- case: an exception is an error with its traceback
CALL WRITE_LOG('no json');
-- error: 100357 P0000 /JSONDecodeError/

-- case: a procedure that does not exist
CALL NO_SUCH_PROCEDURE(1);
-- error: 002141 42601 /Unknown user-defined function/

-- case: a VARIANT result
CREATE OR REPLACE PROCEDURE SCORES(T VARCHAR) RETURNS VARIANT LANGUAGE PYTHON RUNTIME_VERSION = '3.11' PACKAGES = ('snowflake-snowpark-python') HANDLER = 'run' AS $$
def run(session, t):
    return {'table': t, 'score': 0.5}
$$;
CALL SCORES('LOG');
-- columns: SCORES variant
-- row: [{"table": "LOG", "score": 0.5}]
