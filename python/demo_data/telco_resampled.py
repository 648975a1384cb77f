"""How the quickstart's RAW_DATA came about: the same few customers, drawn again and again into one table."""

from __future__ import annotations

from pathlib import Path

from demo_data.draws import Draws
from demo_data.parquet_files import write_parquet
from demo_data.telco import SEED, customers_of_month

#: No month has the number 0.
_RESAMPLING = (SEED, 0)


def write_resampled(out: Path, rows: int) -> None:
    """Writes raw_data.parquet: `rows` rows drawn with replacement from the customers of the first month."""
    people = customers_of_month(1)
    drawn = Draws(_RESAMPLING, rows).positions(len(people), rows)
    write_parquet(people.take(drawn).reset_index(drop=True), out / "raw_data.parquet")
