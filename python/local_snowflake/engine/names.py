"""Where a statement's names lead: tables get their full name, identifiers their exact case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

from local_snowflake.engine.databases import quoted
from local_snowflake.statement import SnowflakeError

if TYPE_CHECKING:
    from local_snowflake.sessions import Session

TableName = tuple[str, str, str]
#: Key in a Table's `meta`: its full name as (database, schema, table).
FULL_NAME = "full_name"
#: Key in a Table's `meta`: its name as the statement writes it.
WRITTEN_NAME = "written_name"
#: DuckDB's name of the schema of temporary tables.
_TEMPORARY = ("temp", "main")


def owner(session: Session) -> Session:
    """Whose connection, transaction and temporary tables a session uses: a procedure's uses its caller's."""
    while session.share_of is not None:
        session = session.share_of
    return session


def temporary_name(name: TableName) -> str:
    """What DuckDB calls a temporary table: its own namespace is flat."""
    return ".".join(part.replace(".", "..") for part in name)


def sql_name(session: Session, name: TableName) -> str:
    """The table in DuckDB's SQL, the session's temporary one before the one that all see."""
    if name in owner(session).temporary_tables:
        return quoted(*_TEMPORARY, temporary_name(name))
    return quoted(*name)


def no_current(what: str) -> SnowflakeError:
    """The refusal of an unqualified name in a session without a current database or schema."""
    code = "090105" if what == "database" else "090106"
    return SnowflakeError(
        code,
        "22000",
        f"Cannot perform operation. This session does not have a current {what}. Call 'USE {what.upper()}', "
        "or use a qualified name.",
    )


def full_name(session: Session, parts: list[str]) -> TableName:
    """A name of one to three parts in full. Raises SnowflakeError 090105 or 090106."""
    database = parts[-3] if len(parts) > 2 else session.database
    schema = parts[-2] if len(parts) > 1 else session.schema
    if not database:
        raise no_current("database")
    if not schema:
        if len(parts) > 1:
            return (database, "PUBLIC", parts[-1])
        raise no_current("schema")
    return (database, schema, parts[-1])


def qualify_sequences(tree: exp.Expr, session: Session) -> None:
    """NAME.NEXTVAL as the next value of the sequence of this full name."""
    for column in list(tree.find_all(exp.Column)):
        if column.name != "NEXTVAL" or not column.table:
            continue
        written = [
            part.name
            for part in (column.args.get("catalog"), column.args.get("db"), column.args["table"])
            if part
        ]
        name = exp.Literal.string(quoted(*full_name(session, written)))
        value: exp.Expr = exp.Anonymous(this="nextval", expressions=[name])
        if isinstance(column.parent, exp.Select):
            value = exp.Alias(this=value, alias=exp.to_identifier("NEXTVAL", quoted=True))
        column.replace(value)


def exact_identifiers(tree: exp.Expr) -> None:
    """Unquoted names mean their upper case; all are quoted from here on."""
    for node in tree.find_all(exp.Identifier):
        # A key of an object constant is a text.
        if not node.quoted and not isinstance(node.parent, exp.PropertyEQ):
            node.set("this", node.this.upper())
            node.set("quoted", True)


def parts_of(table: exp.Table) -> list[str]:
    """The written parts of a table's name."""
    return [part.name for part in (table.args.get("catalog"), table.args.get("db"), table.this) if part]


@dataclass(frozen=True)
class Names:
    """Resolves the names of one statement in one session."""

    session: Session
    #: Names of rows that are registered for a moment on the session's connection (loading).
    relations: frozenset[str]

    def qualify(self, tree: exp.Expr) -> list[exp.Table]:
        """Gives every table its full name; lists the tables. Raises SnowflakeError 090105 or 090106."""
        return [table for table in list(tree.find_all(exp.Table)) if self._qualify(table)]

    def _qualify(self, table: exp.Table) -> bool:
        if not isinstance(table.this, exp.Identifier) or (not table.db and self._is_local(table)):
            return False
        if table.db.upper() == "INFORMATION_SCHEMA":
            return False
        written = parts_of(table)
        name = full_name(self.session, written)
        table.meta[FULL_NAME] = name
        table.meta[WRITTEN_NAME] = ".".join(written)
        point_at(table, self.session, name)
        return True

    def _is_local(self, table: exp.Table) -> bool:
        return table.name in self.relations or table.name in _visible_ctes(table)


def point_at(table: exp.Table, session: Session, name: TableName) -> None:
    """Makes a node mean the table of this full name, under the alias that the statement gives or implies."""
    is_temporary = name in owner(session).temporary_tables
    database, schema = _TEMPORARY if is_temporary else name[:2]
    if (
        is_temporary
        and table.args.get("alias") is None
        and table.find_ancestor(exp.Select, exp.Update, exp.Delete)
    ):
        table.set("alias", exp.TableAlias(this=exp.to_identifier(name[2], quoted=True)))
    table.set("this", exp.to_identifier(temporary_name(name) if is_temporary else name[2], quoted=True))
    table.set("db", exp.to_identifier(schema, quoted=True))
    table.set("catalog", exp.to_identifier(database, quoted=True))


def _visible_ctes(table: exp.Table) -> set[str]:
    """The names of the common table expressions that the table's place can see."""
    visible: set[str] = set()
    below: exp.Expr = table
    node = table.parent
    while node is not None:
        if isinstance(node, exp.With):
            ctes = [cte for cte in node.expressions if isinstance(cte, exp.CTE)]
            if not node.args.get("recursive") and below in ctes:
                ctes = ctes[: next(at for at, cte in enumerate(ctes) if cte is below)]
            visible |= {cte.alias for cte in ctes}
        elif isinstance(with_ := node.args.get("with_"), exp.With) and with_ is not below:
            visible |= {cte.alias for cte in with_.expressions}
        below, node = node, node.parent
    return visible


def inline_identifiers(tree: exp.Expr, texts: Iterator[str]) -> None:
    """IDENTIFIER('name') and IDENTIFIER(?) as the name itself; `texts` gives the bound ones."""
    for node in list(tree.find_all(exp.DynamicIdentifier)):
        if node.args.get("expressions"):
            continue  # a call of a function by its name
        text = node.this.name if isinstance(node.this, exp.Literal) else next(texts)
        name = _table_of(text)
        parent = node.parent
        if isinstance(parent, exp.Table):
            for part in ("this", "db", "catalog"):
                parent.set(part, name.args.get(part))
        else:
            parts = parts_identifiers(name)
            node.replace(exp.column(*reversed(parts)))


def parts_identifiers(table: exp.Table) -> list[exp.Identifier]:
    """The identifiers of a name, outermost first."""
    found = (table.args.get("catalog"), table.args.get("db"), table.this)
    return [part for part in found if isinstance(part, exp.Identifier)]


def _table_of(text: str) -> exp.Table:
    try:
        table = parse_one(text, read="snowflake", into=exp.Table)
    except SqlglotError:
        table = None
    if not isinstance(table, exp.Table) or not isinstance(table.this, exp.Identifier):
        raise SnowflakeError(
            "001003", "42000", f"SQL compilation error:\nsyntax error: '{text}' is no identifier."
        )
    return table
