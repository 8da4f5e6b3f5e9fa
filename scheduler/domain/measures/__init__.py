"""Every figure, one function each: the one place where figures are computed.

A figure that cannot be computed, because a stage or an input is missing or would be divided by
zero, is None, never 0.  Minutes are those of periods on the date's bell; passing time between
two periods of a session does not count.  What the figures mean in plain words is in
`scheduler.domain.definitions`.
"""

from scheduler.domain.definitions import DEFINITIONS
from scheduler.domain.measures.capacity import (
    Capacity,
    Preps,
    capacity,
    densest_rhythm_over_half,
    keep_classes,
    most_load,
    pd_days_per_teacher,
    preps,
    whole_days_at_rhythm,
)
from scheduler.domain.measures.figures import (
    Figures,
    Recorded,
    Shown,
    day_for_day_of,
    figures,
    substitute_cost,
)
from scheduler.domain.measures.rule_of_thumb import DayForDay, Part, day_for_day, ratio, share
from scheduler.domain.measures.teachers import (
    coaching_days_per_teacher,
    cover_per_class,
    cover_per_class_max,
    match_rate,
    matched,
    pd_days_owed,
    pd_days_placed,
    reach,
    reached,
    requests_served,
    requests_total,
)
from scheduler.domain.measures.team_time import (
    available_minutes,
    bookable_minutes,
    coaching_days,
    cover_minutes,
    free_share,
    minutes_lost,
    multiplier,
    open_minutes,
    plc_minutes,
    plus_minutes,
    scheduled_minutes,
    whole_day_share,
    whole_days,
)

__all__ = [
    "DEFINITIONS",
    "Capacity",
    "DayForDay",
    "Figures",
    "Part",
    "Preps",
    "Recorded",
    "Shown",
    "available_minutes",
    "bookable_minutes",
    "capacity",
    "coaching_days",
    "coaching_days_per_teacher",
    "cover_minutes",
    "cover_per_class",
    "cover_per_class_max",
    "day_for_day",
    "day_for_day_of",
    "densest_rhythm_over_half",
    "figures",
    "free_share",
    "keep_classes",
    "match_rate",
    "matched",
    "minutes_lost",
    "most_load",
    "multiplier",
    "open_minutes",
    "pd_days_owed",
    "pd_days_per_teacher",
    "pd_days_placed",
    "plc_minutes",
    "plus_minutes",
    "preps",
    "ratio",
    "reach",
    "reached",
    "requests_served",
    "requests_total",
    "scheduled_minutes",
    "share",
    "substitute_cost",
    "whole_day_share",
    "whole_days",
    "whole_days_at_rhythm",
]
