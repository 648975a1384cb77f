"""Which data types a statement may name: Snowflake's (docs.snowflake.com, "Summary of data types")."""

from __future__ import annotations

from sqlglot import exp

from local_snowflake.guard.reading import WRITTEN, Reading
from local_snowflake.guard.words import words
from local_snowflake.statement import SnowflakeError

SNOWFLAKE_TYPES = words("""
    NUMBER DECIMAL DEC NUMERIC INT INTEGER BIGINT SMALLINT TINYINT BYTEINT FLOAT FLOAT4 FLOAT8 DOUBLE
    REAL DECFLOAT VARCHAR CHAR CHARACTER NCHAR NVARCHAR NVARCHAR2 STRING TEXT BINARY VARBINARY BOOLEAN
    DATE DATETIME TIME TIMESTAMP TIMESTAMP_LTZ TIMESTAMP_NTZ TIMESTAMP_TZ TIMESTAMPLTZ TIMESTAMPNTZ
    TIMESTAMPTZ INTERVAL VARIANT OBJECT ARRAY MAP GEOGRAPHY GEOMETRY VECTOR FILE UUID TABLE
""")


def check_types(reading: Reading) -> None:
    """Raises SnowflakeError for the first data type that Snowflake does not have."""
    for tree in reading.trees:
        for data_type in tree.find_all(exp.DataType):
            written = data_type.meta.get(WRITTEN)
            if written is not None and not _is_of_snowflake(data_type, written):
                raise unsupported_type(data_type, written)


def _is_of_snowflake(data_type: exp.DataType, written: str) -> bool:
    # `INT[]` is read as an ARRAY that is not written so.
    is_bracketed = data_type.this == exp.DType.ARRAY and written != "ARRAY"
    return written.split()[0] in SNOWFLAKE_TYPES and not is_bracketed


def unsupported_type(data_type: exp.DataType, written: str) -> SnowflakeError:
    """Snowflake's error for a type that it does not have: 002040 / 42601."""
    name = data_type.sql(dialect="snowflake") if data_type.this == exp.DType.ARRAY else written
    return SnowflakeError("002040", "42601", f"SQL compilation error:\nUnsupported data type '{name}'.")
