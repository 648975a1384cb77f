"""Parquet as other systems write it: plain types, no trace of pandas."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import parquet


def write_parquet(frame: pd.DataFrame, file: Path) -> None:
    """Writes the columns under their names; NaN becomes NULL."""
    file.parent.mkdir(parents=True, exist_ok=True)
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    parquet.write_table(table, file, compression="zstd")
