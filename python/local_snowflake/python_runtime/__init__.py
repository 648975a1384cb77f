"""Python procedures and functions of local Snowflake: statements, processes, calls in SQL."""

from local_snowflake.python_runtime.runtime import PythonRuntime
from local_snowflake.python_runtime.statements import handlers

__all__ = ["PythonRuntime", "handlers"]
