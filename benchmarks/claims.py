"""Do the two figures that districts reported hold, for our sample schools?  `make claims`.

Districts that let a team of Plus teachers take the place of one or two coaches reported four times
as many coaching days, and up to eight Plus teachers free over half of their time.  Each sample goes
the whole way through the command line, and a table says what the frontier, the plan, its bounds and
the referee say to that; `--write FILE` puts it into a page.  For a school of your own, `scheduler
capacity`, `solve`, `check` and `figures` say the same.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ortools

from benchmarks.real import run
from scheduler.domain.plan import Stage
from scheduler.formats.schooljson import load_plan

SAMPLES = ("elementary", "middle", "high", "large")
OVER_HALF = 0.5
_HEADS = (
    "| school | teachers | team | over half from | none beyond | free, by counting | free share "
    "| whole days (at most) |",
    "| school | coaching days | bookable | scheduled | times one coach | times two | PD days "
    "| requests | match | referee | seconds |",
)


@dataclass(frozen=True)
class Claim:
    """What came out for one school: a line of each table, and why the team cannot be larger."""

    over_half: str
    coaching: str
    why: str
    good: bool


def claim(name: str, folder: Path, limit_s: float) -> Claim:
    """Take a sample the whole way, and hold the reported figures against it."""
    school, plan = folder / f"{name}.json", folder / f"{name}-plan.json"
    run("sample", name, "-o", school)
    capacity = json.loads(run("capacity", school, "--json", good=(0, 3)).stdout)
    began = time.monotonic()
    run("solve", school, "-o", plan, "--time-limit", str(limit_s))
    took = time.monotonic() - began
    referee = "VIOLATIONS" if run("check", school, plan, good=(0, 1)).returncode else "clean"
    figures = json.loads(run("figures", school, plan, "--json").stdout)
    rungs = capacity["frontier"]
    chosen = next(one for one in rungs if one["k"] == capacity["k"])
    half = [one["k"] for one in rungs if (one["free_share"] or 0) > OVER_HALF]
    most = max(one["k"] for one in rungs if one["feasible"])
    beyond = next((one["reason"] for one in rungs if not one["feasible"]), None)
    days = figures["available_coaching_days"]
    good = referee == "clean" and figures["pd_days_placed"] == figures["pd_days_owed"]
    return Claim(
        f"| {name} | {chosen['n_regular']:g} | {chosen['k']} | {min(half, default='–')} | {most} | "
        f"{chosen['free_share']:.1%} | {figures['free_share']:.1%} | "
        f"{figures['whole_day_share']:.1%} ({_most_whole_days(plan, figures):.1%}) |",
        f"| {name} | {days:,.0f} | {figures['bookable_coaching_days']:,.0f} | "
        f"{figures['scheduled_coaching_days']:,.0f} | {days / figures['baseline']:.2f} | "
        f"{days / figures['baseline'] / 2:.2f} | "
        f"{figures['pd_days_placed']:,}/{figures['pd_days_owed']:,} | "
        f"{figures['requests_served']}/{figures['requests_total']} | {figures['match_rate']:.1%} | "
        f"{referee} | {took:.0f} |",
        f"* {name}, why not {most + 1}: {beyond or 'nobody else volunteered.'}",
        good,
    )


def _most_whole_days(plan: Path, figures: dict[str, Any]) -> float:
    """Whole-day share that no plan for these PD days can be above, from the proven bound."""
    result = next(one for one in load_plan(plan).results if one.stage == Stage.CALENDAR)
    touched = next(one for one in result.levels if one.key == "plus_days_touched")
    share = figures["whole_day_share"]
    return float(1 - (1 - share) * touched.bound / touched.value) if touched.value else 1.0


def tables(claims: list[Claim]) -> str:
    """Write both tables and the reasons."""
    over_half, coaching = (f"{head}\n{'|---' * (head.count('|') - 1)}|" for head in _HEADS)
    return "\n".join(
        (
            over_half,
            *(one.over_half for one in claims),
            "",
            *(one.why for one in claims),
            "",
            coaching,
            *(one.coaching for one in claims),
        )
    )


def page(claims: list[Claim], limit_s: float) -> str:
    """Write the page."""
    return f"""# Do the reported figures hold?

Districts in which a team of Plus teachers took the place of one or two coaches reported *four times
as many coaching days*, and *up to eight Plus teachers free over half of their time*. `make claims`
holds both against the four sample schools, through the command line. For a school of your own,
`scheduler capacity`, `solve`, `check` and `figures` say the same, and so do the pages.

{tables(claims)}

How to read it; every figure is defined in `scheduler figures --definitions`:

* *teachers* keep classes when the *team* is released. *Over half from*: the smallest team that is
  free over half of its periods. *None beyond*: the largest for which anybody can teach every class;
  the reason for the next one is a proof, not an end of patience.
* *free, by counting*: the share of the team's periods that the PD days owed leave, before a plan is
  made. It follows from the number of teachers and days alone, and no planner can change it; the
  *free share* of the plan counts minutes by the bell, and those of partly released teachers too.
* *whole days*: the share of the team's days without any cover. This is what good planning gains,
  and *at most* is the proven bound for it with all PD days placed.
* *coaching days* are those available; *bookable* lie in unbroken pieces outside blackout dates;
  *scheduled* are what requests have booked. The baseline is 180 days for each coach.
* *referee*: the verdict of the program that shares no code with the solver.

Measured with Python {platform.python_version()}, ortools {ortools.__version__}, {os.cpu_count()}
cores under a load of {os.getloadavg()[0]:.1f}, at most {limit_s:.0f} s for each school, one run
each: seconds are those of that machine at that hour.
"""


def main() -> int:
    """Print the tables; exit code 1 where a plan is not valid or a PD day has no place."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=SAMPLES, help="Samples; none means all four.")
    parser.add_argument("--time-limit", type=float, default=120.0, help="Seconds for a school.")
    parser.add_argument("--write", type=Path, help="Page to write.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        claims = [claim(name, Path(folder), options.time_limit) for name in options.names]
    print(tables(claims))
    if options.write is not None:
        options.write.write_text(page(claims, options.time_limit), encoding="utf-8")
    return 0 if all(one.good for one in claims) else 1


if __name__ == "__main__":
    sys.exit(main())
