"""Dates and times: results keep the type that Snowflake gives them."""

from __future__ import annotations

from sqlglot import exp

from local_snowflake.rewriting.arithmetic import call
from local_snowflake.rewriting.fakesnow_rules import date_add_of_text
from local_snowflake.rewriting.formats import check_read_format, duckdb_format
from local_snowflake.rewriting.kinds import kind_of
from local_snowflake.rewriting.tree_pass import Rules, TableColumns
from local_snowflake.statement import stand_in_limit

_ZONED = exp.DataType(this=exp.DType.TIMESTAMPTZ, nested=False)
_WHOLE_DAYS = frozenset({"DAY", "WEEK", "MONTH", "QUARTER", "YEAR"})


def date_add(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    """DATEADD: whole days of a date give a date; a text is a timestamp."""
    node = date_add_of_text(node)
    unit = node.args.get("unit")
    if unit is None or unit.name.upper().rstrip("S") not in _WHOLE_DAYS:
        return node
    return call("_sf_same_type", node.copy(), node.this.copy())


def time_argument(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    """A text where a time is wanted is read as a timestamp."""
    for part in ("this", "expression"):
        value = node.args.get(part)
        if isinstance(value, exp.Expr) and kind_of(value, columns) == "TEXT":
            node.set(part, call("_sf_timestamp", value, exp.Literal.number(0)))
    return node


def date_diff(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    return time_argument(node, columns)


def truncate(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    """DATE_TRUNC gives the type that it got."""
    node = time_argument(node, columns)
    return call("_sf_same_type", node.copy(), node.this.copy())


def add_months(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    return call("_sf_same_type", node.copy(), node.this.copy())


def unix_to_time(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    """TO_TIMESTAMP and its kin of a number."""
    moment = call("_sf_timestamp", node.this, node.args.get("scale") or exp.Literal.number(0))
    target = node.args.get("target_type")
    if isinstance(target, exp.DataType) and target.this in (exp.DType.TIMESTAMPLTZ, exp.DType.TIMESTAMPTZ):
        return exp.Cast(this=exp.AtTimeZone(this=moment, zone=exp.Literal.string("UTC")), to=_ZONED.copy())
    return moment


def anonymous(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    """TO_TIMESTAMP_NTZ(value [, scale | format])."""
    if str(node.this).upper() not in ("TO_TIMESTAMP", "TO_TIMESTAMP_NTZ"):
        return node
    value, *rest = node.expressions
    if not rest:
        return call("_sf_timestamp", value, exp.Literal.number(0))
    if isinstance(rest[0], exp.Literal) and rest[0].is_string:
        return call("strptime", value, exp.Literal.string(duckdb_format(rest[0].name)))
    return call("_sf_timestamp", value, rest[0])


def time_slice(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    if str(node.args.get("kind") or "START").upper().strip("'") not in ("START", "NONE"):
        raise stand_in_limit("TIME_SLICE with END")
    return call("_sf_same_type", node.copy(), node.this.copy())


def add_days(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    """A date plus or minus a number of days."""
    if kind_of(node.this, columns) == "DATE" and kind_of(node.expression, columns) == "FIXED":
        node.set("expression", exp.cast(node.expression, "INT"))
    elif kind_of(node.this, columns) == "DATE" and isinstance(node.expression, exp.Interval):
        return call("_sf_same_type", node.copy(), node.this.copy())
    return node


def with_format(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    """TO_DATE, TO_TIMESTAMP, TO_VARCHAR with a format that the parser has turned."""
    picture = node.args.get("format")
    if isinstance(picture, exp.Literal):
        check_read_format(picture.name)
    return node


def interval(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    """INTERVAL '1 hour, 30 minutes': DuckDB wants no comma."""
    if node.args.get("unit") is not None or not isinstance(node.this, exp.Literal):
        return node
    return exp.cast(exp.Literal.string(node.this.name.replace(",", " ")), "INTERVAL")


_PARTS = (
    exp.Year,
    exp.Quarter,
    exp.Month,
    exp.Week,
    exp.WeekOfYear,
    exp.Day,
    exp.DayOfMonth,
    exp.DayOfWeek,
    exp.DayOfWeekIso,
    exp.DayOfYear,
    exp.Dayname,
    exp.Monthname,
    exp.Hour,
    exp.Minute,
    exp.Second,
    exp.LastDay,
    exp.Extract,
)
RULES: Rules = {
    **{kind: [time_argument] for kind in _PARTS},
    exp.Interval: [interval],
    **{kind: [with_format] for kind in (exp.TimeToStr, exp.StrToTime, exp.TsOrDsToDate, exp.TsOrDsToTime)},
    exp.DateAdd: [date_add],
    exp.DateSub: [date_add],
    exp.DateDiff: [date_diff],
    exp.DateTrunc: [truncate],
    exp.TimestampTrunc: [truncate],
    exp.AddMonths: [add_months],
    exp.UnixToTime: [unix_to_time],
    exp.TimeSlice: [time_slice],
    exp.Anonymous: [anonymous],
    exp.Add: [add_days],
    exp.Sub: [add_days],
}
