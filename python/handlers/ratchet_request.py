"""What the Worker asks of a procedure: one JSON text, the same first members for every step."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from ratchet_cost import Cost
from ratchet_custom_metrics import CustomMetric
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
    cost: Cost | None
    custom_metrics: tuple[CustomMetric, ...]
    own: dict[str, Any]

    @property
    def task(self) -> str:
        """binary, multiclass or regression."""
        return self.target.task


def parse_request(text: str) -> Request:
    """Reads a request; raises KeyError for a missing member, which is the Worker's fault and no user's."""
    body = json.loads(text)
    target = body["target"]
    # A statement that an older Worker sent has no task, no cost and no metrics of its own.
    metrics: dict[str, Any] = body.get("metrics", {})
    return Request(
        run_id=body["run"]["id"],
        model=body["run"]["model"],
        entity=body["entity"],
        target=Target(target["column"], target.get("positive"), body.get("task", "binary")),
        features=Feature.all_of(body["features"]),
        table=body["table"],
        seed=body["seed"],
        cost=Cost.of(body.get("cost")),
        custom_metrics=tuple(
            CustomMetric(name, metric["direction"] == "lower") for name, metric in metrics.items()
        ),
        own=body,
    )
