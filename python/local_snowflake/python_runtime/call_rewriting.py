"""Calls of user-defined functions: resolved once per statement, replaced by what the engine can run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError

from local_snowflake.python_runtime.data_types import SEMI_STRUCTURED, DataType
from local_snowflake.python_runtime.native_calls import StatementCalls, native_function
from local_snowflake.python_runtime.overloads import cast_to, choose
from local_snowflake.python_runtime.routine import Routine
from local_snowflake.statement import SnowflakeError, stand_in_limit

if TYPE_CHECKING:
    from local_snowflake.sessions import Session

_MAX_DEPTH = 32


def owner_id(session: Session) -> str:
    """The session that temporary objects belong to: a procedure's session works for its caller's."""
    while session.share_of is not None:
        session = session.share_of
    return str(session.id)


class CallRewriting:
    """Rewrites one statement; each name means one version throughout the statement."""

    def __init__(self, session: Session, calls: StatementCalls) -> None:
        self._calls = calls
        self._owner = owner_id(session)
        self._place = (session.database or "", session.schema or "")
        self._found: dict[tuple[str, str, str], tuple[Routine, ...]] = {}

    def rewrite(self, statement: exp.Expr) -> exp.Expr:
        """The statement with calls of user-defined functions replaced, in place where possible."""
        return self._rewrite(statement, self._place, 0)

    def _rewrite(self, tree: exp.Expr, place: tuple[str, str], depth: int) -> exp.Expr:
        if depth > _MAX_DEPTH:
            raise SnowflakeError(
                "001044",
                "42P13",
                f"SQL compilation error:\nSQL functions are nested more than {_MAX_DEPTH} deep.",
            )
        found = [(node, self._overloads(node, place)) for node in tree.find_all(exp.Anonymous, bfs=False)]
        calls = [(node, overloads) for node, overloads in found if overloads]
        for node, _ in calls:
            _name_column(node)
        for node, overloads in reversed(calls):
            outer = node.parent if isinstance(node.parent, exp.Dot) and node.arg_key == "expression" else node
            if isinstance(outer.parent, exp.TableFromRows | exp.From | exp.Lateral):
                raise stand_in_limit(f"a call of {overloads[0].name} as a table function")
            replacement = self._call(
                overloads, node, depth, in_window=node.find_ancestor(exp.Window) is not None
            )
            if outer is tree:
                return replacement
            outer.replace(replacement)
        return tree

    def _overloads(self, node: exp.Anonymous, place: tuple[str, str]) -> tuple[Routine, ...]:
        parts: list[str] = [_name(node.this)]
        if isinstance(node.parent, exp.Dot) and node.arg_key == "expression":
            prefix = node.parent.this
            names = [prefix.this, prefix.expression] if isinstance(prefix, exp.Dot) else [prefix]
            parts = [*(_name(item) for item in names), *parts]
        key = ((*place, *parts) if len(parts) == 1 else (place[0], *parts))[-3:]
        name = (key[0], key[1], key[2])
        if name not in self._found:
            self._found[name] = self._lookup(name)
        return self._found[name]

    def _lookup(self, name: tuple[str, str, str]) -> tuple[Routine, ...]:
        store = self._calls.native.store
        while True:
            overloads = store.overloads(("FUNCTION", *name), self._owner)
            held = [routine for routine in overloads if store.lease(routine)]
            self._calls.leased.extend(held)
            # A version that went away in between has been replaced: look again.
            if len(held) == len(overloads):
                return overloads

    def _call(
        self, overloads: tuple[Routine, ...], node: exp.Anonymous, depth: int, *, in_window: bool
    ) -> exp.Expr:
        routine, arguments = choose(overloads[0].name, overloads, list(node.expressions))
        if routine.language == "SQL":
            return self._inlined(routine, arguments, depth)
        assert isinstance(routine.returns, DataType)
        typed = zip(routine.arguments, arguments, strict=True)
        values = [cast_to(argument.type, value.copy()) for argument, value in typed]
        call = self._calls.add(routine, ", ".join(value.sql(dialect="snowflake") for value in values))
        stable = in_window or routine.volatility == "IMMUTABLE"
        native = exp.Anonymous(
            this=native_function(routine.returns, stable=stable),
            expressions=[exp.Literal.number(call.id), *values],
        )
        return _cast_back(routine.returns, native)

    def _inlined(self, routine: Routine, arguments: list[exp.Expr], depth: int) -> exp.Expr:
        """The body of a SQL function in the call's place; its names resolve where the function lives."""
        assert routine.body is not None and isinstance(routine.returns, DataType)
        body = sql_body(routine)
        # The wrapper lets a body that is nothing but a call be replaced.
        wrapper = self._rewrite(exp.Paren(this=body), (routine.database, routine.schema), depth + 1)
        _qualify_tables(wrapper, routine)
        values = {
            argument.name: exp.Paren(this=_argument_value(argument.type, value))
            for argument, value in zip(routine.arguments, arguments, strict=True)
        }
        for column in list(wrapper.find_all(exp.Column)):
            if not column.table and (value := values.get(_name(column.this))):
                column.replace(value.copy())
        if routine.returns.name in SEMI_STRUCTURED:
            return wrapper
        return exp.Cast(this=wrapper, to=exp.DataType.build(routine.returns.sql, dialect="snowflake"))


def sql_body(routine: Routine) -> exp.Expr:
    """A SQL function's body as an expression, a query as a scalar subquery. Raises 001003."""
    assert routine.body is not None
    try:
        body = sqlglot.parse_one(routine.body, read="snowflake")
    except ParseError as error:
        raise SnowflakeError(
            "001003", "42000", f"SQL compilation error:\nsyntax error in the body of {routine.name}: {error}"
        ) from error
    if isinstance(body, exp.Query):
        return body.subquery(copy=False) if not isinstance(body, exp.Subquery) else body
    if isinstance(body, exp.Command | exp.Create | exp.Drop | exp.Insert | exp.Update | exp.Delete):
        raise stand_in_limit(f"a SQL function whose body is a {body.key.upper()} statement")
    return body


def _argument_value(type_: DataType, value: exp.Expr) -> exp.Expr:
    if type_.name in SEMI_STRUCTURED:
        return value
    return exp.Cast(this=value.copy(), to=exp.DataType.build(type_.sql, dialect="snowflake"))


def _cast_back(returns: DataType, native: exp.Expr) -> exp.Expr:
    if returns.name in ("FLOAT", "BOOLEAN", "VARCHAR"):
        return native
    if returns.name in SEMI_STRUCTURED:
        return exp.ParseJSON(this=native)
    if returns.name == "BINARY":
        return exp.Unhex(this=native)
    return exp.Cast(this=native, to=exp.DataType.build(returns.sql, dialect="snowflake"))


def _qualify_tables(tree: exp.Expr, routine: Routine) -> None:
    local = {cte.alias.upper() for cte in tree.find_all(exp.CTE)}
    for table in tree.find_all(exp.Table):
        if not isinstance(table.this, exp.Identifier) or table.catalog or table.name.upper() in local:
            continue
        if not table.db:
            table.set("db", exp.to_identifier(routine.schema, quoted=True))
        table.set("catalog", exp.to_identifier(routine.database, quoted=True))


def _name(node: exp.Expr | str) -> str:
    if isinstance(node, exp.Identifier):
        return node.this if node.quoted else node.this.upper()
    return (node if isinstance(node, str) else node.name).upper()


def _name_column(call: exp.Expr) -> None:
    """Snowflake names the column of an unnamed expression by its text, unquoted parts in upper case."""
    node = call
    while node.parent is not None and not isinstance(node.parent, exp.Query):
        node = node.parent
    if (
        not isinstance(node.parent, exp.Select)
        or node.arg_key != "expressions"
        or isinstance(node, exp.Alias)
    ):
        return
    copy = node.copy()
    for identifier in copy.find_all(exp.Identifier):
        if not identifier.quoted:
            identifier.set("this", identifier.this.upper())
    named = exp.Alias(alias=exp.to_identifier(copy.sql(dialect="snowflake"), quoted=True))
    node.replace(named)
    named.set("this", node)
