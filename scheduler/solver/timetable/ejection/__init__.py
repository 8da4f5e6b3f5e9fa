"""A first complete timetable, found without the solver: see `first`."""

from scheduler.solver.timetable.ejection.first import (
    FirstSchedule,
    first_schedule,
    schedules,
)

__all__ = ["FirstSchedule", "first_schedule", "schedules"]
