"""What type an expression has, as far as its text and its tables tell."""

from __future__ import annotations

from sqlglot import exp

from local_snowflake.rewriting.tree_pass import KIND, TableColumns

_BY_TYPE = {
    **dict.fromkeys(exp.DataType.TEXT_TYPES, "TEXT"),
    **dict.fromkeys(exp.DataType.INTEGER_TYPES, "FIXED"),
    exp.DType.DECIMAL: "FIXED",
    exp.DType.INT128: "FIXED",
    exp.DType.DOUBLE: "REAL",
    exp.DType.FLOAT: "REAL",
    exp.DType.BOOLEAN: "BOOLEAN",
    exp.DType.DATE: "DATE",
    exp.DType.TIME: "TIME",
    exp.DType.TIMESTAMP: "TIMESTAMP_NTZ",
    exp.DType.TIMESTAMPNTZ: "TIMESTAMP_NTZ",
    exp.DType.DATETIME: "TIMESTAMP_NTZ",
    exp.DType.TIMESTAMPLTZ: "TIMESTAMP_LTZ",
    exp.DType.TIMESTAMPTZ: "TIMESTAMP_TZ",
    exp.DType.VARIANT: "VARIANT",
    exp.DType.JSON: "VARIANT",
    exp.DType.OBJECT: "OBJECT",
    exp.DType.ARRAY: "ARRAY",
    exp.DType.BINARY: "BINARY",
    exp.DType.VARBINARY: "BINARY",
}
_VARIANTS = (exp.JSONExtract, exp.ParseJSON, exp.ToVariant)
_OBJECTS = (exp.Struct, exp.JSONObject, exp.StarMap, exp.ObjectAgg, exp.ObjectInsert)
_ARRAYS = (
    exp.Array,
    exp.ArrayAgg,
    exp.Split,
    exp.ArrayConcat,
    exp.ArrayAppend,
    exp.ArraySlice,
    exp.ArrayUniqueAgg,
)
_TEXTS = (
    exp.Concat,
    exp.DPipe,
    exp.Upper,
    exp.Lower,
    exp.Substring,
    exp.Trim,
    exp.ToChar,
    exp.SHA2,
    exp.GroupConcat,
)
_PREDICATES = (exp.Predicate, exp.Connector, exp.Not)
_NAMED = {
    "OBJECT_DELETE": "OBJECT",
    "OBJECT_PICK": "OBJECT",
    "TO_OBJECT": "OBJECT",
    "TO_ARRAY": "ARRAY",
    "ARRAY_CAT": "ARRAY",
    "ARRAY_DISTINCT": "ARRAY",
    "OBJECT_KEYS": "ARRAY",
}
_NOTED = (exp.Condition, exp.Func, exp.Window, exp.WithinGroup, exp.Lambda)
SEMI_STRUCTURED = frozenset({"VARIANT", "OBJECT", "ARRAY"})


def kind_of(node: exp.Expr | None, columns: TableColumns) -> str | None:
    """The wire type of an expression in Snowflake's dialect; None when only the engine would know."""
    if node is not None and KIND in node.meta:
        return node.meta[KIND]
    match node:
        case exp.Paren() | exp.Neg() | exp.Alias() | exp.WithinGroup() | exp.Window() | exp.Filter():
            return kind_of(node.this, columns)
        case exp.Literal():
            return "TEXT" if node.is_string else "FIXED"
        case exp.Boolean():
            return "BOOLEAN"
        case exp.Cast():
            return _BY_TYPE.get(node.to.this)
        case exp.Column():
            return columns.kinds.get(node.name)
        case exp.Identifier():
            # A parameter of a lambda: every other identifier stands within a column or a table.
            return columns.kinds.get(node.name)
        case exp.Coalesce():
            return kind_of(node.this, columns)
        case exp.Anonymous():
            return _NAMED.get(str(node.this).upper())
        case exp.CurrentTimestamp():
            return "TIMESTAMP_LTZ"
        case exp.CurrentDate() | exp.TsOrDsToDate() | exp.DateFromParts() | exp.LastDay():
            return "DATE"
        case _:
            return _kind_of_class(node)


def _kind_of_class(node: exp.Expr | None) -> str | None:
    kinds = (
        (_VARIANTS, "VARIANT"),
        (_OBJECTS, "OBJECT"),
        (_ARRAYS, "ARRAY"),
        (_TEXTS, "TEXT"),
        (_PREDICATES, "BOOLEAN"),
    )
    return next((kind for classes, kind in kinds if isinstance(node, classes)), None)


def note_kinds(tree: exp.Expr, columns: TableColumns) -> None:
    """Notes the kind of each expression while the tree still is Snowflake's."""
    for node in tree.walk():
        if isinstance(node, _NOTED) and (kind := kind_of(node, columns)) is not None:
            node.meta[KIND] = kind


def is_semi_structured(node: exp.Expr | None, columns: TableColumns) -> bool:
    return kind_of(node, columns) in SEMI_STRUCTURED
