"""What Snowpark and the Python connector do with tables, files and data frames."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, cast

import pandas as pd
import pytest
from snowflake.connector import SnowflakeConnection
from snowflake.connector.pandas_tools import write_pandas
from snowflake.snowpark import Column, Row, Session, Window
from snowflake.snowpark.functions import (
    call_udf,
    coalesce,
    col,
    count,
    iff,
    lit,
    row_number,
    when_matched,
    when_not_matched,
)
from snowflake.snowpark.functions import (
    sum as sum_,
)
from snowflake.snowpark.types import (
    BooleanType,
    DateType,
    DoubleType,
    FloatType,
    IntegerType,
    LongType,
    StringType,
    StructField,
    StructType,
    TimestampType,
)

CUSTOMERS = pd.DataFrame(
    {
        "Customer ID": ["a", "b", "o'brien"],
        "Total Charges": [1.5, None, 3.0],
        "Tenure Months": [1, 2, 3],
        "Active": [True, False, None],
        "Since": [dt.date(2024, 1, 1)] * 3,
        "Seen At": pd.to_datetime(["2024-01-01 10:00:00"] * 3),
    }
)


@pytest.fixture
def customers(session: Session) -> Session:
    """A session whose schema has the table CUSTOMERS."""
    session.write_pandas(CUSTOMERS, "CUSTOMERS", auto_create_table=True)
    return session


def test_a_table_has_the_frames_names_types_and_rows(customers: Session) -> None:
    table = customers.table("CUSTOMERS")
    assert [(field.name, type(field.datatype)) for field in table.schema.fields] == [
        ('"Customer ID"', StringType),
        ('"Total Charges"', DoubleType),
        ('"Tenure Months"', LongType),
        ('"Active"', BooleanType),
        ('"Since"', DateType),
        ('"Seen At"', TimestampType),
    ]
    frame = table.to_pandas()
    assert frame["Customer ID"].to_list() == ["a", "b", "o'brien"]
    assert frame["Total Charges"].dtype == "float64"
    assert frame["Tenure Months"].dtype == "int64"
    assert frame["Total Charges"].isna().to_list() == [False, True, False]


def test_data_frames_come_from_lists_and_from_pandas(session: Session) -> None:
    schema = StructType(
        [StructField("A", IntegerType()), StructField("B", StringType()), StructField("C", FloatType())]
    )
    made = session.create_dataframe([[1, "x", 0.5], [2, None, None]], schema=schema)
    assert made.collect() == [Row(A=1, B="x", C=0.5), Row(A=2, B=None, C=None)]
    from_pandas = session.create_dataframe(CUSTOMERS)
    assert from_pandas.filter(col('"Total Charges"') > 1).count() == 2


def test_write_pandas_of_the_connector(connection: SnowflakeConnection) -> None:
    succeeded, _, rows, _ = write_pandas(connection, CUSTOMERS, "WRITTEN", auto_create_table=True)
    assert (succeeded, rows) == (True, 3)
    again, _, _, _ = write_pandas(connection, CUSTOMERS, "WRITTEN")
    assert again
    assert connection.cursor().execute("SELECT COUNT(*) FROM WRITTEN").fetchone() == (6,)  # pyright: ignore


def test_save_as_table_overwrites_appends_and_makes_temporary_ones(customers: Session) -> None:
    table = customers.table("CUSTOMERS").with_column("X", lit(1))
    table.write.mode("append").save_as_table("SAVED")
    table.write.mode("overwrite").save_as_table("SAVED")
    table.write.mode("append").save_as_table("SAVED")
    assert customers.table("SAVED").count() == 6
    table.write.save_as_table("PASSING", table_type="temporary")
    assert customers.table("PASSING").columns[-1] == "X"
    kinds = {row["name"]: row["kind"] for row in customers.sql("SHOW TABLES").collect()}
    assert (kinds["SAVED"], kinds["PASSING"]) == ("TABLE", "TEMPORARY")


def test_filters_groups_joins_and_windows(customers: Session) -> None:
    table = customers.table("CUSTOMERS")
    grouped = table.group_by(col('"Since"')).agg(
        sum_(col('"Total Charges"')).alias("TOTAL"), count("*").alias("N")
    )
    assert grouped.select("TOTAL", "N").collect() == [Row(TOTAL=4.5, N=3)]
    newest = Window.partition_by(col('"Since"')).order_by(col('"Tenure Months"').desc())
    first = table.with_column("PLACE", row_number().over(newest)).filter(col("PLACE") == 1)
    assert first.select('"Customer ID"').collect()[0][0] == "o'brien"
    charges = table.select(
        col('"Customer ID"').alias("ID"), coalesce(col('"Total Charges"'), lit(0)).alias("C")
    )
    flags = table.select(col('"Customer ID"').alias("ID"), iff(col('"Active"'), 1, 0).alias("F"))
    joined = charges.join(flags, "ID").sort("ID").collect()
    assert [tuple(row) for row in joined] == [("a", 1.5, 1), ("b", 0.0, 0), ("o'brien", 3.0, 0)]


def test_columns_are_renamed_dropped_filled_and_united(customers: Session) -> None:
    table = customers.table("CUSTOMERS")
    clean = table.select(
        [col(f'"{name}"').alias(name.replace(" ", "").upper()) for name in CUSTOMERS.columns]
    )
    assert clean.columns == ["CUSTOMERID", "TOTALCHARGES", "TENUREMONTHS", "ACTIVE", "SINCE", "SEENAT"]
    assert clean.na.fill({"TOTALCHARGES": 0.0}).filter(col("TOTALCHARGES") == 0).count() == 1
    assert clean.na.drop().count() == 1
    assert clean.union_all(clean).count() == 6
    assert clean.union(clean).count() == 3
    assert clean.drop("SINCE").cache_result().columns[-1] == "SEENAT"


def test_rows_are_updated_deleted_and_merged(customers: Session) -> None:
    customers.table("CUSTOMERS").with_column("X", lit(1)).write.save_as_table("TARGET")
    target = customers.table("TARGET")
    assert target.update({"X": lit(2)}, col('"Tenure Months"') > 1).rows_updated == 2
    assert target.delete(col('"Tenure Months"') == 3).rows_deleted == 1
    source = customers.table("CUSTOMERS")
    merged = target.merge(
        source,
        cast(Column, target['"Customer ID"'] == source['"Customer ID"']),
        [
            when_matched().update({"X": lit(9)}),
            when_not_matched().insert({'"Customer ID"': source['"Customer ID"'], "X": lit(0)}),
        ],
    )
    assert (merged.rows_inserted, merged.rows_updated) == (1, 2)


def test_files_go_to_a_stage_and_are_read_as_frames(session: Session, tmp_path: Path) -> None:
    session.sql("CREATE STAGE FILES").collect()
    CUSTOMERS.to_parquet(tmp_path / "customers.parquet")
    put = session.file.put(str(tmp_path / "customers.parquet"), "@FILES/in", auto_compress=False)
    assert put[0].status == "UPLOADED"
    read = session.read.parquet("@FILES/in/customers.parquet")
    assert read.filter(col('"Tenure Months"') >= 2).count() == 2
    read.copy_into_table("COPIED")
    assert session.table("COPIED").count() == 3
    session.table("COPIED").write.parquet("@FILES/out/", header=True)
    assert session.read.parquet("@FILES/out/").count() == 3
    (tmp_path / "rows.csv").write_text("a,b\n1,x\n2,y\n")
    session.file.put(str(tmp_path / "rows.csv"), "@FILES/csv", auto_compress=False)
    schema = StructType([StructField("A", IntegerType()), StructField("B", StringType())])
    rows = session.read.option("skip_header", 1).schema(schema).csv("@FILES/csv/rows.csv").collect()
    assert [tuple(row) for row in rows] == [(1, "x"), (2, "y")]
    assert session.file.get_stream("@FILES/csv/rows.csv").read() == b"a,b\n1,x\n2,y\n"


def test_functions_are_registered_and_called(customers: Session) -> None:
    def plus_one(x: int) -> int:
        return x + 1

    customers.udf.register(plus_one, name="PLUS_ONE", replace=True)
    rows = customers.table("CUSTOMERS").select(call_udf("PLUS_ONE", col('"Tenure Months"')).alias("N"))
    assert sorted(row["N"] for row in rows.collect()) == [2, 3, 4]


def test_where_the_session_is(session: Session) -> None:
    assert session.get_current_database() == '"TEST"'
    assert session.get_current_role() == '"ACCOUNTADMIN"'
    session.sql("CREATE OR REPLACE SCHEMA ELSEWHERE").collect()
    session.use_schema("ELSEWHERE")
    assert session.get_current_schema() == '"ELSEWHERE"'


def test_statements_run_beside_each_other(customers: Session) -> None:
    jobs = [customers.sql(f"SELECT {n} AS N FROM CUSTOMERS").collect_nowait() for n in range(5)]
    results: list[Any] = [job.result() for job in jobs]
    assert [rows[0]["N"] for rows in results] == [0, 1, 2, 3, 4]
