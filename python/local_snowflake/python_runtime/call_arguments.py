"""CALL as text: which procedure, and its arguments as one SELECT that evaluates them."""

from __future__ import annotations

from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError

from local_snowflake.python_runtime.call_rewriting import owner_id
from local_snowflake.python_runtime.data_types import SEMI_STRUCTURED
from local_snowflake.python_runtime.names import key_of
from local_snowflake.python_runtime.overloads import cast_to, choose
from local_snowflake.python_runtime.routine import Routine
from local_snowflake.python_runtime.routine_store import RoutineStore
from local_snowflake.python_runtime.tokens import TokenCursor
from local_snowflake.statement import SnowflakeError, StatementContext, stand_in_limit


@dataclass(frozen=True)
class ProcedureCall:
    routine: Routine
    #: A SELECT of the arguments in the order of the signature, cast to its types; None without arguments.
    select: str | None


def parse_call(store: RoutineStore, context: StatementContext) -> ProcedureCall | None:
    """Reads a CALL of a user's procedure; None for other statements and for SYSTEM$ procedures."""
    cursor = TokenCursor(context.sql)
    if cursor.accept("WITH"):
        cursor.identifier()
        if cursor.accept("AS", "PROCEDURE"):
            raise stand_in_limit("anonymous procedures (WITH ... AS PROCEDURE)")
        return None
    if not cursor.accept("CALL") or (start := cursor.peek) is None:
        return None
    name = cursor.qualified_name()
    if name[-1].startswith("SYSTEM$"):
        return None
    key = key_of("PROCEDURE", context.session, name)
    overloads = store.overloads(key, owner_id(context.session))
    if not overloads:
        raise SnowflakeError(
            "002141",
            "42601",
            f"SQL compilation error:\nUnknown user-defined function {'.'.join(key[1:])}",
        )
    routine, arguments = choose(key[3], overloads, _arguments(context.sql[start.start :]))
    if not arguments:
        return ProcedureCall(routine, None)
    casts = [
        exp.alias_(cast_to(declared.type, value.copy()), f"ARGUMENT_{at}")
        for at, (declared, value) in enumerate(zip(routine.arguments, arguments, strict=True))
    ]
    select = exp.Select(expressions=casts)
    _check_order(select, arguments)
    return ProcedureCall(routine, select.sql(dialect="snowflake"))


def _arguments(text: str) -> list[exp.Expr]:
    try:
        tree = sqlglot.parse_one(f"SELECT {text}", read="snowflake")
    except ParseError as error:
        raise SnowflakeError(
            "001003", "42000", f"SQL compilation error:\nsyntax error in CALL: {error}"
        ) from error
    call = tree.expressions[0] if isinstance(tree, exp.Select) and len(tree.expressions) == 1 else None
    while isinstance(call, exp.Dot):
        call = call.expression
    if not isinstance(call, exp.Anonymous):
        raise stand_in_limit(f"CALL {text}")
    return list(call.expressions)


def _check_order(select: exp.Select, arguments: list[exp.Expr]) -> None:
    """Bind values go by place in the text, so binds of named arguments would be mixed up when reordered."""
    named = [argument for argument in arguments if isinstance(argument.parent, exp.Kwarg)]
    if named and any(select.find_all(exp.Placeholder)):
        raise stand_in_limit("bind variables in named arguments of CALL")


def is_text_already(routine: Routine, at: int) -> bool:
    """Whether the SELECT gives this argument as the JSON text that the handler's process decodes."""
    return routine.arguments[at].type.name in SEMI_STRUCTURED
