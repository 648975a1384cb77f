"""What counts as chance: all that comes about more often than in one hold-out of a thousand."""

from __future__ import annotations

RARE = 0.001
#: A normal deviate is beyond it, on either side, so seldom.
RARE_DEVIATIONS = 3.2905
