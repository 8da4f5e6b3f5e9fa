"""Plans: listed, looked at, compared, named, published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from flask import Blueprint, Response, current_app

from scheduler.domain.form import Checked, record, text
from scheduler.domain.plan import PlanState
from scheduler.domain.roles import Action
from scheduler.formats.schooljson import dump_plan
from scheduler.services.messages.changes import Affected
from scheduler.services.messages.tell import Mailing
from scheduler.services.plans import compare as comparing
from scheduler.services.plans import edit, publish
from scheduler.services.plans.compare import Published
from scheduler.services.plans.pages import PlanPages
from scheduler.services.plans.show import PlanHead, plans_of, show
from scheduler.web.access import allow, place, viewer
from scheduler.web.api.operations import FILES, PageQuery, Tagged, expected_number, operation
from scheduler.web.auth_session import smtp

__all__ = ["Plan", "blueprint", "of"]

blueprint = Blueprint("plans", __name__, url_prefix="/schools/<school>")


@record
class PlanQuery(PageQuery):
    """Which plans.

    Parameters
    ----------
    state
        Only those in this state; None: all.
    """

    state: PlanState | None = None


@record
class ComparisonQuery(Checked):
    """Which plans to put side by side.

    Parameters
    ----------
    plans
        Up to six ids with commas between them; the others are compared with the first.
    """

    noun = "Address"
    plans: str = text()


@record
class NewWords(Checked):
    """What a plan is called, and what is to be remembered of it."""

    noun = "Plan"
    name: str = text(longest=100)
    note: str = text(longest=2000, empty=True, default="")


@record
class Announcement(Checked):
    """What the caller saw when deciding to publish.

    Parameters
    ----------
    instead_of
        Id of the plan that was published then; None: there was none.
    """

    noun = "Announcement"
    instead_of: str | None = None


@dataclass(frozen=True)
class Plan:
    """
    A plan: everything but what it says.

    Parameters
    ----------
    number
        Counts the plans of the school.
    parent
        Id of the plan it was made from: taking an edit back is going there.
    figures
        Those that lists show, for who may see figures; else empty.
    version
        Its ETag.
    """

    id: str
    school: str
    number: int
    name: str
    note: str
    state: PlanState
    parent: str | None
    figures: Mapping[str, Any]
    created_at: dt.datetime
    published_at: dt.datetime | None
    archived_at: dt.datetime | None
    version: int


@dataclass(frozen=True)
class Figure:
    """
    A figure of a plan.

    Parameters
    ----------
    value
        None where it is not known.
    text
        As pages write it.
    """

    key: str
    title: str
    value: float | None
    text: str
    definition: str


@dataclass(frozen=True)
class Publication:
    """
    What publishing a plan would do.

    Parameters
    ----------
    instead_of
        Id of the published plan that it would replace.
    counts
        Number of changes of each kind.
    affected
        Everybody who would get a message.
    clashes, violations
        What stands in the way: other sites that want the same people, rules that it breaks.
    is_current
        Whether the school's data are still those for which it was made.
    """

    plan: Plan
    instead_of: str | None
    counts: Mapping[str, int]
    affected: tuple[Affected, ...]
    clashes: tuple[str, ...]
    violations: tuple[str, ...]
    is_current: bool


@dataclass(frozen=True)
class Column:
    """
    One of the plans that are compared.

    Parameters
    ----------
    violations
        Number of rules that it breaks.
    stages
        How well each stage was solved.
    costs
        What each soft rule costs that is not fully kept.
    difference
        What it has otherwise than the first plan; None for the first itself.
    """

    plan: str
    valid: bool
    violations: int
    figures: Mapping[str, Any]
    stages: Mapping[str, Any]
    costs: Mapping[str, int]
    difference: Mapping[str, Any] | None


@dataclass(frozen=True)
class PlanComparison:
    """Plans side by side."""

    plans: tuple[Column, ...]


@blueprint.get("/plans")
@allow(Action.SEE_SCHEDULE)
@operation(answer=Plan, is_list=True, query=PlanQuery)
def listed(school: str, query: PlanQuery) -> Sequence[Plan]:
    """List a school's plans, the newest first; the published one alone for who makes none."""
    return [of(one) for one in plans_of(viewer(), school, query.state)]


@blueprint.get("/plans/<plan>")
@allow(Action.SEE_SCHEDULE)
@operation(answer=Plan, has_tag=True)
def show_plan(school: str, plan: str) -> Tagged:
    """Return a plan without what it says."""
    return _tagged(show(viewer(), school, plan).head)


@blueprint.get("/plans/<plan>/file")
@allow(Action.SEE_SCHEDULE)
@operation(gives="plan")
def file(school: str, plan: str) -> Response:
    """Take a plan out as a plan file; coaching is in it for those who place sessions."""
    found = show(viewer(), school, plan)
    response = Response(dump_plan(found.plan), mimetype=FILES["plan"])
    name = f"{found.plan.school}-plan-{found.head.number}.json".replace('"', "")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.get("/plans/<plan>/figures")
@allow(Action.SEE_DRAFTS)
@operation(answer=Figure, is_list=True)
def figures(school: str, plan: str) -> Sequence[Figure]:
    """List all figures of a plan with their definitions."""
    shown = show(viewer(), school, plan)
    found = PlanPages(shown.school, shown.plan).figures
    values = found.as_json()
    return [
        Figure(one.key, one.title, values.get(one.key), one.value, one.definition)
        for one in found.shown()
    ]


@blueprint.patch("/plans/<plan>")
@allow(Action.EDIT_PLAN)
@operation(answer=Plan, body=NewWords, has_tag=True, needs_tag=True)
def rename(school: str, plan: str, body: NewWords) -> Tagged:
    """Give a plan another name and note."""
    seen = _seen(school, plan)
    found = edit.rename(viewer(), school, plan, name=body.name, note=body.note, expected=seen)
    return _tagged(found)


@blueprint.post("/plans/<plan>/archive")
@allow(Action.EDIT_PLAN)
@operation(answer=Plan, has_tag=True, needs_tag=True)
def archive(school: str, plan: str) -> Tagged:
    """Put a draft away."""
    return _tagged(edit.archive(viewer(), school, plan, _seen(school, plan)))


@blueprint.post("/plans/<plan>/reopen")
@allow(Action.EDIT_PLAN)
@operation(answer=Plan, has_tag=True, needs_tag=True)
def reopen(school: str, plan: str) -> Tagged:
    """Make an archived plan a draft again."""
    return _tagged(edit.reopen(viewer(), school, plan, _seen(school, plan)))


@blueprint.get("/plans/<plan>/publication")
@allow(Action.SEE_DRAFTS)
@operation(answer=Publication, has_tag=True)
def publication(school: str, plan: str) -> Tagged:
    """Say what publishing a plan would change, for whom, and what stands in its way."""
    found = publish.summary(viewer(), school, plan)
    before = None if found.before is None else found.before.id
    same = {one.name for one in fields(Publication)} - {"plan", "instead_of", "counts"}
    value = Publication(
        plan=of(found.head),
        instead_of=before,
        counts=found.counts,
        **{name: getattr(found, name) for name in same},
    )
    return Tagged(value, found.head.version)


@blueprint.post("/plans/<plan>/publish")
@allow(Action.PUBLISH)
@operation(answer=Plan, body=Announcement, has_tag=True, needs_tag=True)
def publish_plan(school: str, plan: str, body: Announcement) -> Tagged:
    """Publish a plan, as it was shown; everybody affected gets one message."""
    server = smtp()
    mailing = Mailing(current_app.extensions["settings"].public_url) if server else None
    expected = _seen(school, plan)
    head = publish.publish(
        viewer(),
        school,
        plan,
        expected=expected,
        instead_of=body.instead_of,
        mailing=mailing,
    )
    return _tagged(head)


@blueprint.get("/publications")
@allow(Action.SEE_SCHEDULE)
@operation(answer=Published, is_list=True)
def publications(school: str) -> Sequence[Published]:
    """List what was published, in its order."""
    return comparing.versions(viewer(), school)


@blueprint.get("/comparison")
@allow(Action.SEE_DRAFTS)
@operation(answer=PlanComparison, query=ComparisonQuery)
def compare(school: str, query: ComparisonQuery) -> PlanComparison:
    """Put plans side by side: figures, how good they are, what differs and whom it concerns."""
    ids = list(dict.fromkeys(one.strip() for one in query.plans.split(",")))
    columns = comparing.compare(viewer(), school, ids)
    return PlanComparison(tuple(Column(**one.as_json()) for one in columns))


def of(head: PlanHead) -> Plan:
    """Write a plan as far as the caller may know of it."""
    may_see_figures = viewer().may(Action.SEE_FIGURES, place())
    note = head.note if viewer().may(Action.SEE_DRAFTS, place()) else ""
    same = {one.name for one in fields(Plan)} - {"school", "figures", "note"}
    return Plan(
        school=head.school_id,
        note=note,
        figures=head.summary if may_see_figures else {},
        **{name: getattr(head, name) for name in same},
    )


def _seen(school: str, plan: str) -> int:
    """Return the version that the caller saw; of a plan of this school."""
    head = show(viewer(), school, plan).head
    return expected_number(lambda: head.version)


def _tagged(head: PlanHead) -> Tagged:
    return Tagged(of(head), head.version)
