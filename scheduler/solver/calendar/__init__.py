"""The calendar stage: PD dates, their cover, and coaching, over the dates of the year."""

from scheduler.solver.calendar.solve import CalendarOutcome, solve_calendar

__all__ = ["CalendarOutcome", "solve_calendar"]
