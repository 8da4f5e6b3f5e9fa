"""Who is released, what runs, who owns it."""

from scheduler.solver.staffing.solve import StaffingOutcome, plain_staffing, solve_staffing

__all__ = ["StaffingOutcome", "plain_staffing", "solve_staffing"]
