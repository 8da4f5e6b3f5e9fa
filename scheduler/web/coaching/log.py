"""Log what came of a session in two taps."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import DateField, IntegerField, RadioField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from scheduler.domain.district.delivered import Channel, Outcome
from scheduler.domain.roles import Action
from scheduler.domain.yearplan import LostReason
from scheduler.errors import NotFoundError, SchedulerError
from scheduler.services.coaching import log as logging
from scheduler.web.access import allow, viewer
from scheduler.web.coaching.frame import at_field, blueprint, options
from scheduler.web.forms import Form

__all__: list[str] = []

_OUTCOMES = options(
    (Outcome.HAPPENED.value, "It took place"),
    (Outcome.MOVED.value, "It was moved"),
    (Outcome.LOST.value, "It was lost"),
)
_CHANNELS = options(
    (Channel.IN_PERSON.value, "In person"),
    (Channel.LIVE_ONLINE.value, "Live online"),
    (Channel.ASYNCHRONOUS.value, "Asynchronous"),
)
_REASONS = options(
    ("", "Choose"),
    (LostReason.EMERGENCY_COVER.value, "The coach had to cover a class"),
    (LostReason.ABSENCE.value, "One of us was absent"),
    (LostReason.NO_SCHOOL.value, "There was no school"),
    (LostReason.CANCELLED.value, "Called off"),
)


class LogForm(Form):
    """What came of a session."""

    outcome = RadioField("What came of it?", [InputRequired("Choose one.")], choices=_OUTCOMES)
    channel = RadioField("How did you meet?", [InputRequired("Choose one.")], choices=_CHANNELS)
    minutes = IntegerField(
        "How many minutes?",
        [InputRequired("Give a number."), NumberRange(1, 480, "Give 1 to 480 minutes.")],
    )
    moved_to = DateField("Moved to", [Optional()], description="Only where it was moved.")
    reason = SelectField("Why was it lost?", choices=_REASONS, description="Only where it was.")


@blueprint.route("/log/<session_id>", methods=["GET", "POST"])
@allow(Action.LOG_SESSION)
def cycles_log(school: str, session_id: str) -> Response | tuple[str, int]:
    """Say what came of a session; the first tap is on the page before, where it took place."""
    found = {one.session: one for one in logging.due(viewer(), school)}.get(session_id)
    if found is None:
        raise NotFoundError("There is no such session of yours that waits for a word.")
    usual = {"outcome": "happened", "channel": "in_person", "minutes": found.minutes}
    form = LogForm(data=usual)
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        outcome = Outcome(form.outcome.data)
        try:
            logging.log(
                viewer(),
                school,
                session_id,
                outcome,
                channel=Channel(form.channel.data),
                minutes=form.minutes.data,
                moved_to=form.moved_to.data if outcome is Outcome.MOVED else None,
                reason=_reason(form) if outcome is Outcome.LOST else None,
            )
        except SchedulerError as error:
            status = at_field(form, error)
        else:
            return _done(school)
    return render_template("coaching/log.html", form=form, due=found), status


@blueprint.post("/log/<session_id>/took-place")
@allow(Action.LOG_SESSION)
def took_place(school: str, session_id: str) -> Response:
    """Say in one tap that it took place as planned."""
    logging.log(viewer(), school, session_id, Outcome.HAPPENED)
    return _done(school)


@blueprint.post("/log/<session_id>/right")
@allow(Action.LOG_SESSION)
def is_right(school: str, session_id: str) -> Response:
    """Say that what the other has logged is right."""
    logging.confirm(viewer(), school, session_id)
    flash("Thank you. It is settled.", "success")
    return redirect(_back(school), 303)


def _reason(form: LogForm) -> LostReason | None:
    return LostReason(form.reason.data) if form.reason.data else None


def _done(school: str) -> Response:
    flash("Logged. It counts when the other of you says so, too.", "success")
    return redirect(_back(school), 303)


def _back(school: str) -> str:
    """Return where the tap was made: the page of a cycle, or one's own."""
    cycle = request.form.get("cycle")
    if cycle:
        return url_for("coaching.cycles_show", school=school, request_id=cycle)
    return url_for("coaching.cycles", school=school)
