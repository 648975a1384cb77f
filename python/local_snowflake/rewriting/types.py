"""Column types that DuckDB can hold without losing digits."""

from __future__ import annotations

from sqlglot import exp

_INTEGERS = {
    exp.DType.INT,
    exp.DType.BIGINT,
    exp.DType.SMALLINT,
    exp.DType.TINYINT,
    exp.DType.MEDIUMINT,
}


def exact_integers(node: exp.Expr) -> exp.Expr:
    """NUMBER(38, 0) and its synonyms become HUGEINT, which holds 38 digits; the library would take BIGINT (19)."""
    if not isinstance(node, exp.DataType):
        return node
    if node.this in _INTEGERS or (node.this == exp.DType.DECIMAL and _is_number_38_0(node)):
        return exp.DataType(this=exp.DType.INT128, nested=False)
    return node


def _is_number_38_0(node: exp.DataType) -> bool:
    sizes = [parameter.name for parameter in node.expressions]
    return sizes in ([], ["38"], ["38", "0"])
