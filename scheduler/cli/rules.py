"""`scheduler rules`: print the rules that a school can set and the referee judges by."""

from __future__ import annotations

import click

from scheduler.domain.rules_text import rules_markdown


@click.command("rules")
def command() -> None:
    """Print every rule with its key, strength and unit, as Markdown."""
    click.echo(rules_markdown(), nl=False)
