"""What the Worker asks of a procedure: one JSON text, the same first members for every step."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from ratchet_frames import Feature
from ratchet_target import Target


@dataclass(frozen=True)
class Request:
    """The members that every step has; `own` holds those of one step only."""

    run_id: str
    model: str
    entity: str
    target: Target
    features: tuple[Feature, ...]
    #: The feature table, quoted as it stands in a statement.
    table: str
    seed: int
    own: dict[str, Any]


def parse_request(text: str) -> Request:
    """Reads a request; raises KeyError for a missing member, which is the Worker's fault and no user's."""
    body = json.loads(text)
    return Request(
        run_id=body["run"]["id"],
        model=body["run"]["model"],
        entity=body["entity"],
        target=Target(body["target"]["column"], body["target"].get("positive")),
        features=Feature.all_of(body["features"]),
        table=body["table"],
        seed=body["seed"],
        own=body,
    )
