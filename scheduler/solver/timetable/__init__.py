"""When and where every class meets."""

from scheduler.solver.timetable.solve import TimetableOutcome, solve_timetable

__all__ = ["TimetableOutcome", "solve_timetable"]
