"""PUT and GET: the statement only says where the bytes go; the driver then moves them over HTTP (routes.py).

Each driver is told that the stage is on Google Cloud Storage, the one protocol that both speak over http:
- Node with an access token and an endpoint (it also asks with HEAD, and so reports SKIPPED by itself);
- Python with presigned URLs, because it puts https:// before any endpoint. It cannot ask whether a presigned
  file is there, so a PUT without OVERWRITE whose files are all there is answered as SKIPPED right away.
"""

from __future__ import annotations

import glob
import mimetypes
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from local_snowflake.stages.lexer import syntax_error
from local_snowflake.stages.reader import Option, StatementReader
from local_snowflake.statement import Column, Result, SnowflakeError, StatementContext, stand_in_limit

if TYPE_CHECKING:
    from local_snowflake.stages.stages import StagePlace, Stages

PUT_STATEMENT = 0x7101
GET_STATEMENT = 0x7102
OBJECTS = "stage-objects"
_COMPRESSIONS = {"AUTO_DETECT", "GZIP", "BZ2", "BROTLI", "ZSTD", "DEFLATE", "RAW_DEFLATE", "NONE"}
_PUT_OPTIONS = {"PARALLEL", "AUTO_COMPRESS", "SOURCE_COMPRESSION", "OVERWRITE"}


@dataclass
class _Transfer:
    local: str
    location: str
    options: dict[str, Option]

    def flag(self, name: str, default: bool) -> bool:
        value = self.options.get(name, default)
        return value if isinstance(value, bool) else str(value).upper() == "TRUE"

    @property
    def parallel(self) -> int:
        return int(str(self.options.get("PARALLEL", 4)))


def _local_file(reader: StatementReader) -> str:
    token = reader.next()
    if token.kind not in ("file", "string") or not token.text.lower().startswith("file://"):
        raise syntax_error(token.text, token.start, "a local file such as file:///folder/name")
    return token.text[len("file://") :]


def _check_options(options: dict[str, Option], known: set[str]) -> None:
    for name in options:
        if name not in known:
            raise SnowflakeError("001003", "42000", f"SQL compilation error:\ninvalid parameter '{name}'")
    compression = str(options.get("SOURCE_COMPRESSION", "AUTO_DETECT")).upper()
    if compression not in _COMPRESSIONS:
        raise SnowflakeError(
            "001420",
            "22023",
            f"SQL compilation error:\ninvalid value [{compression}] for 'SOURCE_COMPRESSION'",
        )


def put(context: StatementContext, stages: Stages) -> Result:
    """PUT file://… @stage/path: gives the driver leave to write there."""
    reader = StatementReader(context.sql, context.binds)
    reader.expect("PUT")
    transfer = _Transfer(_local_file(reader), reader.location(), reader.options())
    reader.expect_end()
    _check_options(transfer.options, _PUT_OPTIONS)
    place = stages.place(context.session, transfer.location)
    prefix = place.prefix_as_folder
    overwrite = transfer.flag("OVERWRITE", False)
    sources = [transfer.local]
    if not stages.is_node(context.session) and not overwrite:
        sources, skipped = _split_by_presence(transfer, place, stages)
        if not sources:
            return _skipped(skipped)
    token = stages.grants.issue(place.stage_id, prefix, write=True, overwrite=overwrite)
    name = os.path.basename(transfer.local)
    if stages.is_node(context.session):
        _refuse_url_characters(name)
    data: dict[str, Any] = {
        "command": "UPLOAD",
        "operation": "Node",
        "src_locations": sources,
        "parallel": transfer.parallel,
        "autoCompress": transfer.flag("AUTO_COMPRESS", True),
        "sourceCompression": str(transfer.options.get("SOURCE_COMPRESSION", "AUTO_DETECT")).lower(),
        "overwrite": overwrite,
        "stageInfo": _stage_info(context, stages, token, name),
        "presignedUrls": [],
        "encryptionMaterial": None,
    }
    return Result([], rows=[], statement_type_id=PUT_STATEMENT, extra=data)


def get(context: StatementContext, stages: Stages) -> Result:
    """GET @stage/path file://…: the files whose path begins with it, and leave to read them."""
    reader = StatementReader(context.sql, context.binds)
    reader.expect("GET")
    location = reader.location()
    transfer = _Transfer(_local_file(reader), location, reader.options())
    reader.expect_end()
    pattern = transfer.options.pop("PATTERN", None)
    _check_options(transfer.options, {"PARALLEL"})
    place = stages.place(context.session, location)
    files = stages.matching(place, str(pattern) if pattern is not None else None)
    token = stages.grants.issue(place.stage_id, "", write=False)
    if stages.is_node(context.session):
        for file in files:
            _refuse_url_characters(file.path)
    data: dict[str, Any] = {
        "command": "DOWNLOAD",
        "operation": "Node",
        "src_locations": [file.path for file in files],
        "localLocation": transfer.local,
        "parallel": transfer.parallel,
        "stageInfo": _stage_info(context, stages, token, ""),
        "presignedUrls": []
        if stages.is_node(context.session)
        else [_url(stages, token, f.path) for f in files],
        "encryptionMaterial": [],
    }
    return Result([], rows=[], statement_type_id=GET_STATEMENT, extra=data)


def _stage_info(context: StatementContext, stages: Stages, token: str, name: str) -> dict[str, Any]:
    info: dict[str, Any] = {
        "locationType": "GCS",
        "location": f"{OBJECTS}/{token}/",
        "path": "",
        "region": "local",
        "isClientSideEncrypted": False,
        "creds": {},
    }
    if stages.is_node(context.session):
        info["endPoint"] = stages.base_url
        info["creds"] = {"GCS_ACCESS_TOKEN": token}
    else:
        info["presignedUrl"] = _url(stages, token, name)
    return info


def _url(stages: Stages, token: str, path: str) -> str:
    return f"{stages.base_url}/{OBJECTS}/{token}/{quote(path)}"


def _refuse_url_characters(path: str) -> None:
    """The Node driver puts names into URLs as they are, so these characters would name another file."""
    if any(character in path for character in "#?%"):
        raise stand_in_limit(f"a file name with #, ? or % through the Node driver: {path}")


def _split_by_presence(
    transfer: _Transfer, place: StagePlace, stages: Stages
) -> tuple[list[str], list[tuple[str, str, str, str]]]:
    """The local files that the stage lacks; (source, target, their compressions) of those that it has."""
    if "/" not in transfer.local:
        # The driver's second PUT for one file, with the file's name in the stage instead of its local path.
        return [transfer.local], []
    local_files = sorted(glob.glob(os.path.expanduser(transfer.local))) or [transfer.local]
    absent: list[str] = []
    present: list[tuple[str, str, str, str]] = []
    for local in local_files:
        name = os.path.basename(local)
        compression = _source_compression(
            local, str(transfer.options.get("SOURCE_COMPRESSION", "AUTO_DETECT"))
        )
        compresses = transfer.flag("AUTO_COMPRESS", True) and not compression
        target = name + ".gz" if compresses else name
        if stages.store.find(place.stage_id, place.prefix_as_folder + target):
            present.append(
                (name, target, compression or "NONE", compression or ("GZIP" if compresses else "NONE"))
            )
        else:
            absent.append(local)
    if present and not absent:
        return [], present
    return ([transfer.local] if not present else absent), present


def _source_compression(local: str, declared: str) -> str | None:
    """What the Python connector would take the file's compression for (its file_transfer_agent.py)."""
    if declared.upper() != "AUTO_DETECT":
        return None if declared.upper() == "NONE" else declared.upper()
    encoding = mimetypes.guess_type(local)[1]
    if encoding:
        return {"gzip": "GZIP", "bzip2": "BZIP2", "br": "BROTLI"}.get(encoding, encoding.upper())
    try:
        with open(local, "rb") as stream:
            start = stream.read(4)
    except OSError:  # a stream's placeholder name, or a file of another machine: the name is all there is
        return None
    return {b"PAR1": "PARQUET", b"\x28\xb5\x2f\xfd": "ZSTD"}.get(
        start, "ORC" if start[:3] == b"ORC" else None
    )


def _skipped(files: list[tuple[str, str, str, str]]) -> Result:
    columns = [
        Column("source", "TEXT"),
        Column("target", "TEXT"),
        Column("source_size", "FIXED", precision=38, scale=0),
        Column("target_size", "FIXED", precision=38, scale=0),
        Column("source_compression", "TEXT"),
        Column("target_compression", "TEXT"),
        Column("status", "TEXT"),
        Column("message", "TEXT"),
    ]
    rows = [(source, target, 0, 0, before, after, "SKIPPED", "") for source, target, before, after in files]
    return Result(columns, rows=rows, statement_type_id=PUT_STATEMENT)
