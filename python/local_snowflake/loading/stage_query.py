"""SELECT … FROM @stage and TABLE(INFER_SCHEMA(…)): the files' rows stand in for the stage meanwhile."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager

import pyarrow as pa
from sqlglot import exp, parse_one
from sqlglot.errors import ParseError

from local_snowflake.loading.infer_schema import infer_schema_rows
from local_snowflake.loading.load_errors import RowError
from local_snowflake.loading.parts import Loading
from local_snowflake.loading.relation import combine
from local_snowflake.loading.source_file import SourceFile, read_source
from local_snowflake.loading.stage_columns import rewrite_columns
from local_snowflake.loading.temporary_relation import temporary_relation
from local_snowflake.stages.file_format import FileFormat, make_format
from local_snowflake.stages.object_ddl import find_format, format_from_option
from local_snowflake.stages.reader import StatementReader
from local_snowflake.stages.stages import StagePlace
from local_snowflake.stages.store import StoredFile
from local_snowflake.statement import Result, StatementContext, stand_in_limit


def parse_reading_stages(sql: str) -> exp.Expr | None:
    """The statement's tree when it reads a stage or infers a schema; None for all others."""
    if "@" not in sql and "INFER_SCHEMA" not in sql.upper():
        return None
    try:
        tree = parse_one(sql, read="snowflake")
    except ParseError:
        return None  # not this module's to report
    if any(_is_stage(table) for table in tree.find_all(exp.Table)) or any(_infer_calls(tree)):
        return tree
    return None


def _is_stage(table: exp.Table) -> bool:
    return isinstance(table.this, exp.Var | exp.Literal) and table.this.name.startswith("@")


def _infer_calls(tree: exp.Expr) -> Iterator[exp.TableFromRows]:
    for rows in tree.find_all(exp.TableFromRows):
        if isinstance(rows.this, exp.Anonymous) and rows.this.name.upper() == "INFER_SCHEMA":
            yield rows


def stage_tables(tree: exp.Expr) -> list[exp.Table]:
    """The places in the statement that read a stage."""
    return [table for table in tree.find_all(exp.Table) if _is_stage(table)]


@contextmanager
def without_stages(context: StatementContext, loading: Loading, tree: exp.Expr) -> Generator[None]:
    """Within the block `tree` reads temporary relations instead of stages."""
    with ExitStack() as stack:

        def stand_in(node: exp.Expr, rows: pa.Table) -> None:
            relation = temporary_relation(context.session, loading.engine, rows)
            replace_table(node, stack.enter_context(relation))

        for call in list(_infer_calls(tree)):
            stand_in(call, _inferred(context, loading, call))
        for table in stage_tables(tree):
            stand_in(table, _rows_of(context, loading, table))
        yield


def query_stages(context: StatementContext, loading: Loading) -> Result | None:
    """Runs a statement that reads stages; None for a statement that does not."""
    tree = parse_reading_stages(context.sql)
    if tree is None:
        return None
    with without_stages(context, loading, tree):
        sql = tree.sql(dialect="snowflake")
        return loading.engine.run(context.session, sql, context.binds, context.cancel)


def replace_table(node: exp.Expr, name: str) -> None:
    """Puts the relation of this quoted name in the place of a stage, under the same alias."""
    alias = node.args.get("alias")
    table = exp.Table(
        this=exp.to_identifier(name.strip('"'), quoted=True), alias=alias.copy() if alias else None
    )
    node.replace(table)


def _rows_of(context: StatementContext, loading: Loading, table: exp.Table) -> pa.Table:
    place = loading.stages.place(context.session, table.this.name)
    stored = place.record.file_format if place.record else None
    file_format = _query_format(context, loading, table)
    file_format = file_format or (FileFormat.from_json(stored) if stored else make_format({}))
    pattern = table.args.get("pattern")
    files = loading.stages.matching(place, pattern.name if pattern is not None else None)
    query = table.find_ancestor(exp.Select)
    if query is None:
        raise stand_in_limit("a stage outside of a SELECT")
    return stage_rows(query, place, files, file_format)[0]


def stage_rows(
    query: exp.Select, place: StagePlace, files: list[StoredFile], file_format: FileFormat
) -> tuple[pa.Table, list[int]]:
    """The rows of the files with the columns that the query asks for, and how many each file has.

    Rewrites the query's references to those columns in place.
    """
    needs = rewrite_columns(query, file_format)
    sources: list[tuple[StoredFile, SourceFile]] = []
    for file in files:
        name = place.listed_name(file)
        try:
            source = read_source(file.path, file.local, file_format)
        except RowError as error:
            raise error.as_statement_error(name) from None
        if source.errors:
            raise source.errors[0].as_statement_error(name)
        sources.append((file, source))
    return combine(sources, file_format.type, needs), [source.table.num_rows for _, source in sources]


def _query_format(context: StatementContext, loading: Loading, table: exp.Table) -> FileFormat | None:
    given = table.args.get("format")
    if given is None:
        return None
    name = given.name if isinstance(given, exp.Literal) else given.sql(dialect="snowflake")
    return find_format(loading.stages, context.session, StatementReader(name, []).name())


def _inferred(context: StatementContext, loading: Loading, rows: exp.TableFromRows) -> pa.Table:
    reader = StatementReader(rows.this.sql(dialect="snowflake"), context.binds)
    reader.expect("INFER_SCHEMA")
    reader.expect_symbol("(")
    options = reader.options()
    reader.expect_symbol(")")
    file_format = format_from_option(loading.stages, context.session, options.pop("FILE_FORMAT", None))
    return infer_schema_rows(context, loading, options, file_format)
