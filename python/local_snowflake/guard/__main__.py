"""`python -m local_snowflake.guard FILE...`: checks that each file holds statements of Snowflake's.

Several statements in one file are parted by lines of `;`. Prints each refusal with its file and exits with 1.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from local_snowflake.guard import parses_as_snowflake
from local_snowflake.statement import SnowflakeError


def statements_of(path: Path) -> Iterator[str]:
    """The statements of a file, without the lines of `;` between them."""
    for text in re.split(r"^;\s*$", path.read_text(encoding="utf-8"), flags=re.MULTILINE):
        if text.strip():
            yield text.strip()


def main(arguments: list[str]) -> int:
    refusals = 0
    for path in map(Path, arguments):
        for statement in statements_of(path):
            try:
                parses_as_snowflake(statement)
            except SnowflakeError as error:
                refusals += 1
                print(f"{path}: {error.code} {error.message}\n  in: {statement}", file=sys.stderr)
    return 1 if refusals else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
