"""The page of rules is what the registry says."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from scheduler.cli import main
from scheduler.domain.rules import RULES
from scheduler.domain.rules_text import rules_markdown

_PAGE = Path(__file__).parents[2] / "docs" / "rules.md"


def test_the_page_in_docs_is_up_to_date() -> None:
    written = _PAGE.read_text(encoding="utf-8")
    assert written == rules_markdown(), "run: scheduler rules > docs/rules.md"


def test_every_rule_has_its_row() -> None:
    rows = [line.split(" | ")[0] for line in rules_markdown().splitlines()]
    assert [f"| {rule.key}" for rule in RULES] == [
        row for row in rows if row.removeprefix("| ") in {rule.key for rule in RULES}
    ]


def test_the_command_prints_the_page() -> None:
    result = CliRunner().invoke(main, ["rules"])
    assert (result.exit_code, result.output) == (0, rules_markdown())
