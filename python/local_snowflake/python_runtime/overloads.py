"""Which of a name's overloads a call means, with its arguments brought in order."""

from __future__ import annotations

import sqlglot
from sqlglot import exp

from local_snowflake.python_runtime.data_types import DataType
from local_snowflake.python_runtime.routine import Routine
from local_snowflake.statement import SnowflakeError, stand_in_limit

#: How well a literal or cast of one type fits an argument of another; absent: it is not coerced.
_FIT = {
    ("NUMBER", "NUMBER"): 0,
    ("NUMBER", "FLOAT"): 1,
    ("NUMBER", "VARIANT"): 2,
    ("NUMBER", "VARCHAR"): 3,
    ("NUMBER", "BOOLEAN"): 4,
    ("FLOAT", "NUMBER"): 1,
    ("FLOAT", "VARIANT"): 2,
    ("FLOAT", "VARCHAR"): 3,
    ("FLOAT", "BOOLEAN"): 4,
    ("VARCHAR", "NUMBER"): 3,
    ("VARCHAR", "FLOAT"): 3,
    ("VARCHAR", "BOOLEAN"): 3,
    ("VARCHAR", "DATE"): 3,
    ("VARCHAR", "TIME"): 3,
    ("VARCHAR", "TIMESTAMP_NTZ"): 3,
    ("VARCHAR", "TIMESTAMP_LTZ"): 3,
    ("VARCHAR", "TIMESTAMP_TZ"): 3,
    ("VARCHAR", "VARIANT"): 2,
    ("BOOLEAN", "VARCHAR"): 3,
    ("BOOLEAN", "NUMBER"): 3,
    ("BOOLEAN", "VARIANT"): 2,
    ("DATE", "TIMESTAMP_NTZ"): 1,
    ("DATE", "TIMESTAMP_LTZ"): 1,
    ("DATE", "TIMESTAMP_TZ"): 1,
    ("DATE", "VARCHAR"): 3,
    ("DATE", "VARIANT"): 2,
    ("ARRAY", "VARIANT"): 1,
    ("OBJECT", "VARIANT"): 1,
}


def invalid_arguments(name: str, arguments: list[exp.Expr]) -> SnowflakeError:
    """Snowflake's 001044: no overload takes these arguments."""
    shown = ", ".join(_shown_type(argument) for argument in arguments)
    return SnowflakeError(
        "001044",
        "42P13",
        f"SQL compilation error: error line 1 at position 7\n"
        f"Invalid argument types for function '{name}': ({shown})",
    )


def choose(
    name: str, overloads: tuple[Routine, ...], arguments: list[exp.Expr]
) -> tuple[Routine, list[exp.Expr]]:
    """The overload and its arguments in its own order, defaults filled in. Raises 001044."""
    fitting: list[tuple[int, Routine, list[exp.Expr]]] = []
    for routine in overloads:
        ordered = _in_order(routine, arguments)
        if ordered is not None and (cost := _cost(routine, ordered)) is not None:
            fitting.append((cost, routine, ordered))
    if not fitting:
        raise invalid_arguments(name, arguments)
    fitting.sort(key=lambda item: item[0])
    if len(fitting) > 1 and _unclear(fitting):
        raise stand_in_limit(
            f"choosing an overload of {name} by the type of a column; CAST the argument to say which"
        )
    return fitting[0][1], fitting[0][2]


def _in_order(routine: Routine, arguments: list[exp.Expr]) -> list[exp.Expr] | None:
    """Named arguments by name, others by place; None when they do not fit the signature."""
    if len(arguments) > len(routine.arguments):
        return None
    named: dict[str, exp.Expr] = {}
    for at, argument in enumerate(arguments):
        if isinstance(argument, exp.Kwarg):
            this = argument.this
            quoted = isinstance(this, exp.Identifier) and this.quoted
            named[this.name if quoted else this.name.upper()] = argument.expression
        elif len(named) > at or len(named) < at:
            return None
        else:
            named[routine.arguments[at].name] = argument
    ordered: list[exp.Expr] = []
    for argument in routine.arguments:
        if argument.name in named:
            ordered.append(named.pop(argument.name))
        elif argument.default is not None:
            ordered.append(sqlglot.parse_one(argument.default, read="snowflake"))
        else:
            return None
    return None if named else ordered


def _cost(routine: Routine, arguments: list[exp.Expr]) -> int | None:
    total = 0
    for declared, given in zip(routine.arguments, arguments, strict=True):
        known = known_type(given)
        if known is None or known == declared.type.name:
            continue
        fit = _FIT.get((known, declared.type.name))
        if fit is None:
            return None
        total += fit
    return total


def _unclear(fitting: list[tuple[int, Routine, list[exp.Expr]]]) -> bool:
    """Whether the best overloads differ in a place whose type only the engine would know."""
    best = [routine for cost, routine, _ in fitting if cost == fitting[0][0]]
    places = zip(*(routine.arguments for routine in best), strict=False)
    differing = [at for at, place in enumerate(places) if len({item.type.name for item in place}) > 1]
    return len(best) > 1 and any(known_type(fitting[0][2][at]) is None for at in differing)


def known_type(argument: exp.Expr) -> str | None:
    """The type's name where the text of the argument shows it; None for columns and most expressions."""
    match argument:
        case exp.Paren() | exp.Neg():
            return known_type(argument.this)
        case exp.Literal():
            return (
                "VARCHAR" if argument.is_string else ("FLOAT" if "e" in argument.name.lower() else "NUMBER")
            )
        case exp.Boolean():
            return "BOOLEAN"
        case exp.Array():
            return "ARRAY"
        case exp.Struct() | exp.JSONObject():
            return "OBJECT"
        case exp.ParseJSON():
            return "VARIANT"
        case exp.Concat() | exp.DPipe() | exp.Upper() | exp.Lower() | exp.Substring():
            return "VARCHAR"
        case exp.CurrentDate():
            return "DATE"
        case exp.Cast():
            return _cast_type(argument.to)
        case _:
            return None


def _cast_type(to: exp.Expr) -> str | None:
    from local_snowflake.python_runtime.data_types import parse_type
    from local_snowflake.python_runtime.tokens import TokenCursor

    try:
        return parse_type(TokenCursor(to.sql(dialect="snowflake"))).name
    except SnowflakeError:
        return None


def _shown_type(argument: exp.Expr) -> str:
    if isinstance(argument, exp.Kwarg):
        return f"{argument.this.name} => {_shown_type(argument.expression)}"
    if isinstance(argument, exp.Literal) and argument.is_string:
        return f"VARCHAR({len(argument.name)})"
    if isinstance(argument, exp.Literal):
        whole, _, fraction = argument.name.partition(".")
        return f"NUMBER({len(whole) + len(fraction)},{len(fraction)})"
    return known_type(argument) or argument.sql(dialect="snowflake")


def cast_to(type_: DataType, value: exp.Expr) -> exp.Expr:
    """The value as an argument of this type; semi-structured values as their JSON text."""
    if isinstance(value, exp.Array) and type_.name in ("VARIANT", "ARRAY"):
        # A list in DuckDB has one element type, an ARRAY in Snowflake has not.
        return exp.JSONFormat(this=exp.Anonymous(this="json_array", expressions=value.expressions))
    if type_.name in ("VARIANT", "OBJECT", "ARRAY"):
        return exp.JSONFormat(this=value)
    return exp.Cast(this=value, to=exp.DataType.build(type_.sql, dialect="snowflake"))
