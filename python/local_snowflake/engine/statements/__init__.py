"""Which statement goes where: some by their first words, the others by their tree."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlglot import exp

from local_snowflake.engine.statements import (
    account_objects,
    describing,
    grants,
    namespaces,
    session_settings,
    showing,
    table_changes,
    table_definitions,
    transactions,
    using,
    writes,
)
from local_snowflake.stages.lexer import leading_words

if TYPE_CHECKING:
    from local_snowflake.engine.parts import Parts
    from local_snowflake.engine.sql_statement import SqlStatement
    from local_snowflake.statement import Result, StatementContext

TextHandler = Callable[["Parts", "StatementContext"], "Result | None"]
SqlHandler = Callable[["Parts", "SqlStatement"], "Result"]

_BY_WORD: dict[str, tuple[TextHandler, ...]] = {
    "USE": (using.use,),
    "SET": (session_settings.set_variable,),
    "UNSET": (session_settings.unset_variable,),
    "ALTER": (session_settings.alter_session, namespaces.alter, account_objects.alter),
    "SHOW": (showing.show,),
    "DESCRIBE": (describing.describe,),
    "DESC": (describing.describe,),
    "BEGIN": (transactions.begin,),
    "START": (transactions.begin,),
    "COMMIT": (transactions.commit,),
    "ROLLBACK": (transactions.rollback,),
    "CREATE": (namespaces.create, account_objects.create),
    "DROP": (namespaces.drop, account_objects.drop),
    "COMMENT": (namespaces.comment_on,),
    "GRANT": (grants.grant,),
    "REVOKE": (grants.revoke,),
}
_BY_CLASS: dict[type[exp.Expr], SqlHandler] = {
    exp.Insert: writes.insert,
    exp.Update: writes.update,
    exp.Delete: writes.delete,
    exp.Merge: writes.merge,
    exp.TruncateTable: writes.truncate,
    exp.Create: table_definitions.create,
    exp.Drop: table_changes.drop,
    exp.Alter: table_changes.alter,
    exp.Comment: table_changes.comment_on,
}


def text_handler(sql: str) -> TextHandler | None:
    """The handler of a statement that is read word by word; it may still decline with None."""
    word = leading_words(sql, 1)
    handlers = _BY_WORD.get(word[0]) if word else None
    if handlers is None:
        return None

    def first_answer(parts: Parts, context: StatementContext) -> Result | None:
        return next((result for handle in handlers if (result := handle(parts, context)) is not None), None)

    return first_answer


def sql_handler(tree: exp.Expr) -> SqlHandler | None:
    """The handler of a statement that writes or defines; None for a query."""
    return _BY_CLASS.get(type(tree))
