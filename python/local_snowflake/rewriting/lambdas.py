"""FILTER, TRANSFORM and REDUCE over arrays."""

from __future__ import annotations

from sqlglot import exp

from local_snowflake.rewriting.arithmetic import call
from local_snowflake.rewriting.tree_pass import Rules, TableColumns


def lambda_parameters(tree: exp.Expr) -> frozenset[str]:
    """The names of untyped parameters of lambdas: elements of arrays, so semi-structured."""
    return frozenset(
        parameter.name
        for node in tree.find_all(exp.Lambda)
        for parameter in node.expressions
        if isinstance(parameter, exp.Identifier)
    )


def over_elements(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    """FILTER and TRANSFORM."""
    name = "list_filter" if isinstance(node, exp.ArrayFilter) else "list_transform"
    return call("to_json", call(name, call("_sf_elements", node.this), node.expression))


def reduce(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    """Accumulator and elements have one type in DuckDB: JSON."""
    function = node.args["merge"]
    function.set("this", call("to_json", function.this))
    return call(
        "list_reduce", call("_sf_elements", node.this), function, call("to_json", node.args["initial"])
    )


RULES: Rules = {exp.ArrayFilter: [over_elements], exp.Transform: [over_elements], exp.Reduce: [reduce]}
