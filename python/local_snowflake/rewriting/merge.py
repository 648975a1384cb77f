"""MERGE as DuckDB's own single statement: atomic, and with any expression in its clauses."""

from __future__ import annotations

from sqlglot import exp

from local_snowflake.rewriting.tree_pass import Rules, TableColumns

#: Snowflake's order of the count columns, by the action that DuckDB reports.
_COUNTED = {"INSERT": "inserted", "UPDATE": "updated", "DELETE": "deleted"}


def merge_as_one_statement(tree: exp.Expr, columns: TableColumns) -> exp.Expr:
    """Unqualifies assigned columns and adds what the counts are read from: which action each row met."""
    for when in tree.args["whens"].expressions:
        then = when.args.get("then")
        if isinstance(then, exp.Update):
            for assignment in then.expressions:
                _unqualify(assignment.this)
        elif isinstance(then, exp.Insert) and isinstance(then.this, exp.Tuple):
            for column in then.this.expressions:
                _unqualify(column)
    tree.set("returning", exp.Returning(expressions=[exp.column("merge_action")]))
    return tree


def _unqualify(column: exp.Expr) -> None:
    if isinstance(column, exp.Column):
        for part in ("table", "db", "catalog"):
            column.set(part, None)


def counted_actions(tree: exp.Merge) -> list[str]:
    """The actions that a MERGE's clauses can take, in the order of Snowflake's count columns."""
    possible = {_action(when.args.get("then")) for when in tree.args["whens"].expressions}
    return [action for action in _COUNTED if action in possible]


def _action(then: exp.Expr | None) -> str:
    if isinstance(then, exp.Insert):
        return "INSERT"
    return "UPDATE" if isinstance(then, exp.Update) else "DELETE"


def count_name(action: str) -> str:
    """The result column of an action's count."""
    return f"number of rows {_COUNTED[action]}"


RULES: Rules = {exp.Merge: [merge_as_one_statement]}
