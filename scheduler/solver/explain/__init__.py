"""Why a school has no solution, and what would give it one: reasons, conflicts, fixes."""

from scheduler.solver.explain.examine import Cause, Examined, Examiner
from scheduler.solver.explain.fixes import Fix, find_fixes

__all__ = ["Cause", "Examined", "Examiner", "Fix", "find_fixes"]
