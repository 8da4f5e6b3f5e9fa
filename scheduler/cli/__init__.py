"""
The command line: thin commands that read options, call services and print.

A new command is a module here with a click command called `command`, and its line in `_COMMANDS`.
"""

from __future__ import annotations

import gc
from importlib import import_module
from typing import Any

import click

from scheduler._version import __version__
from scheduler.errors import SchedulerError

__all__ = ["main"]

# Name of the command, and module of this package that has it. Modules are imported when their
# command is called: solving a school must not wait for the web, nor the web for the solver.
_COMMANDS = {
    "rules": "rules",
    "sample": "sample",
    "import": "import_",
    "export": "export",
    "capacity": "capacity",
    "solve": "solve",
    "check": "check",
    "figures": "figures",
    "explain": "explain",
    "requests": "requests",
    "moves": "moves",
    "repair": "repair",
    "fit": "fit",
    "compare": "compare",
    "demo": "demo",
    "serve": "serve",
    "create-user": "create_user",
    "open-district": "open_district",
    "worker": "worker",
    "replay": "replay",
    "backup": "backup",
    "restore": "restore",
    "check-data": "check_data",
    "migrate": "migrate",
    "schema": "schema",
}

_INVALID = 2

# Modules and schools are many objects that stay. With Python's own threshold of 700 a sixth of the
# time until the web answers goes into looking for garbage among them.
_SELDOM = (50_000, 20, 20)


class _Commands(click.Group):
    """The commands of the table; an error that we foresaw becomes a sentence and exit code 2."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        gc.set_threshold(*_SELDOM)
        module = import_module(f"{__name__}.{_COMMANDS[cmd_name]}")
        command: click.Command = module.command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SchedulerError as error:
            click.echo(str(error), err=True)
            ctx.exit(_INVALID)


@click.group(cls=_Commands)
@click.version_option(__version__, prog_name="scheduler")
def main() -> None:
    """Find school schedules that free a team of Plus teachers, and plan their year."""
