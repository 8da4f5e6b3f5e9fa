"""Coaching, as the person concerned: one's own requests, what waits for one's word, offers."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, current_app, url_for

from scheduler.domain.coaching import CoachingRequest
from scheduler.domain.form import Checked, record, ref, text
from scheduler.domain.roles import Action
from scheduler.services.coaching import ask, cycles, offers, waiting, withdraw
from scheduler.services.coaching.ask import Wish
from scheduler.services.coaching.cycles import Cycle
from scheduler.services.coaching.offers import OfferShown
from scheduler.web.access import allow, viewer
from scheduler.web.api.operations import Created, operation
from scheduler.web.auth_session import smtp

__all__ = ["blueprint"]

blueprint = Blueprint("coaching", __name__, url_prefix="/schools/<school>/coaching")

_LONGEST = 2000


@record
class OwnWords(Checked):
    """What the teacher writes with a request; the goal is for the coach, the rest for nobody else.

    Parameters
    ----------
    colleague_area
        For a visit: any colleague who teaches this may say yes.
    wish_reason, exclusion_reason
        Why this coach, and why not another: for the teacher's own memory.
    """

    noun = "Request"
    colleague_area: str | None = ref("areas", default=None)
    goal: str = text(longest=_LONGEST, empty=True, default="")
    wish_reason: str = text(longest=_LONGEST, empty=True, default="")
    exclusion_reason: str = text(longest=_LONGEST, empty=True, default="")


def _wish() -> type[Checked]:
    """Make the form of a request: the domain's, as far as its teacher fills it in."""
    asked = {one.name for one in dataclasses.fields(Wish)}
    hints = typing.get_type_hints(CoachingRequest)
    fields: list[tuple[str, Any, Any]] = [
        (one.name, hints[one.name], dataclasses.field(default=one.default, metadata=one.metadata))
        for one in dataclasses.fields(CoachingRequest)
        if one.name in asked
    ]
    words = {"noun": "Request", "__doc__": CoachingRequest.__doc__}
    return dataclasses.make_dataclass(
        "NewRequest", fields, bases=(OwnWords,), frozen=True, kw_only=True, namespace=words
    )


NewRequest = _wish()


@record
class Goal(Checked):
    """The teacher's own goal, for whoever becomes the coach."""

    goal: str = text(longest=_LONGEST, empty=True, default="")


@record
class OfferWord(Checked):
    """Whether an offer is accepted; one that is declined is gone for both, without a word."""

    noun = "Answer"
    accept: bool


@dataclass(frozen=True)
class NewId:
    """The id of the request that was made."""

    id: str


@dataclass(frozen=True)
class Agreed:
    """Whether both sides have said yes now."""

    both: bool


@blueprint.get("/requests")
@allow(Action.SEE_OWN_COACHING)
@operation(answer=Cycle, is_list=True)
def requests(school: str) -> Sequence[Cycle]:
    """List the caller's own requests and those that they coach, what is ahead first."""
    return cycles.my_cycles(viewer(), school)


@blueprint.post("/requests")
@allow(Action.REQUEST_COACHING)
@operation(answer=NewId, status=201, body=NewRequest, is_once=True)
def ask_for(school: str, body: Any) -> Created:
    """Ask for coaching; with a published plan, times are looked for at once."""
    made = ask.ask(viewer(), school, Wish(**vars(body)), _link())
    return Created(NewId(made), url_for("api.coaching.request", school=school, request=made))


@blueprint.get("/requests/<request>")
@allow(Action.SEE_OWN_COACHING)
@operation(answer=Cycle)
def request(school: str, request: str) -> Cycle:
    """Return one request, with what is booked of it."""
    return cycles.cycle(viewer(), school, request)


@blueprint.post("/requests/<request>/agree")
@allow(Action.ANSWER_REQUEST)
@operation(answer=Agreed, also={409})
def agree(school: str, request: str) -> Agreed:
    """Confirm one's own role; a cycle becomes active when both sides have."""
    return Agreed(cycles.agree(viewer(), school, request))


@blueprint.post("/requests/<request>/withdraw")
@allow(Action.REQUEST_COACHING)
@operation(also={409})
def take_back(school: str, request: str) -> None:
    """Take a request back, without a reason; it is gone for good, with all that was written."""
    withdraw.withdraw(viewer(), school, request, _link())


@blueprint.get("/requests/<request>/offers")
@allow(Action.SEE_OWN_COACHING)
@operation(answer=OfferShown, is_list=True)
def offers_of(school: str, request: str) -> Sequence[OfferShown]:
    """List the offers for a request, the best first."""
    return offers.offers(viewer(), school, request)


@blueprint.get("/offers")
@allow(Action.SEE_OWN_COACHING)
@operation(answer=OfferShown, is_list=True)
def offers_to_coach(school: str) -> Sequence[OfferShown]:
    """List what is offered of the caller's own time, as a coach or a colleague."""
    return offers.offers_to_me(viewer(), school)


@blueprint.post("/offers/<offer>")
@allow(Action.ANSWER_REQUEST)
@operation(answer=Agreed, body=OfferWord)
def answer_offer(school: str, offer: str, body: OfferWord) -> Agreed:
    """Accept or decline an offer; the first that both accept is booked."""
    return Agreed(offers.answer(viewer(), school, offer, body.accept, _link()))


@blueprint.get("/to-confirm")
@allow(Action.SEE_OWN_COACHING)
@operation(answer=waiting.Entry, is_list=True)
def to_confirm(school: str) -> Sequence[waiting.Entry]:
    """List what others entered for the caller; nobody else sees it."""
    return waiting.to_confirm(viewer(), school)


@blueprint.post("/to-confirm/<request>/confirm")
@allow(Action.REQUEST_COACHING)
@operation(body=Goal)
def confirm(school: str, request: str, body: Goal) -> None:
    """Make an entry of others one's own: from now on it is scheduled and counted."""
    waiting.confirm(viewer(), school, request, body.goal, _link())


@blueprint.post("/to-confirm/<request>/decline")
@allow(Action.REQUEST_COACHING)
@operation(also={409})
def decline(school: str, request: str) -> None:
    """Say no; it is gone for good, and nobody is told."""
    waiting.decline(viewer(), school, request)


def _link() -> str | None:
    """Return the address of this installation, for mails; None: no mail is sent."""
    found: str = current_app.extensions["settings"].public_url
    return found if smtp() else None
