"""How a large result is cut: some rows in the reply, the rest in chunks that the driver fetches."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

#: Bytes and rows, as Arrow holds them, of the part in the reply; a chunk has as many.
PART_BYTES = 4_000_000
PART_ROWS = 20_000


@dataclass(frozen=True)
class Part:
    """Rows `start` to `start + rows` of a result; about `size` bytes."""

    start: int
    rows: int
    size: int

    def of(self, table: pa.Table) -> pa.Table:
        return table.slice(self.start, self.rows)


def parts_of(table: pa.Table) -> list[Part]:
    """The parts of a table in order; at least one, which may be empty."""
    total = table.num_rows
    row_bytes = max(1, table.nbytes // max(1, total))
    rows = max(1, min(PART_ROWS, PART_BYTES // row_bytes))
    starts = range(0, total, rows) or range(1)
    return [Part(start, min(rows, total - start), row_bytes * min(rows, total - start)) for start in starts]
