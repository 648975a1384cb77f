"""Text functions whose arguments or results DuckDB takes otherwise."""

from __future__ import annotations

from sqlglot import exp

from local_snowflake.rewriting.arithmetic import call
from local_snowflake.rewriting.fakesnow_rules import regexp_substr
from local_snowflake.rewriting.formats import duckdb_format
from local_snowflake.rewriting.kinds import kind_of
from local_snowflake.rewriting.tree_pass import Rules, TableColumns
from local_snowflake.statement import stand_in_limit

#: What is text already, or is no text to Snowflake either.
_AS_IT_IS = (None, "TEXT", "BINARY")


def text_argument(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    """A number, a time or a semi-structured value where a text is wanted is written as one."""
    value = node.args.get("this")
    if isinstance(value, exp.Expr) and kind_of(value, columns) not in _AS_IT_IS:
        node.set("this", call("_sf_text", value))
    return node


def joined(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    """a || b writes numbers and times as Snowflake does."""
    for side in ("this", "expression"):
        value = node.args[side]
        if kind_of(value, columns) not in ("TEXT", "BINARY") and not isinstance(value, (exp.DPipe, exp.Null)):
            node.set(side, call("_sf_text", value))
    return node


def concat(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    node.set(
        "expressions",
        [item if kind_of(item, columns) == "TEXT" else call("_sf_text", item) for item in node.expressions],
    )
    return node


def to_char(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    """TO_VARCHAR and TO_CHAR, of a number without a format, of a date with one."""
    picture = node.args.get("format")
    if picture is None:
        return call("_sf_text", node.this) if kind_of(node.this, columns) != "TEXT" else node.this
    if not isinstance(picture, exp.Literal):
        raise stand_in_limit("TO_VARCHAR with a computed format")
    if kind_of(node.this, columns) == "FIXED":
        raise stand_in_limit("TO_VARCHAR of a number with a format")
    # `strftime` refuses whatever is no date or time, so a number never gets here unseen.
    return call("strftime", node.this, exp.Literal.string(duckdb_format(picture.name)))


def regexp_replace(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    """Replaces all matches, or with '' by default."""
    if any(node.args.get(name) for name in ("position", "occurrence")):
        raise stand_in_limit("REGEXP_REPLACE with a position or an occurrence")
    replacement = node.args.get("replacement") or exp.Literal.string("")
    flags = node.args.get("modifiers")
    options = "g" + (flags.name if isinstance(flags, exp.Literal) else "")
    return call("regexp_replace", node.this, node.expression, replacement, exp.Literal.string(options))


def regexp_extract(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    """REGEXP_SUBSTR: NULL, not '', when nothing matches."""
    found = regexp_substr(node)
    return exp.Nullif(this=found, expression=exp.Literal.string("")) if found is not node else node


def replace(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    if node.args.get("replacement") is None:
        node.set("replacement", exp.Literal.string(""))
    return text_argument(node, columns)


def byte_length(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    """OCTET_LENGTH: in UTF-8 for a text."""
    return node if kind_of(node.this, columns) == "BINARY" else call("strlen", call("_sf_text", node.this))


def typed_null(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    """DuckDB has several functions of these names and asks for a type where all arguments are NULL."""
    node = text_argument(node, columns)
    for part in ("this", "expression"):
        if isinstance(node.args.get(part), exp.Null):
            node.set(part, exp.Cast(this=exp.Null(), to=exp.DataType(this=exp.DType.TEXT, nested=False)))
    return node


def to_binary(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    """TO_BINARY: hexadecimal unless the format says else."""
    picture = node.args.get("format")
    name = picture.name.upper() if isinstance(picture, exp.Literal) else "HEX"
    functions = {"HEX": "unhex", "UTF-8": "encode", "UTF8": "encode", "BASE64": "from_base64"}
    if name not in functions or (picture is not None and not isinstance(picture, exp.Literal)):
        raise stand_in_limit(f"TO_BINARY with the format {name}")
    if node.args.get("safe"):
        return exp.Anonymous(this="try", expressions=[call(functions[name], node.this)])
    return call(functions[name], node.this)


def sha2(node: exp.Expr, columns: TableColumns) -> exp.Expr:
    """SHA2: DuckDB's for 256 bits, `engine.digests` for the others."""
    length = node.args.get("length")
    text = call("_sf_text", node.this) if kind_of(node.this, columns) != "TEXT" else node.this
    if length is None or length.name in ("256", "0"):
        return call("sha256", text)
    return call("_sf_sha2", text, length)


RULES: Rules = {
    **{
        kind: [text_argument]
        for kind in (
            exp.Upper,
            exp.Lower,
            exp.Initcap,
            exp.Trim,
            exp.Length,
            exp.Substring,
            exp.Left,
            exp.Right,
            exp.Reverse,
            exp.Repeat,
            exp.Pad,
            exp.SplitPart,
            exp.StrPosition,
        )
    },
    **{kind: [typed_null] for kind in (exp.Contains, exp.StartsWith, exp.EndsWith)},
    exp.ByteLength: [byte_length],
    exp.Like: [text_argument],
    exp.ILike: [text_argument],
    exp.DPipe: [joined],
    exp.Concat: [concat],
    exp.ToChar: [to_char],
    exp.RegexpReplace: [regexp_replace],
    exp.RegexpExtract: [regexp_extract],
    exp.RegexpLike: [text_argument],
    exp.Replace: [replace],
    exp.ToBinary: [to_binary],
    exp.SHA2: [sha2],
}
