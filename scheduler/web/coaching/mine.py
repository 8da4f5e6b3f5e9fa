"""My coaching: what waits for a word of mine, and where each cycle stands."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from scheduler.domain.roles import Action
from scheduler.services.coaching import (
    cycles,
    log,
    offers,
    searching,
    suggest,
    taking_part,
    waiting,
    withdraw,
    words,
)
from scheduler.web.access import allow, place, viewer
from scheduler.web.coaching.frame import blueprint, link

__all__: list[str] = []


@blueprint.get("/", endpoint="cycles")
@allow(Action.SEE_OWN_COACHING)
def show(school: str) -> str:
    """Everything about coaching that is the viewer's own."""
    who = viewer()
    mine = cycles.my_cycles(who, school)
    return render_template(
        "coaching/mine.html",
        entries=waiting.to_confirm(who, school),
        due=log.due(who, school),
        questions=taking_part.questions(who, school),
        visits=taking_part.taking_part(who, school),
        offered=offers.offers_to_me(who, school),
        invitations=suggest.invitations(who, school),
        cycles=mine,
        may_ask=who.may(Action.REQUEST_COACHING, place()),
    )


@blueprint.get("/cycles/<request_id>")
@allow(Action.SEE_OWN_COACHING)
def cycles_show(school: str, request_id: str) -> str:
    """One cycle with its steps, offers, and all that the two have written."""
    who = viewer()
    found = cycles.cycle(who, school, request_id)
    return render_template(
        "coaching/cycle.html",
        cycle=found,
        offers=offers.offers(who, school, request_id),
        pieces=words.pieces(who, school, request_id),
        due={one.session: one for one in log.due(who, school)},
        forms=words.FORMS,
    )


@blueprint.post("/entries/<request_id>/confirm")
@allow(Action.REQUEST_COACHING)
def confirm(school: str, request_id: str) -> Response:
    """Make an entry of others one's own."""
    waiting.confirm(viewer(), school, request_id, request.form.get("goal", ""), link())
    flash("Confirmed. Times are being looked for; you both choose.", "success")
    return _to_cycle(school, request_id)


@blueprint.post("/entries/<request_id>/decline")
@allow(Action.REQUEST_COACHING)
def decline(school: str, request_id: str) -> Response:
    """Say no to an entry of others."""
    waiting.decline(viewer(), school, request_id)
    flash("It is gone. Nobody is told.", "success")
    return _home(school)


@blueprint.post("/offers/<offer>/<any(accept, decline):what>")
@allow(Action.ANSWER_REQUEST)
def answer(school: str, offer: str, what: str) -> Response:
    """Accept or decline an offer."""
    is_booked = offers.answer(viewer(), school, offer, what == "accept", link())
    if is_booked:
        flash("You have both accepted: it is being booked, and you get a message.", "success")
    elif what == "accept":
        flash("Accepted. It is booked as soon as the other accepts it, too.", "success")
    else:
        flash("Declined. Nobody is told.", "success")
    return _home(school)


@blueprint.post("/cycles/<request_id>/agree")
@allow(Action.ANSWER_REQUEST)
def agree(school: str, request_id: str) -> Response:
    """Confirm one's own role."""
    is_active = cycles.agree(viewer(), school, request_id)
    flash("Both have confirmed: the cycle is active." if is_active else "Confirmed.", "success")
    return _to_cycle(school, request_id)


@blueprint.post("/cycles/<request_id>/look-again")
@allow(Action.REQUEST_COACHING)
def look_again(school: str, request_id: str) -> Response:
    """Look for times anew."""
    searching.look_again(viewer(), school, request_id, link())
    flash("Times are being looked for.", "success")
    return _to_cycle(school, request_id)


@blueprint.post("/cycles/<request_id>/withdraw")
@allow(Action.REQUEST_COACHING)
def take_back(school: str, request_id: str) -> Response:
    """Take a request back."""
    withdraw.withdraw(viewer(), school, request_id, link())
    flash("It is taken back, and what was written about it is deleted.", "success")
    return _home(school)


@blueprint.post("/cycles/<request_id>/change-coach")
@allow(Action.REQUEST_COACHING)
def change_coach(school: str, request_id: str) -> Response:
    """Go on with another coach."""
    goes_on = withdraw.change_coach(viewer(), school, request_id, link())
    flash("Times with another coach are being looked for.", "success")
    return _to_cycle(school, goes_on)


@blueprint.post("/invitations/<invitation>/hide")
@allow(Action.ANSWER_REQUEST)
def hide(school: str, invitation: str) -> Response:
    """Put an invitation away."""
    suggest.hide(viewer(), school, invitation)
    flash("Put away. Nobody is told.", "success")
    return _home(school)


def _home(school: str) -> Response:
    return redirect(url_for("coaching.cycles", school=school), 303)


def _to_cycle(school: str, request_id: str) -> Response:
    return redirect(url_for("coaching.cycles_show", school=school, request_id=request_id), 303)
