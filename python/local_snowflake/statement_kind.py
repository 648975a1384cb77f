"""What kind of statement a tree is: Snowflake's statementTypeId."""

from __future__ import annotations

from sqlglot import exp

SELECT, DML, INSERT, UPDATE, DELETE, MERGE = 0x1000, 0x3000, 0x3100, 0x3200, 0x3300, 0x3400
MULTI_INSERT, COPY = 0x3500, 0x3600
ALTER_SESSION, USE, SHOW, DESCRIBE, TRANSACTION, DDL = 0x4100, 0x4300, 0x4400, 0x4500, 0x5000, 0x6000
#: Whose results the drivers read as affected-row counts, from JSON.
DML_IDS = frozenset({DML, INSERT, UPDATE, DELETE, MERGE, MULTI_INSERT})

_IDS: dict[type[exp.Expr], int] = {
    exp.Insert: INSERT,
    exp.Update: UPDATE,
    exp.Delete: DELETE,
    exp.Merge: MERGE,
    exp.MultitableInserts: MULTI_INSERT,
    exp.Copy: COPY,
    exp.Show: SHOW,
    exp.Describe: DESCRIBE,
    exp.Use: USE,
    exp.Create: DDL,
    exp.Drop: DDL,
    exp.Alter: DDL,
    exp.Comment: DDL,
    exp.TruncateTable: DDL,
    exp.Commit: TRANSACTION,
    exp.Rollback: TRANSACTION,
    exp.Transaction: TRANSACTION,
}


def statement_type_id(tree: exp.Expr) -> int:
    """Snowflake's number for the kind of statement; SELECT for whatever gives rows."""
    return _IDS.get(type(tree), SELECT)
