"""How a solve is to be run: time, seed, workers, repeatable or not."""

from __future__ import annotations

from dataclasses import dataclass

MOST_WORKERS = 8


@dataclass(frozen=True)
class SolveOptions:
    """Settings of one solve.

    Parameters
    ----------
    time_limit_s
        Wall-clock seconds for all levels of all stages that are handed these options.
    seed
        Start of the random numbers.
    workers
        Strategies that search side by side.  Eight also on two cores: it is the variety that
        finds answers, not the cores; more than eight have been reported to crash.
    reproducible
        The same input and seed give the same assignment.  Slower: the strategies take turns,
        and the limit is counted in units of work instead of seconds.
    """

    time_limit_s: float = 60.0
    seed: int = 0
    workers: int = MOST_WORKERS
    reproducible: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.time_limit_s < float("inf"):
            raise ValueError(
                f"A time limit is a positive number of seconds, not {self.time_limit_s}."
            )
        if not 1 <= self.workers <= MOST_WORKERS:
            raise ValueError(f"There are 1 to {MOST_WORKERS} workers, not {self.workers}.")
        if self.seed < 0:
            raise ValueError(f"A seed is not negative, but this one is {self.seed}.")
