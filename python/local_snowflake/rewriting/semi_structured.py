"""VARIANT, OBJECT and ARRAY: all three are JSON below."""

from __future__ import annotations

from sqlglot import exp

from local_snowflake.rewriting.arithmetic import call
from local_snowflake.rewriting.kinds import is_semi_structured, kind_of
from local_snowflake.rewriting.tree_pass import Rule, Rules, TableColumns
from local_snowflake.statement import stand_in_limit


def extract(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    """`->` binds weaker in DuckDB than what may stand around it."""
    return exp.Paren(this=node.copy()) if not isinstance(node.parent, exp.Paren) else node


def bracket(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    """a[0] and a['key'] of a semi-structured value."""
    if len(node.expressions) != 1:
        return node
    index = node.expressions[0]
    # sqlglot counts from the place that the dialect counts from.
    path = call("_sf_text", index) if kind_of(index, columns) != "TEXT" else index
    if isinstance(index, exp.Literal) and index.is_string:
        path = exp.Literal.string(f'$."{index.name}"')
    elif isinstance(index, exp.Literal):
        path = exp.Literal.string(f"$[{index.name}]")
    else:
        path = exp.DPipe(
            this=exp.DPipe(this=exp.Literal.string("$["), expression=path), expression=exp.Literal.string("]")
        )
    return call("json_extract", call("to_json", node.this), path)


def array(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    return call("json_array", *node.expressions)


_NUMBERS = ("FIXED", "REAL")


def refuse_mixed(left: exp.Expr, right: exp.Expr, columns: TableColumns) -> None:
    """Raises the stand-in's limit for a text that is no literal beside a number: DuckDB rounds the text."""
    for text, number in ((left, right), (right, left)):
        is_text = kind_of(text, columns) == "TEXT" and not isinstance(text.unnest(), exp.Literal)
        if is_text and kind_of(number, columns) in _NUMBERS:
            raise stand_in_limit("the comparison of a VARCHAR with a NUMBER; CAST says how to compare")


def membership(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    """x IN (a, b) and x BETWEEN a AND b."""
    others = [node.args.get("low"), node.args.get("high"), *node.expressions]
    for other in others:
        if isinstance(other, exp.Expr):
            refuse_mixed(node.this, other, columns)
    if is_semi_structured(node.this, columns):
        kinds = {kind_of(other, columns) for other in others if isinstance(other, exp.Expr)}
        node.set("this", _read_as(node.this, kinds.pop() if len(kinds) == 1 else "TEXT"))
    return node


def comparison(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    """A semi-structured value is compared as the type of the other side."""
    left, right = node.this, node.expression
    if not isinstance(right, exp.Expr):
        return node
    refuse_mixed(left, right, columns)
    variants = [is_semi_structured(side, columns) for side in (left, right)]
    if all(variants):
        node.set("this", call("_sf_canonical", left))
        node.set("expression", call("_sf_canonical", right))
    elif variants[0]:
        node.set("this", _read_as(left, kind_of(right, columns)))
    elif variants[1]:
        node.set("expression", _read_as(right, kind_of(left, columns)))
    return node


def _read_as(value: exp.Expr, kind: str | None) -> exp.Expr:
    if kind == "TEXT":
        return call("_sf_text", value)
    types = {
        "FIXED": "DOUBLE",
        "REAL": "DOUBLE",
        "BOOLEAN": "BOOLEAN",
        "DATE": "DATE",
        "TIMESTAMP_NTZ": "TIMESTAMP",
    }
    if kind in types:
        return exp.cast(call("_sf_text", value), types[kind])
    return call("_sf_text", value)


def _macro(name: str, *members: str) -> Rule:
    def rule(node: exp.Expr, columns: TableColumns) -> exp.Expr:
        arguments = [node.args.get(member) for member in members]
        return call(name, *[argument for argument in arguments if isinstance(argument, exp.Expr)])

    return rule


def array_concat(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    result = node.this
    for other in node.expressions:
        result = call("_sf_array_cat", result, other)
    return result


def parse_json(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    if node.args.get("safe"):
        return exp.TryCast(this=node.this, to=exp.DataType(this=exp.DType.JSON, nested=False))
    return exp.Cast(this=node.this, to=exp.DataType(this=exp.DType.JSON, nested=False))


def to_json_text(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    return exp.Cast(this=call("to_json", node.this), to=exp.DataType(this=exp.DType.TEXT, nested=False))


def lateral(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    """LATERAL FLATTEN(…) and TABLE(FLATTEN(…))."""
    if not isinstance(node.this, exp.Explode):
        return node
    options = {kwarg.this.name.upper(): kwarg.expression for kwarg in node.find_all(exp.Kwarg)}
    given = options.pop("INPUT", None) or node.this.this
    is_outer = options.pop("OUTER", exp.false())
    if options.pop("MODE", None) is not None or options.pop("RECURSIVE", None) is not None:
        raise stand_in_limit("FLATTEN with MODE or RECURSIVE")
    path = options.pop("PATH", None)
    if isinstance(path, exp.Expr):
        given = exp.Paren(this=exp.JSONExtract(this=given, expression=exp.Literal.string(f"$.{path.name}")))
    macro = "_sf_flatten_outer" if isinstance(is_outer, exp.Boolean) and is_outer.this else "_sf_flatten"
    return exp.Table(this=call(macro, given), alias=_table_alias(node))


def _table_alias(node: exp.Expr) -> exp.TableAlias | None:
    alias = node.args.get("alias")
    # sqlglot lists FLATTEN's columns, which have their names already.
    return exp.TableAlias(this=alias.this) if isinstance(alias, exp.TableAlias) and alias.this else None


def anonymous(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    macros = {
        "OBJECT_DELETE": "_sf_object_delete",
        "ARRAY_DISTINCT": "_sf_array_distinct",
        "ARRAY_COMPACT": "_sf_array_compact",
    }
    name = str(node.this).upper()
    if name in macros:
        return call(macros[name], *node.expressions)
    casts = {"AS_VARCHAR": "TEXT", "AS_CHAR": "TEXT"}
    return call("_sf_text", *node.expressions) if name in casts else node


RULES: Rules = {
    exp.JSONExtract: [extract],
    exp.GetExtract: [_macro("json_extract", "this", "expression")],
    exp.Bracket: [bracket],
    exp.Array: [array],
    exp.ParseJSON: [parse_json],
    exp.JSONFormat: [to_json_text],
    exp.ToVariant: [_macro("to_json", "this")],
    exp.ToArray: [_macro("to_json", "this")],
    exp.Typeof: [_macro("_sf_typeof", "this")],
    exp.ArraySize: [_macro("_sf_array_size", "this")],
    exp.ArrayAppend: [_macro("_sf_array_append", "this", "expression")],
    exp.ArrayPrepend: [_macro("_sf_array_prepend", "this", "expression")],
    exp.ArrayConcat: [array_concat],
    exp.ArrayContains: [_macro("_sf_array_contains", "expression", "this")],
    exp.ArrayPosition: [_macro("_sf_array_position", "expression", "this")],
    exp.ArrayToString: [_macro("_sf_array_to_string", "this", "expression")],
    exp.ArraySlice: [_macro("_sf_array_slice", "this", "start", "end")],
    exp.ObjectInsert: [_macro("_sf_object_insert", "this", "key", "value")],
    exp.JSONKeys: [_macro("_sf_object_keys", "this")],
    exp.Lateral: [lateral],
    exp.TableFromRows: [lateral],
    exp.Anonymous: [anonymous],
    exp.In: [membership],
    exp.Between: [membership],
    **{
        kind: [comparison]
        for kind in (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ)
    },
}
