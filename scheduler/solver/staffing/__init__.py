"""Who is released, what runs, who owns it."""

from scheduler.solver.staffing.solve import StaffingOutcome, solve_staffing

__all__ = ["StaffingOutcome", "solve_staffing"]
