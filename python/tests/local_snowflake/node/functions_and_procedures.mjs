// Creates and calls a function and a procedure through snowflake-sdk, and prints what came back as JSON.
import snowflake from 'snowflake-sdk';

const [port, schema] = process.argv.slice(2);
snowflake.configure({ logLevel: 'OFF' });
const connection = snowflake.createConnection({
  account: 'local',
  accessUrl: `http://127.0.0.1:${port}`,
  username: process.env.SNOWFLAKE_USER,
  password: process.env.SNOWFLAKE_PASSWORD,
  database: 'TEST',
  schema,
});
await new Promise((resolve, reject) => {
  connection.connect((error) => (error ? reject(error) : resolve()));
});

function execute(sqlText, binds = []) {
  return new Promise((resolve) => {
    connection.execute({
      sqlText,
      binds,
      complete: (error, statement, rows) => {
        resolve(
          error ? { code: error.code, sqlState: error.sqlState, message: error.message } : rows,
        );
      },
    });
  });
}

const python = "LANGUAGE PYTHON RUNTIME_VERSION = '3.11'";
const results = {};
results.createFunction = await execute(
  `CREATE OR REPLACE FUNCTION "NodePlus"(X FLOAT, Y VARCHAR) RETURNS FLOAT ${python} HANDLER = 'f' AS $$
def f(x, y):
    return x + len(y)
$$`,
);
results.select = await execute('SELECT "NodePlus"(?, ?) AS A, "NodePlus"(1, \'\') AS B', [
  1.5,
  'abc',
]);
results.wrongArguments = await execute('SELECT "NodePlus"(1)');
results.createProcedure = await execute(
  `CREATE OR REPLACE PROCEDURE "NODE_RUN"("SPEC" VARCHAR) RETURNS VARCHAR ${python}
   PACKAGES = ('snowflake-snowpark-python') HANDLER = 'run' EXECUTE AS CALLER AS $$
import json
def run(session, spec):
    value = json.loads(spec)
    if value.get('fail'):
        raise ValueError(value['fail'])
    answer = session.sql('SELECT "NodePlus"(40, \\'xx\\') AS A').collect()[0][0]
    return json.dumps({'spec': value, 'answer': answer})
$$`,
);
results.call = await execute('CALL "NODE_RUN"(?)', [JSON.stringify({ text: "it's; $ ok" })]);
results.failedCall = await execute('CALL "NODE_RUN"(?)', [
  JSON.stringify({ fail: 'RATCHET_USER_ERROR: no' }),
]);
results.variant = await execute(
  `CREATE OR REPLACE PROCEDURE VARIANT_RESULT(T VARCHAR) RETURNS VARIANT ${python} HANDLER = 'run' AS
   'def run(session, t): return {"table": t, "score": 0.5}'`,
);
results.callVariant = await execute("CALL VARIANT_RESULT('TELCO_DATASET')");
results.describe = await execute('DESCRIBE FUNCTION "NodePlus"(FLOAT, VARCHAR)');
results.show = await execute("SHOW USER FUNCTIONS LIKE 'nodeplus'");
console.log(JSON.stringify(results));
await new Promise((resolve) => {
  connection.destroy(resolve);
});
