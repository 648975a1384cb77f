"""COPY INTO table FROM (SELECT … FROM @stage): a load with a transformation, all or nothing."""

from __future__ import annotations

from sqlglot import exp

from local_snowflake.loading.copy_into_table import check_on_error, load_format, load_options, option_flag
from local_snowflake.loading.copy_statement import CopyIntoTable
from local_snowflake.loading.load_result import FileOutcome, load_result
from local_snowflake.loading.parts import Loading
from local_snowflake.loading.stage_files import chosen_files
from local_snowflake.loading.stage_query import parse_reading_stages, replace_table, stage_rows, stage_tables
from local_snowflake.loading.target_table import TargetColumn, TargetTable, describe_target, quoted
from local_snowflake.loading.temporary_relation import temporary_relation
from local_snowflake.stages.file_format import FileFormat
from local_snowflake.stages.stages import StagePlace
from local_snowflake.stages.store import StoredFile
from local_snowflake.statement import Result, SnowflakeError, StatementContext


def copy_query(context: StatementContext, loading: Loading, statement: CopyIntoTable) -> Result:
    """Loads what the query makes of the files that are new to the table."""
    session = context.session
    query, table = _query(statement)
    target = describe_target(loading.engine, session, loading.stages.qualified(session, statement.table))
    columns = target.chosen(statement.columns)
    place = loading.stages.place(session, table.this.name)
    file_format = load_format(context, loading, statement.options, place)
    if load_options(statement.options, file_format).match != "NONE":
        raise SnowflakeError(
            "002029",
            "0A000",
            "SQL compilation error:\nMATCH_BY_COLUMN_NAME does not go with a COPY transformation.",
        )
    check_on_error(statement.options)
    force = option_flag(statement.options, "FORCE")
    files = chosen_files(loading.stages, place, statement.options)
    known = set[str]() if force else loading.history.loaded(target.key, place, files)
    fresh = [file for file in files if file.path not in known]
    counts = (
        _insert(context, loading, query, table, place, fresh, file_format, target, columns) if fresh else []
    )
    loading.history.record(target.key, place, fresh)
    if option_flag(statement.options, "PURGE"):
        for file in fresh:
            loading.stages.store.remove(file, place.stage_id)
    outcomes = [FileOutcome(place.listed_name(f), n, n, 1, []) for f, n in zip(fresh, counts, strict=True)]
    skipped = [FileOutcome(place.listed_name(f), 0, 0, 0, [], True) for f in files if f.path in known]
    return load_result(outcomes + skipped)


def _query(statement: CopyIntoTable) -> tuple[exp.Select, exp.Table]:
    tree = parse_reading_stages(statement.query or "")
    tables = stage_tables(tree) if tree is not None else []
    refused = (
        any(tree.args.get(part) for part in ("where", "group", "order", "limit", "having")) if tree else True
    )
    if not isinstance(tree, exp.Select) or len(tables) != 1 or refused:
        raise SnowflakeError(
            "002027",
            "0A000",
            "SQL compilation error:\nCOPY INTO … FROM (query) needs one plain SELECT from one stage, without "
            "WHERE, "
            "GROUP BY, ORDER BY or LIMIT.",
        )
    return tree, tables[0]


def _insert(
    context: StatementContext,
    loading: Loading,
    query: exp.Select,
    table: exp.Table,
    place: StagePlace,
    files: list[StoredFile],
    file_format: FileFormat,
    target: TargetTable,
    columns: list[TargetColumn],
) -> list[int]:
    """Inserts the query's rows; gives the number of rows of each file."""
    rows, counts = stage_rows(query, place, files, file_format)
    with temporary_relation(context.session, loading.engine, rows) as relation:
        replace_table(table, relation)
        _cast_texts(query, columns)
        listed = ", ".join(quoted(column.name) for column in columns)
        insert = f"INSERT INTO {target.sql} ({listed}) {query.sql(dialect='snowflake')}"
        loading.engine.run(context.session, insert, context.binds, context.cancel)
    return counts


def _cast_texts(query: exp.Select, columns: list[TargetColumn]) -> None:
    """A VARIANT with a text becomes the text itself in a VARCHAR column, without JSON's quotes."""
    for expression, column in zip(list(query.expressions), columns, strict=False):
        if column.type == "VARCHAR":
            expression.replace(exp.cast(expression.unalias().copy(), exp.DataType.Type.VARCHAR))
