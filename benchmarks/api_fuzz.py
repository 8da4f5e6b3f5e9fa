"""
Calls of the API made up from its description, more than the tests make.

Promised: no answer that the description doesn't have, and none that says the fault is ours.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.api import fuzzing


def main() -> int:
    """Print how each operation answered; end with 1 where an answer was not as described."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=200, help="Calls of each kind.")
    parser.add_argument("--only", default="", help="A part of the address.")
    options = parser.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        place = fuzzing.made_place(Path(folder))
        tokens = fuzzing.tokens_of(place)
        for operation in fuzzing.operations(place.app):
            if options.only not in operation.label:
                continue
            seen: Counter[int] = Counter()
            try:
                fuzzing.fuzz(operation, tokens, options.examples, seen)
            except Exception as error:  # whatever it is, the others are tried, too
                wrong += 1
                print(error, *getattr(error, "exceptions", ()), *getattr(error, "__notes__", ()))
            print(f"{operation.label}: {dict(sorted(seen.items()))}", flush=True)
    print(f"{wrong} operations answered otherwise than described.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
