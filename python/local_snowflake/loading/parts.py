"""What the statements of this package work with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from local_snowflake.loading.load_history import LoadHistory
from local_snowflake.stages.stages import Stages

if TYPE_CHECKING:
    from local_snowflake.engine import Engine


@dataclass(frozen=True)
class Loading:
    """The SQL engine, the stages, and what was loaded before."""

    engine: Engine
    stages: Stages
    history: LoadHistory
