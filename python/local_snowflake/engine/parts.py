"""What the statements of the engine work with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from local_snowflake.engine.account import Account
    from local_snowflake.engine.databases import Databases
    from local_snowflake.engine.engine import QueryLog
    from local_snowflake.engine.execution import Execution
    from local_snowflake.engine.object_listing import ObjectListing
    from local_snowflake.engine.object_times import ObjectTimes
    from local_snowflake.engine.session_connections import SessionConnections
    from local_snowflake.engine.sql_statement import Preparation
    from local_snowflake.engine.table_catalog import TableCatalog
    from local_snowflake.python_runtime.runtime import PythonRuntime

DropListener = Callable[[str, str | None, str | None], None]


@dataclass
class Parts:
    """The engine's parts, put together. The last three come with `Engine.connect`."""

    databases: Databases
    connections: SessionConnections
    execution: Execution
    columns: TableCatalog
    listing: ObjectListing
    times: ObjectTimes
    account: Account
    drop_listeners: list[DropListener] = field(default_factory=list[DropListener])
    runtime: PythonRuntime = field(init=False)
    queries: QueryLog = field(init=False)
    preparation: Preparation = field(init=False)

    def dropped(self, database: str, schema: str | None = None, table: str | None = None) -> None:
        """Tells the listeners, and forgets cached columns."""
        self.columns.changed()
        for listener in self.drop_listeners:
            listener(database, schema, table)
