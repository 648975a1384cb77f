"""Shows a statement's Python functions the rows they will get, so that they compute in large batches.

It only affects speed. A call whose rows come differently in the statement itself is evaluated then and there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import duckdb
from sqlglot import exp

from local_snowflake.python_runtime.native_calls import NATIVE_FUNCTIONS, PythonCall, StatementCalls

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_UNCORRELATED = (exp.Select, exp.SetOperation, exp.With, exp.CTE, exp.Create, exp.Insert)
_BOUNDARY = (exp.AggFunc, exp.Window, exp.Filter, exp.Query, exp.Alias, exp.Ordered, exp.Where)
_BOUNDARY_INSIDE = (exp.AggFunc, exp.Window, exp.Query)


def run_recording_pass(
    connection: DuckDBPyConnection, statement: exp.Expr, parameters: Any, calls: StatementCalls
) -> None:
    """Runs the recording queries of a statement in DuckDB's dialect, on the connection that will run it."""
    if not calls.calls:
        return
    by_id = {call.id: call for call in calls.calls.values()}
    places = _placeholders(statement)
    for at, place in enumerate(places):
        place.meta["place"] = at
    for select in _innermost_first(statement):
        nodes = _calls_of(select)
        targets = _targets(select, nodes)
        if not targets:
            continue
        recorded = [by_id[call_id] for target in targets for call_id in _call_ids(target) if call_id in by_id]
        query = _query(select, targets)
        values = _parameters_of(query, places, parameters)
        if values is not None:
            _record(connection, query, values, recorded)


def _record(
    connection: DuckDBPyConnection, query: exp.Select, parameters: Sequence[Any], calls: list[PythonCall]
) -> None:
    for call in calls:
        call.recording = True
    try:
        # An unresolvable name is one that only the whole statement can resolve (an alias of a projection).
        connection.execute(query.sql(dialect="duckdb"), list(parameters)).fetchall()
    except duckdb.BinderException:
        return
    finally:
        for call in calls:
            call.recording = False
            call.recorded.finish()


def _innermost_first(statement: exp.Expr) -> list[exp.Select]:
    selects = [item for item in statement.find_all(exp.Select, bfs=False) if _is_uncorrelated(item)]
    return sorted(selects, key=lambda item: -item.depth)


def _is_uncorrelated(select: exp.Select) -> bool:
    """Whether the select stands for itself: the statement, a CTE, or a derived table."""
    node: exp.Expr = select
    while (parent := node.parent) is not None:
        if isinstance(parent, exp.Subquery) and isinstance(parent.parent, exp.From | exp.Join):
            node = parent.parent
        elif isinstance(parent, _UNCORRELATED):
            node = parent
        else:
            return False
    return True


def _is_native(node: exp.Expr) -> bool:
    return isinstance(node, exp.Anonymous) and node.name.lower() in NATIVE_FUNCTIONS


def _call_ids(node: exp.Expr) -> Iterator[int]:
    for call in node.find_all(exp.Anonymous):
        if _is_native(call):
            yield int(call.expressions[0].name)


def _calls_of(select: exp.Select) -> list[exp.Expr]:
    return [
        node
        for node in select.find_all(exp.Anonymous)
        if _is_native(node) and node.find_ancestor(exp.Select) is select
    ]


def _targets(select: exp.Select, nodes: list[exp.Expr]) -> list[exp.Expr]:
    """The expressions to show: those of WHERE when it has calls, as it decides which rows the others get."""
    if not nodes or select.args.get("from_") is None or select.args.get("laterals"):
        return []
    if any(node.find_ancestor(exp.Join, exp.From) for node in nodes if _within(node, select)):
        return []
    where = select.args.get("where")
    filtering = [node for node in nodes if where is not None and node.find_ancestor(exp.Where) is where]
    if filtering and select.args.get("limit"):
        # The statement may stop after a few rows; ahead of it nobody knows which.
        return []
    unique: dict[str, exp.Expr] = {}
    for node in filtering or nodes:
        target = _widest(node)
        if not any(isinstance(item, _BOUNDARY_INSIDE) for item in target.walk() if item is not target):
            unique.setdefault(target.sql(dialect="duckdb"), target)
    return list(unique.values())


def _within(node: exp.Expr, select: exp.Select) -> bool:
    """Whether a join or FROM above the node lies inside the select, not around it."""
    ancestor = node.find_ancestor(exp.Join, exp.From)
    return ancestor is not None and ancestor.find_ancestor(exp.Select) is select


def _widest(call: exp.Expr) -> exp.Expr:
    """The largest row expression around a call, so that CASE guards it as in the statement."""
    node = call
    while (parent := node.parent) is not None and not isinstance(
        parent, (*_BOUNDARY, exp.Group, exp.Order, exp.Having, exp.Qualify, exp.And, exp.Or)
    ):
        node = parent
    if any(isinstance(item, _BOUNDARY_INSIDE) for item in node.walk()):
        return call
    return node


def _query(select: exp.Select, targets: list[exp.Expr]) -> exp.Select:
    query = exp.Select(
        expressions=[exp.alias_(target.copy(), f"c{at}") for at, target in enumerate(targets)],
        from_=select.args["from_"].copy(),
        joins=[join.copy() for join in select.args.get("joins") or []],
    )
    where = select.args.get("where")
    if where is not None:
        parts = list(where.this.flatten()) if isinstance(where.this, exp.And) else [where.this]
        for part in parts:
            if not any(_call_ids(part)):
                query.where(part.copy(), copy=False)
    simple = not any(select.args.get(name) for name in ("group", "order", "distinct", "qualify", "having"))
    if simple and not any(item.find(exp.AggFunc, exp.Window) for item in select.expressions):
        for name in ("limit", "offset"):
            if part := select.args.get(name):
                query.set(name, part.copy())
    _add_ctes(select, query)
    return query


def _add_ctes(select: exp.Select, query: exp.Select) -> None:
    """Every CTE that the select can see: those of the queries around it, its own predecessors included."""
    visible: dict[str, exp.CTE] = {}
    recursive = False
    node: exp.Expr | None = select
    below: exp.CTE | None = None
    while node is not None:
        with_ = node.args.get("with_")
        if isinstance(with_, exp.With):
            recursive = recursive or bool(with_.args.get("recursive"))
            ctes: list[exp.CTE] = with_.expressions
            if below is not None and below in ctes:
                ctes = ctes[: ctes.index(below)]
            visible = {**{cte.alias: cte for cte in ctes}, **visible}
        if isinstance(node, exp.CTE):
            below = node
        node = node.parent
    if visible:
        query.set(
            "with_", exp.With(expressions=[cte.copy() for cte in visible.values()], recursive=recursive)
        )


def _parameters_of(query: exp.Select, places: list[exp.Placeholder], parameters: Any) -> Sequence[Any] | None:
    """The bind values of the query's own placeholders; None when they are not bound by place."""
    wanted = _placeholders(query)
    if query.find(exp.Parameter) or any(item.this for item in wanted):
        return None
    if not wanted:
        return []
    if not isinstance(parameters, list | tuple) or len(parameters) != len(places):
        return None
    return [parameters[item.meta["place"]] for item in wanted]


def _placeholders(tree: exp.Expr) -> list[exp.Placeholder]:
    """A tree's placeholders in the order of the SQL text, which is the order of the bind values."""
    nodes = list(tree.find_all(exp.Placeholder))
    if not nodes:
        return []
    marked = tree.copy()
    for at, node in enumerate(list(marked.find_all(exp.Placeholder))):
        node.replace(exp.to_identifier(f"placeholder__{at}__"))
    order = re.findall(r"placeholder__(\d+)__", marked.sql(dialect="duckdb"))
    return [nodes[int(at)] for at in order]
