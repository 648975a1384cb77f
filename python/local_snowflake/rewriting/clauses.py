"""Clauses and table expressions."""

from __future__ import annotations

from sqlglot import exp

from local_snowflake.rewriting.arithmetic import call
from local_snowflake.rewriting.tree_pass import Rules, TableColumns
from local_snowflake.statement import stand_in_limit


def array_agg(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    """ARRAY_AGG gives an array: a list below, made JSON together with what stands around the aggregate."""
    if isinstance(node.parent, (exp.WithinGroup, exp.Window)):
        return node
    return call("to_json", node.copy())


def around_array_agg(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    """ARRAY_AGG(…) WITHIN GROUP (…) and ARRAY_AGG(…) OVER (…)."""
    inner = node.this.this if isinstance(node.this, exp.WithinGroup) else node.this
    if not isinstance(inner, exp.ArrayAgg) or isinstance(node.parent, exp.Window):
        return node
    return call("to_json", node.copy())


def values(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    """VALUES without names have COLUMN1, COLUMN2, …"""
    named = node.args.get("alias")
    if isinstance(named, exp.TableAlias) and named.columns:
        return node
    if not node.find_ancestor(exp.Select) or not node.expressions:
        return node
    names = [
        exp.to_identifier(f"COLUMN{at + 1}", quoted=True)
        for at in range(len(node.expressions[0].expressions))
    ]
    alias = (
        named.this
        if isinstance(named, exp.TableAlias) and named.this
        else exp.to_identifier("VALUES", quoted=True)
    )
    node.set("alias", exp.TableAlias(this=alias, columns=names))
    return node


def asof_join(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    """ASOF JOIN … MATCH_CONDITION (…) ON …: rows without a match stay, as in an outer join."""
    condition = node.args.get("match_condition")
    if condition is None:
        return node
    node.set("match_condition", None)
    node.set("side", "LEFT")
    node.set("on", exp.and_(condition.unnest(), *([node.args["on"]] if node.args.get("on") else [])))
    return node


def column_by_place(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    """$1, $2, …: the columns of what stands in FROM."""
    return exp.var(f"#{node.name}") if node.name.isdigit() else node


def sample(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    """SAMPLE of a share takes each row by chance, as Snowflake's does; of a number of rows, so many."""
    by_rows = node.args.get("size") is not None
    node.set("method", exp.var("RESERVOIR" if by_rows else "BERNOULLI"))
    return node


def not_here(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    """Clauses that the generator would leave out without a word."""
    raise stand_in_limit(_CLAUSES[type(node)])


_CLAUSES: dict[type[exp.Expr], str] = {
    exp.Connect: "CONNECT BY",
    exp.HistoricalData: "time travel (AT, BEFORE)",
    exp.Changes: "CHANGES",
    exp.MatchRecognize: "MATCH_RECOGNIZE",
    exp.Collate: "COLLATE",
    exp.CollateColumnConstraint: "COLLATE",
}


RULES: Rules = {
    exp.ArrayAgg: [array_agg],
    exp.WithinGroup: [around_array_agg],
    exp.Window: [around_array_agg],
    exp.Join: [asof_join],
    exp.Parameter: [column_by_place],
    exp.Values: [values],
    **{kind: [not_here] for kind in _CLAUSES},
    exp.TableSample: [sample],
}
