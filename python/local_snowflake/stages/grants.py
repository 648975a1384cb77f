"""Signed addresses of stage files: what presigned URLs and downscoped tokens are on cloud storage."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from dataclasses import asdict, dataclass

LIFETIME_SECONDS = 3600


@dataclass(frozen=True)
class Grant:
    """Leave to read or write a stage's files under `prefix`, until `expires` (seconds since the epoch)."""

    stage_id: str
    prefix: str
    write: bool
    overwrite: bool
    expires: float


class Grants:
    """Signs grants with a key that lives as long as the process; nothing is stored."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def issue(self, stage_id: str, prefix: str, *, write: bool, overwrite: bool = False) -> str:
        """A URL-safe token that carries the grant."""
        grant = Grant(stage_id, prefix, write, overwrite, time.time() + LIFETIME_SECONDS)
        body = base64.urlsafe_b64encode(json.dumps(asdict(grant)).encode()).decode().rstrip("=")
        return f"{body}.{self._signature(body)}"

    def read(self, token: str) -> Grant | None:
        """The grant that a token carries; None when it is forged or out of date."""
        body, _, signature = token.partition(".")
        if not hmac.compare_digest(signature, self._signature(body)):
            return None
        grant = Grant(**json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))))
        return grant if grant.expires > time.time() else None

    def _signature(self, body: str) -> str:
        return hmac.new(self._key, body.encode(), hashlib.sha256).hexdigest()
