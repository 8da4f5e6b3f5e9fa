"""The rules whose strength a school sets, as sentences: off, a wish, or a must; with numbers."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from scheduler.domain.plan import Stage
from scheduler.domain.roles import Action
from scheduler.domain.rules import RULES, Rule, StrengthFrom
from scheduler.formats.sheets.forms import Field
from scheduler.web.access import allow
from scheduler.web.setup.fields import Control, control
from scheduler.web.setup.frame import blueprint
from scheduler.web.setup.things import Entry, entry_of_value, save_together
from scheduler.web.typed import keeps_typed

_STAGES = {
    Stage.STAFFING: "Who teaches what",
    Stage.TIMETABLE: "The master schedule",
    Stage.CALENDAR: "PD, cover and coaching",
}


@dataclass(frozen=True)
class _Line:
    """A rule: what it asks, how strongly, and the number in it, if it has one."""

    title: str
    unit: str
    strength: Control
    number: Control | None


class _Rules(Entry):
    """The form of the strengths: a field for each rule, whether or not the school has set it."""

    def strengths(self) -> dict[str, str]:
        """Return the strength of each rule that a school sets, as typed or as it is."""
        found = {one.key: str(one.default) for one in _settable()}
        found |= {one.rule: str(one.strength) for one in self.thing or ()}
        if self.typed is not None:
            found |= {key: self._sent(f"rule:{key}") or text for key, text in found.items()}
        return found

    def begin(self) -> None:
        """Keep the strengths that were set, and those that differ from what is usual."""
        usual = {one.key: str(one.default) for one in _settable()}
        was = {one.rule for one in self.thing or ()}
        self.sent.rows["rules"] = [
            {"rule": key, "strength": text}
            for key, text in self.strengths().items()
            if key in was or text != usual[key]
        ]


@blueprint.route("/rules", methods=["GET", "POST"])
@allow(Action.EDIT_SCHOOL_DATA)
@keeps_typed
def checklist_rules(school: str) -> Response | tuple[str, int]:
    """Say which rules must hold, which are wishes, and what everybody is owed."""
    rules = entry_of_value(school, "rules", "version", _Rules)
    policy: Entry = entry_of_value(school, "policy", "version:policy")
    rights: Entry = entry_of_value(school, "rights", "version:rights")
    entries = [rules, policy, rights]
    rules.begin()
    done = save_together(school, entries)
    if done is not None:
        flash("Saved.", "success")
        return redirect(url_for("setup.checklist", school=school, undo=done.undo), 303)
    numbers = policy.controls()
    errors: dict[str, list[str]] = {}
    for one in entries:
        errors |= {name: some for name, some in one.errors.items() if some}
    return render_template(
        "setup/rules.html",
        **rules.context() | {"errors": errors},
        stages=[(title, _lines(rules, stage, numbers)) for stage, title in _STAGES.items()],
        rights=rights.controls(),
        versions={one.version_in: one.context()["version"] for one in entries},
    ), max(one.status for one in entries)


def _settable() -> list[Rule]:
    return [one for one in RULES if one.strength_from is StrengthFrom.SCHOOL]


def _lines(rules: _Rules, stage: Stage, numbers: dict[str, Control]) -> list[_Line]:
    strengths = rules.strengths()
    return [
        _Line(one.title, one.unit, _strength(rules, one, strengths[one.key]), _number(one, numbers))
        for one in _settable()
        if one.stage is stage
    ]


def _strength(rules: _Rules, rule: Rule, text: str) -> Control:
    field = Field("strength", text, is_required=True)
    return control("rules", field, {}, rules.errors, f"rule:{rule.key}")


def _number(rule: Rule, numbers: dict[str, Control]) -> Control | None:
    return next((numbers[one] for one in rule.reads if one in numbers), None)
