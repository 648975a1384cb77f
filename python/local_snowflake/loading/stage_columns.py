"""Turns references to a staged file's columns (`$1`, `$1:"Customer ID"`, metadata$filename) into names.

The relation that stands for the files has for parquet the file's columns and, when asked for, `$1` as JSON;
for JSON `$1` as JSON text; for CSV `$1`, `$2`, … as text; and the METADATA$ columns.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlglot import exp

from local_snowflake.stages.file_format import FileFormat
from local_snowflake.statement import SnowflakeError, stand_in_limit

METADATA_COLUMNS = ("METADATA$FILENAME", "METADATA$FILE_ROW_NUMBER", "METADATA$FILE_LAST_MODIFIED")


@dataclass
class Needs:
    """What a query asks of the relation: the last CSV column, named parquet columns, a row as JSON."""

    positions: int = 0
    names: set[str] = field(default_factory=set)
    whole_rows: bool = False


def rewrite_columns(query: exp.Expr, file_format: FileFormat) -> Needs:
    """Rewrites the references of one SELECT in place and says what they need. Subqueries are left alone."""
    needs = Needs()
    for node in list(query.walk(prune=lambda n: isinstance(n, exp.Subquery) and n is not query)):
        if isinstance(node, exp.Column) and not isinstance(node.this, exp.Parameter):
            _metadata(node)
        elif isinstance(node, exp.Parameter):
            _position(node, file_format, needs)
    return needs


def _metadata(node: exp.Column) -> None:
    name = node.name.upper()
    if not name.startswith("METADATA$"):
        return
    if name not in METADATA_COLUMNS:
        raise stand_in_limit(f"column {name} of a staged file")
    node.this.replace(exp.to_identifier(name, quoted=True))


def _position(parameter: exp.Parameter, file_format: FileFormat, needs: Needs) -> None:
    number = parameter.name
    if not number.isdigit():
        return  # a session variable
    reference = parameter.parent if isinstance(parameter.parent, exp.Column) else parameter
    table = reference.args.get("table") if isinstance(reference, exp.Column) else None
    if file_format.type == "CSV":
        needs.positions = max(needs.positions, int(number))
        reference.replace(_column(f"${number}", table))
        return
    if number != "1":
        raise SnowflakeError(
            "001003",
            "42000",
            f"SQL compilation error:\na staged {file_format.type} file has one column, $1; found ${number}.",
        )
    direct = _direct_key(reference) if file_format.type == "PARQUET" else None
    if direct is None:
        needs.whole_rows = True
        reference.replace(exp.ParseJSON(this=_column("$1", table)))
        return
    extraction, name = direct
    needs.names.add(name)
    extraction.replace(_column(name, table))


def _column(name: str, table: exp.Expr | None) -> exp.Column:
    return exp.Column(
        this=exp.to_identifier(name, quoted=True), table=table.copy() if table is not None else None
    )


def _direct_key(reference: exp.Expr) -> tuple[exp.Expr, str] | None:
    """`$1:key` straight under a cast: the parquet column itself keeps its type, which JSON would lose."""
    extraction = reference.parent
    if isinstance(extraction, exp.JSONExtract) and extraction.this is reference:
        path = extraction.expression
        steps = path.expressions if isinstance(path, exp.JSONPath) else []
        if len(steps) == 2 and isinstance(steps[1], exp.JSONPathKey) and isinstance(steps[1].this, str):
            return (extraction, steps[1].this) if isinstance(extraction.parent, exp.Cast) else None
    if (
        isinstance(extraction, exp.Bracket)
        and extraction.this is reference
        and len(extraction.expressions) == 1
    ):
        key = extraction.expressions[0]
        if isinstance(key, exp.Literal) and key.is_string and isinstance(extraction.parent, exp.Cast):
            return extraction, str(key.this)
    return None
