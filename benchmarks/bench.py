"""All comparisons, one after the other: `make bench`.

Each is a module of its own that can be run alone; what it needs and prints is said there.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ORDER = (
    "capacity",
    "first_schedule",
    "moves",
    "fet_cl",
    "against_timefold",
    "year",
    "repair",
)


def main() -> int:
    """Run the comparisons; a failing one does not keep the others from running."""
    failed = []
    for name in ORDER:
        if not Path(__file__).with_name(f"{name}.py").exists():
            continue
        print(f"\n== {name} ==", flush=True)
        if subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode:
            failed.append(name)
    if failed:
        print(f"\nDid not end well: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
