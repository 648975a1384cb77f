"""What stands around a definition: OR REPLACE, TEMPORARY, COMMENT, LIKE, CLONE, and options about storage."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlglot import exp

from local_snowflake.statement import stand_in_limit

#: Options that change how Snowflake stores or shares a table, not what is in it.
_WITHOUT_EFFECT = (
    exp.TransientProperty,
    exp.CopyGrantsProperty,
    exp.Cluster,
    exp.ClusterProperty,
    exp.ClusteredByProperty,
    exp.SecureProperty,
)
_NAMED_WITHOUT_EFFECT = frozenset(
    {"DATA_RETENTION_TIME_IN_DAYS", "MAX_DATA_EXTENSION_TIME_IN_DAYS", "CHANGE_TRACKING"}
)


@dataclass
class Options:
    """Taken off the tree, which then is only the definition itself."""

    replace: bool
    if_not_exists: bool
    temporary: bool = False
    transient: bool = False
    comment: str = ""
    column_comments: dict[str, str] = field(default_factory=dict[str, str])
    #: The table of LIKE or CLONE.
    source: exp.Table | None = None
    with_rows: bool = False


def take_options(tree: exp.Create) -> Options:
    """Raises the stand-in's limit for an option that is not known."""
    options = Options(bool(tree.args.get("replace")), bool(tree.args.get("exists")))
    tree.set("exists", None)
    properties = tree.args.get("properties")
    for item in properties.expressions if properties is not None else []:
        _take(options, item)
    tree.set("properties", None)
    clone = tree.args.get("clone")
    if isinstance(clone, exp.Clone) and isinstance(clone.this, exp.Table):
        options.source, options.with_rows = clone.this, True
        tree.set("clone", None)
    _take_column_comments(tree, options)
    return options


def _take(options: Options, item: exp.Expr) -> None:
    match item:
        case exp.TemporaryProperty():
            options.temporary = True
        case exp.TransientProperty():
            options.transient = True
        case exp.SchemaCommentProperty():
            options.comment = item.this.name
        case exp.LikeProperty():
            options.source = item.this
        case exp.Property() if item.name.upper() in _NAMED_WITHOUT_EFFECT or isinstance(
            item, _WITHOUT_EFFECT
        ):
            return
        case _:
            raise stand_in_limit(f"the option {item.sql(dialect='snowflake')} of a definition")


def _take_column_comments(tree: exp.Create, options: Options) -> None:
    for column in tree.this.expressions if isinstance(tree.this, exp.Schema) else []:
        if not isinstance(column, exp.ColumnDef):
            continue
        kept: list[exp.Expr] = []
        for constraint in column.constraints:
            kind = constraint.args.get("kind")
            if isinstance(kind, exp.CommentColumnConstraint):
                options.column_comments[column.name] = kind.this.name
            else:
                kept.append(constraint)
        column.set("constraints", kept)
