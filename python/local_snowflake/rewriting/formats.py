"""Snowflake's date and time formats as DuckDB's."""

from __future__ import annotations

import re

from local_snowflake.statement import stand_in_limit

#: https://docs.snowflake.com/en/sql-reference/date-time-input-output#date-formats
_PARTS = {
    "YYYY": "%Y",
    "YY": "%y",
    "MMMM": "%B",
    "MON": "%b",
    "MM": "%m",
    "DD": "%d",
    "DY": "%a",
    "HH24": "%H",
    "HH12": "%I",
    "AM": "%p",
    "PM": "%p",
    "MI": "%M",
    "SS": "%S",
    "FF3": "%g",
    "FF6": "%f",
    "FF9": "%n",
    "FF": "%n",
    "FF0": "",
    "TZH:TZM": "%z",
    "TZHTZM": "%z",
    "UUUU": "%Y",
}
_PART = re.compile(
    "|".join(sorted(map(re.escape, _PARTS), key=len, reverse=True)) + r'|"[^"]*"|[A-Za-z]+|.', re.I | re.S
)


def duckdb_format(picture: str) -> str:
    """The format for strftime and strptime. Raises the stand-in's limit for a part that is not known here."""
    written: list[str] = []
    for part in _PART.findall(picture):
        if part.upper() in _PARTS:
            written.append(_PARTS[part.upper()])
        elif part.startswith('"') and part.endswith('"') and len(part) > 1:
            written.append(part[1:-1].replace("%", "%%"))
        elif part.isalpha() and part.upper() != "T":
            raise stand_in_limit(f"'{part}' in the date format '{picture}'")
        else:
            written.append(part.replace("%", "%%"))
    return "".join(written)


#: What the parser makes of the parts that it knows; `%f_three` is its word for milliseconds.
_READ = re.compile(r"%-?[A-Za-z](?:_[a-z]+)?|\"[^\"]*\"")


def check_read_format(picture: str) -> None:
    """Raises the stand-in's limit when the parser, which turns formats itself, left plain letters."""
    left = re.sub(r"(?<=\d|\W)[TZ](?=\d|\W|$)", "", _READ.sub("0", picture))
    if found := re.search(r"[A-Za-z]+", left):
        raise stand_in_limit(f"'{found.group()}' in a date format")
