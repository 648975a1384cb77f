"""The SQL engine: Snowflake's statements on DuckDB files that survive kill -9."""

from local_snowflake.engine.engine import Engine, QueryLog

__all__ = ["Engine", "QueryLog"]
