"""Reads a CSV file as Snowflake reads it: every field text or NULL, with the line that each record starts at.

Not Python's csv module: before 3.12 it cannot tell an empty field from a quoted empty text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from local_snowflake.loading.load_errors import RowError
from local_snowflake.stages.file_format import FileFormat
from local_snowflake.statement import stand_in_limit

Record = list[str | None]


@dataclass
class CsvFile:
    """The records of one file. `lines` are 1-based; `errors` are the records that could not be read."""

    header: list[str] | None = None
    records: list[Record] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)


class _Dialect:
    def __init__(self, file_format: FileFormat) -> None:
        self.delimiter = file_format.text("FIELD_DELIMITER")
        self.quote = file_format.text("FIELD_OPTIONALLY_ENCLOSED_BY")
        if self.quote is not None and len(self.quote) != 1:
            raise stand_in_limit(f"FIELD_OPTIONALLY_ENCLOSED_BY = {self.quote!r}")
        self.escape = file_format.text("ESCAPE")
        self.plain_escape = (
            file_format.text("ESCAPE_UNENCLOSED_FIELD") if self.escape is None else self.escape
        )
        self.trim = file_format.flag("TRIM_SPACE")
        self.nulls = frozenset(file_format.null_if)
        self.empty_is_null = file_format.flag("EMPTY_FIELD_AS_NULL")
        end = f"{re.escape(self.delimiter)}|" if self.delimiter else ""
        self.plain_field = re.compile(rf"(.*?)(?={end}\r?\n|\Z)", re.DOTALL)
        self.record_end = re.compile(r"\r?\n|\Z")
        if self.quote:
            quote = re.escape(self.quote)
            escaped = rf"|{re.escape(self.escape)}." if self.escape else ""
            not_special = rf"[^{quote}{re.escape(self.escape) if self.escape else ''}]"
            space = "[ \t]*" if self.trim else ""
            self.opening_quote = re.compile(f"{space}{quote}")
            self.quoted_field = re.compile(
                rf"{space}{quote}((?:{not_special}|{quote}{quote}{escaped})*){quote}{space}", re.DOTALL
            )

    def plain(self, raw: str) -> str | None:
        """The value of a field that is not enclosed."""
        if self.trim:
            raw = raw.strip()
        if raw in self.nulls:
            return None
        if not raw:
            return None if self.empty_is_null else ""
        if self.plain_escape and self.plain_escape in raw:
            return _unescape(raw, self.plain_escape)
        return raw

    def enclosed(self, raw: str) -> str | None:
        """The value between enclosing characters."""
        quote = self.quote or ""
        value = raw.replace(quote + quote, quote)
        if self.escape:
            value = _unescape(value, self.escape)
        return None if value in self.nulls else value


def read_csv(data: bytes, file_format: FileFormat) -> CsvFile:
    """The file's records. Raises RowError for a file that is not UTF-8."""
    text = _decode(data, file_format)
    dialect = _Dialect(file_format)
    found = CsvFile()
    skip = file_format.count("SKIP_HEADER")
    skip_blank = file_format.flag("SKIP_BLANK_LINES")
    wants_header = file_format.flag("PARSE_HEADER")
    for line, outcome in _records(text, dialect):
        if line <= skip:
            continue
        if isinstance(outcome, RowError):
            found.errors.append(outcome)
        elif skip_blank and outcome in ([None], [""]):
            continue
        elif wants_header and found.header is None:
            found.header = [name or "" for name in outcome]
        else:
            found.records.append(outcome)
            found.lines.append(line)
    return found


def _decode(data: bytes, file_format: FileFormat) -> str:
    encoding = "utf-8-sig" if file_format.flag("SKIP_BYTE_ORDER_MARK") else "utf-8"
    try:
        return data.decode(
            encoding, "replace" if file_format.flag("REPLACE_INVALID_CHARACTERS") else "strict"
        )
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise RowError("100144", "22000", "Invalid UTF8 detected in string", line=line, row=line) from None


def _records(text: str, dialect: _Dialect) -> Iterator[tuple[int, Record | RowError]]:
    position, line, row = 0, 1, 0
    while position < len(text):
        row += 1
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        raw = text[position:end]
        if dialect.quote is None or dialect.quote not in raw:
            raw = raw.removesuffix("\r")
            fields = raw.split(dialect.delimiter) if dialect.delimiter else [raw]
            yield line, [dialect.plain(value) for value in fields]
            position, line = end + 1, line + 1
            continue
        outcome, after = _quoted_record(text, position, dialect)
        if isinstance(outcome, RowError):
            outcome.line, outcome.row = line, row
        yield line, outcome
        line += text.count("\n", position, after)
        position = after


def _quoted_record(text: str, position: int, dialect: _Dialect) -> tuple[Record | RowError, int]:
    fields: Record = []
    start = position
    while True:
        found = dialect.quoted_field.match(text, position)
        if found:
            fields.append(dialect.enclosed(found.group(1)))
        elif dialect.opening_quote.match(text, position):
            message = f"Found end of file instead of the closing '{dialect.quote}' of a field"
            error = RowError("100016", "22000", message, character=position - start + 1)
            return error, len(text)
        else:
            found = dialect.plain_field.match(text, position)
            assert found is not None, "the plain pattern matches everywhere"
            fields.append(dialect.plain(found.group(1)))
        position = found.end()
        if dialect.delimiter and text.startswith(dialect.delimiter, position):
            position += len(dialect.delimiter)
            continue
        ended = dialect.record_end.match(text, position)
        if ended:
            return fields, max(ended.end(), position)
        error = RowError(
            "100016",
            "22000",
            f"Found character '{text[position]}' instead of field delimiter '{dialect.delimiter}'",
            character=position - start + 1,
        )
        line_end = text.find("\n", position)
        return error, len(text) if line_end < 0 else line_end + 1


def _unescape(value: str, escape: str) -> str:
    special = {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}
    return re.sub(
        re.escape(escape) + "(.)",
        lambda match: special.get(match.group(1), match.group(1)),
        value,
        flags=re.DOTALL,
    )
