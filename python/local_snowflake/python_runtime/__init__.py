"""Python procedures and functions of local Snowflake: statements, processes, calls in SQL."""
