"""The registry of rules as a page for people: `docs/rules.md`."""

from __future__ import annotations

from scheduler.domain.plan import Stage
from scheduler.domain.rules import RULES, Rule, StrengthFrom

_HEAD = """# Rules

This page is generated from the registry of rules: `scheduler rules > docs/rules.md`.

A rule is *hard* (strength 100), a *wish* (1 to 99: each unit costs its strength), or *off* (0).
Some rules say what a schedule is and are always hard; for others the school sets one strength,
under `rules` in the school file; and some are lists of which each entry has a strength of its own.
The referee (`scheduler check`) judges every plan by these rules, under the same keys."""

_TITLES = {
    Stage.STAFFING: "Staffing: who teaches what, and who is released",
    Stage.TIMETABLE: "Timetable: when and where every class meets",
    Stage.CALENDAR: "Calendar: PD days, cover and coaching on dates",
}


def rules_markdown() -> str:
    """Write all registered rules as a Markdown page, a table for each stage."""
    parts = [_HEAD]
    for stage in Stage:
        rules = [rule for rule in RULES if rule.stage is stage]
        if rules:
            parts.append(f"## {_TITLES[stage]}")
            parts.append("\n".join([_HEADER, _RULER, *map(_row, rules)]))
    return "\n\n".join(parts) + "\n"


_HEADER = "| key | rule | strength | one unit is one | reads |"
_RULER = "|---|---|---|---|---|"


def _row(rule: Rule) -> str:
    reads = ", ".join(f"`{one}`" for one in rule.reads)
    return f"| {rule.key} | {rule.title} | {_strength(rule)} | {rule.unit} | {reads} |"


def _strength(rule: Rule) -> str:
    if rule.strength_from is StrengthFrom.FIXED:
        return "always hard"
    if rule.strength_from is StrengthFrom.DATA:
        return "each entry's own"
    return f"the school's, {rule.default} unless set"
