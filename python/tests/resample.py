"""Draws rows of a parquet file with replacement: python resample.py FROM TO ROWS SEED."""

from __future__ import annotations

import sys

import numpy as np
from pyarrow import parquet

source, target, rows, seed = sys.argv[1:]
table = parquet.read_table(source)
drawn = np.random.default_rng(int(seed)).integers(0, table.num_rows, int(rows))
parquet.write_table(table.take(drawn), target)
