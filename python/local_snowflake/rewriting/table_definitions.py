"""CREATE TABLE as Snowflake means it."""

from __future__ import annotations

from sqlglot import exp

_UNENFORCED = (exp.PrimaryKey, exp.ForeignKey, exp.UniqueColumnConstraint, exp.Constraint)
_UNENFORCED_COLUMN = (exp.PrimaryKeyColumnConstraint, exp.UniqueColumnConstraint, exp.Reference)
_DROPPED_PROPERTIES = (exp.TemporaryProperty, exp.TransientProperty, exp.CopyGrantsProperty, exp.Cluster)


def table_definition(node: exp.Expr) -> exp.Expr:
    """Drops what Snowflake does not enforce (keys) and kinds of table that DuckDB has no word for."""
    if not isinstance(node, exp.Create) or node.kind != "TABLE":
        return node
    if isinstance(node.this, exp.Schema):
        node.this.set("expressions", [part for part in node.this.expressions if not isinstance(part, _UNENFORCED)])
        for definition in node.this.expressions:
            if isinstance(definition, exp.ColumnDef):
                definition.set("constraints", [c for c in definition.constraints if not _is_unenforced(c)])
    properties = node.args.get("properties")
    if properties is not None:
        properties.set("expressions", [p for p in properties.expressions if not isinstance(p, _DROPPED_PROPERTIES)])
    return node


def _is_unenforced(constraint: exp.Expr) -> bool:
    return isinstance(constraint.args.get("kind"), _UNENFORCED_COLUMN)
