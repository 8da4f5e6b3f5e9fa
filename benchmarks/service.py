"""
The service under stress: `make proof` calls it after the samples.

Prints tables of `service_browsers` (many people look on while builds run), `service_compare` (a
district's sites side by side) and `service_district` (all of them built on one, two and four
workers); ends with exit code 1 where something is not as promised. What is killed, stopped or full
is tried by tests/jobs/test_survival.py.
"""

from __future__ import annotations

import subprocess
import sys

ORDER = ("service_browsers", "service_compare", "service_district")


def main() -> int:
    """Run all; a failing one does not keep the others from running."""
    failed = []
    for name in ORDER:
        print(f"\n== {name} ==", flush=True)
        if subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode:
            failed.append(name)
    if failed:
        print(f"\nNot as promised: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
