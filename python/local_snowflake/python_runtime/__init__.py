"""Python procedures and functions of local Snowflake: their statements, their processes, their calls in SQL."""
