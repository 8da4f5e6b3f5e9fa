"""All comparisons, one after the other: `make bench`, or `make bench QUICK=1`.

Each is a module of its own that can be run alone; what it needs and prints is said there, and each
says at the end how long it took.  Measured on two cores that others kept busy: the eight years of
`year` together 4 minutes; `--quick`, which asks only small samples and no other planner, 3 minutes,
of which `year` takes 105 s.  `fet_cl` adds two minutes for each real school file and seed, a minute
for us and one for FET.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time

# What each part is asked for when it must be quick; None: nothing.
PARTS: dict[str, tuple[str, ...] | None] = {
    "capacity": ("elementary", "middle", "--repeat", "1"),
    "first_schedule": ("elementary", "middle", "--seeds", "1"),
    "moves": ("middle", "--meetings", "10", "--full", "1"),
    "fet_cl": None,
    "against_timefold": None,
    "year": ("elementary", "middle:9:4", "middle", "--time-limit", "30"),
    "repair": ("elementary", "--number", "3", "--seconds", "30"),
}


def main() -> int:
    """Run the comparisons; a failing one does not keep the others from running."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="Small samples only.")
    options = parser.parse_args()
    failed = []
    for name, quick in PARTS.items():
        if options.quick and quick is None:
            continue
        print(f"\n== {name} ==", flush=True)
        arguments = quick if options.quick and quick else ()
        began = time.monotonic()
        command = [sys.executable, "-m", f"benchmarks.{name}", *arguments]
        if subprocess.run(command, check=False).returncode:
            failed.append(name)
        print(f"({name}: {time.monotonic() - began:.0f} s)", flush=True)
    if failed:
        print(f"\nDid not end well: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
