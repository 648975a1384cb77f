"""CURRENT_USER, CURRENT_TIMESTAMP, LAST_QUERY_ID and the like, as values of the session and the moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from local_snowflake.engine.binding import literal
from local_snowflake.engine.names import owner

if TYPE_CHECKING:
    from local_snowflake.sessions import Session

VERSION = "10.0.0"
_ACCOUNT, _REGION = "LOCAL", "LOCAL"


def _schemas(session: Session) -> str:
    return f'["{session.database}.{session.schema}"]' if session.schema else "[]"


def _transaction(session: Session) -> str | None:
    transaction = owner(session).transaction
    return str(transaction.id) if transaction else None


#: By name. `exp` classes that sqlglot has for some of them are found by their own SQL name.
_VALUES: dict[str, Callable[[Session], Any]] = {
    "CURRENT_USER": lambda session: session.user,
    "CURRENT_ROLE": lambda session: session.role,
    "CURRENT_AVAILABLE_ROLES": lambda session: f'["{session.role}"]',
    "CURRENT_SECONDARY_ROLES": lambda session: '{"roles":"","value":""}',
    "CURRENT_WAREHOUSE": lambda session: session.warehouse,
    "CURRENT_DATABASE": lambda session: session.database,
    "CURRENT_SCHEMA": lambda session: session.schema,
    "CURRENT_SCHEMAS": _schemas,
    "CURRENT_SESSION": lambda session: str(owner(session).id),
    "CURRENT_ACCOUNT": lambda session: _ACCOUNT,
    "CURRENT_ACCOUNT_NAME": lambda session: _ACCOUNT,
    "CURRENT_ORGANIZATION_NAME": lambda session: "LOCAL",
    "CURRENT_REGION": lambda session: _REGION,
    "CURRENT_VERSION": lambda session: VERSION,
    "CURRENT_CLIENT": lambda session: session.client,
    "CURRENT_IP_ADDRESS": lambda session: "127.0.0.1",
    "CURRENT_STATEMENT": lambda session: None,
    "CURRENT_TRANSACTION": _transaction,
    "LAST_QUERY_ID": lambda session: session.last_query_id,
    "INVOKER_ROLE": lambda session: session.role,
    "SYSTEM$GET_DEFAULT_PYTHON_ARTIFACT_REPOSITORY": lambda session: (
        "snowflake.snowpark.pypi_shared_repository"
    ),
    "SYSTEM$BOOTSTRAP_DATA_REQUEST": lambda session: "{}",
}
_CLASSES = {
    getattr(exp, name): key
    for name, key in {
        "CurrentUser": "CURRENT_USER",
        "CurrentRole": "CURRENT_ROLE",
        "CurrentAvailableRoles": "CURRENT_AVAILABLE_ROLES",
        "CurrentSecondaryRoles": "CURRENT_SECONDARY_ROLES",
        "CurrentWarehouse": "CURRENT_WAREHOUSE",
        "CurrentDatabase": "CURRENT_DATABASE",
        "CurrentSchema": "CURRENT_SCHEMA",
        "CurrentSchemas": "CURRENT_SCHEMAS",
        "CurrentSession": "CURRENT_SESSION",
        "CurrentAccount": "CURRENT_ACCOUNT",
        "CurrentAccountName": "CURRENT_ACCOUNT_NAME",
        "CurrentOrganizationName": "CURRENT_ORGANIZATION_NAME",
        "CurrentRegion": "CURRENT_REGION",
        "CurrentVersion": "CURRENT_VERSION",
        "CurrentClient": "CURRENT_CLIENT",
        "CurrentIpAddress": "CURRENT_IP_ADDRESS",
        "CurrentStatement": "CURRENT_STATEMENT",
        "CurrentTransaction": "CURRENT_TRANSACTION",
    }.items()
    if hasattr(exp, name)
}


def put_in_context(tree: exp.Expr, session: Session) -> exp.Expr:
    """The tree with the session's values, and one moment for all that ask for the time."""
    now = dt.datetime.now(dt.UTC)
    for node in list(tree.find_all(exp.Func)):
        value = _value(node, session)
        if value is None:
            value = _moment(node, now)
        if value is not None:
            if node is tree:
                return value
            node.replace(value)
    return tree


def _value(node: exp.Expr, session: Session) -> exp.Expr | None:
    name = str(node.this).upper() if isinstance(node, exp.Anonymous) else _CLASSES.get(type(node), "")
    if name not in _VALUES or (name == "LAST_QUERY_ID" and node.expressions):
        return None
    return exp.cast(literal(_VALUES[name](session)), "VARCHAR", dialect="snowflake")


def _moment(node: exp.Expr, now: dt.datetime) -> exp.Expr | None:
    """A statement's time is when it starts; DuckDB's would be when its transaction started."""
    text = exp.Literal.string(now.isoformat(sep=" "))
    if _is_in_default(node):
        return None
    if isinstance(node, exp.CurrentTimestamp):
        if node.args.get("sysdate"):
            return exp.cast(
                exp.Literal.string(now.replace(tzinfo=None).isoformat(sep=" ")),
                "TIMESTAMP_NTZ",
                dialect="snowflake",
            )
        return exp.cast(text, "TIMESTAMP_LTZ", dialect="snowflake")
    return None


def _is_in_default(node: exp.Expr) -> bool:
    """A column's DEFAULT is computed by each INSERT, not by CREATE TABLE; a view's text by each SELECT."""
    return node.find_ancestor(exp.ColumnDef) is not None or (
        isinstance(node.root(), exp.Create) and node.root().args.get("kind") == "VIEW"
    )
