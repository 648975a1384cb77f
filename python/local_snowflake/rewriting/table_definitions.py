"""CREATE TABLE as Snowflake means it: keys are notes, nothing checks them."""

from __future__ import annotations

from sqlglot import exp

_UNENFORCED = (exp.PrimaryKey, exp.ForeignKey, exp.UniqueColumnConstraint, exp.Constraint)
_UNENFORCED_COLUMN = (exp.PrimaryKeyColumnConstraint, exp.UniqueColumnConstraint, exp.Reference)


def without_keys(tree: exp.Create) -> None:
    """Drops keys, in place; a primary key's columns stay NOT NULL, as in Snowflake."""
    if not isinstance(tree.this, exp.Schema):
        return
    required = {name for part in tree.this.expressions for name in _primary_columns(part)}
    tree.this.set(
        "expressions", [part for part in tree.this.expressions if not isinstance(part, _UNENFORCED)]
    )
    for definition in tree.this.expressions:
        if isinstance(definition, exp.ColumnDef):
            kept = [item for item in definition.constraints if not _is_unenforced(item)]
            if definition.name in required and not any(_is_not_null(item) for item in kept):
                kept.append(exp.ColumnConstraint(kind=exp.NotNullColumnConstraint()))
            definition.set("constraints", kept)


def _primary_columns(part: exp.Expr) -> list[str]:
    if isinstance(part, exp.ColumnDef):
        is_key = any(
            isinstance(item.args.get("kind"), exp.PrimaryKeyColumnConstraint) for item in part.constraints
        )
        return [part.name] if is_key else []
    keys = [part] if isinstance(part, exp.PrimaryKey) else list(part.find_all(exp.PrimaryKey))
    return [column.name for key in keys for column in key.expressions]


def _is_not_null(constraint: exp.Expr) -> bool:
    return isinstance(constraint.args.get("kind"), exp.NotNullColumnConstraint)


def _is_unenforced(constraint: exp.Expr) -> bool:
    return isinstance(constraint.args.get("kind"), _UNENFORCED_COLUMN)
