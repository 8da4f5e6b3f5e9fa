"""Serves a world on a free port: ``python -m tests.browser.serving WORLD``."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from waitress.server import create_server

from scheduler.config import load_settings
from tests.browser.worlds import WORLDS, settle

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def served(world: str, instance: Path) -> Iterator[str]:
    """Serve a world from a process of its own; yield its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.browser.serving", world],
        cwd=ROOT,
        env=os.environ | {"SCHEDULER_INSTANCE": str(instance)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        address = process.stdout.readline().strip()
        assert address, "The server did not start."
        yield address
    finally:
        process.terminate()
        process.wait(timeout=60)
        process.stdout.close()


def main() -> None:
    app = WORLDS[sys.argv[1]](load_settings())
    settle(app)
    server = create_server(app, host="127.0.0.1", port=0, threads=8, ident=None)
    print(f"http://127.0.0.1:{server.effective_port}", flush=True)
    server.run()


if __name__ == "__main__":
    main()
