"""Ask for coaching in two minutes: the match is explained before anything is sent."""

from __future__ import annotations

import datetime as dt

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import (
    BooleanField,
    DateField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length

from scheduler.domain.matching import Match
from scheduler.domain.roles import Action
from scheduler.errors import SchedulerError
from scheduler.services.coaching import ask as asking
from scheduler.services.coaching.ask import Choices, Wish
from scheduler.web.access import allow, viewer
from scheduler.web.coaching.colleagues import ColleagueForm
from scheduler.web.coaching.frame import at_field, blueprint, link, options, ticks
from scheduler.web.typed import forget, keeps_typed

__all__: list[str] = []

_OPEN = ""
"""What stands for "any" in a choice."""


class AskForm(ColleagueForm):
    """What a teacher asks for; the first five fields are enough."""

    template = RadioField("What kind of coaching?", [InputRequired("Choose one.")])
    goal = TextAreaField(
        "What would you like to work on?",
        [Length(max=asking.LONGEST)],
        description="Your own goal, in your own words. Your coach reads it, and nobody else."
        " Write about pupils with initials only.",
    )
    areas = ticks("In which content area?")
    any_area = BooleanField("Any area will do")
    first = DateField("From", [InputRequired("Give a date.")])
    last = DateField("To", [InputRequired("Give a date.")])
    section = SelectField("Which class?")
    wished_coach = SelectField("Which coach would you like?")
    wish_reason = StringField("Why this coach", [Length(max=asking.LONGEST)])
    not_coaches = ticks("Not this coach")
    exclusion_reason = StringField("Why not", [Length(max=asking.LONGEST)])
    planning_is_fine = BooleanField("You may use my planning periods for it")

    def offer(self, choices: Choices) -> None:
        """Fill in what can be chosen at this school."""
        super().offer(choices)
        self.template.choices = options(*((one.id, one.name) for one in choices.templates))
        self.areas.choices = options(*((one.id, one.name) for one in choices.areas))
        self.section.choices = options((_OPEN, "Any of my classes"), *choices.sections.items())
        people = [(one.id, one.name) for one in choices.coaches]
        self.wished_coach.choices = options((_OPEN, "Anybody who fits"), *people)
        self.not_coaches.choices = options(*people)

    def wish(self) -> Wish:
        """Return what was asked for."""
        given = {
            field.name: field.data for field in self if field.name not in ("csrf_token", "submit")
        }
        for name in ("areas", "not_coaches", "with_staff"):
            given[name] = tuple(given[name] or ())
        for name in ("section", "wished_coach", "colleague_area"):
            given[name] = given[name] or None
        for name in ("goal", "wish_reason", "exclusion_reason"):
            given[name] = given[name] or ""
        return Wish(**given)


@blueprint.route("/ask", methods=["GET", "POST"])
@allow(Action.REQUEST_COACHING)
@keeps_typed
def cycles_ask(school: str) -> Response | tuple[str, int]:
    """Ask for coaching; "Show who fits" explains the match and sends nothing."""
    choices = asking.choices(viewer(), school)
    form = AskForm(data=_usual(choices))
    form.offer(choices)
    fits: tuple[Match, ...] = ()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            if "look" in request.form:
                fits, status = asking.matches(viewer(), school, form.wish()), 200
            else:
                id = asking.ask(viewer(), school, form.wish(), link())
                forget()
                flash(_sent(choices, form.wish()), "success")
                path = url_for("coaching.cycles_show", school=school, request_id=id)
                return redirect(path, 303)
        except SchedulerError as error:
            status = at_field(form, error)
    page = render_template(
        "coaching/ask.html", form=form, fits=fits, choices=choices, reasons=_reasons(fits)
    )
    return page, status


def _usual(choices: Choices) -> dict[str, object]:
    """Return what a teacher most likely asks for, as a start."""
    asked = request.args.get("template", "")
    known = [one.id for one in choices.templates]
    return {
        "template": asked if asked in known else next(iter(known), None),
        "areas": list(choices.own_areas),
        "first": _date("first") or choices.first,
        "last": _date("last") or choices.last,
    }


def _date(name: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _sent(choices: Choices, wish: Wish) -> str:
    if wish.with_staff or wish.colleague_area:
        return "Your colleagues are asked first. Times are looked for when they say yes."
    if choices.is_published:
        return "Your request is in. Times are being looked for: you see up to three offers here."
    return "Your request is in. It gets its times with the first plan that is published."


def _reasons(fits: tuple[Match, ...]) -> dict[str, str]:
    """Say of each Plus teacher how they fit, in a few words."""
    return {one.coach: _reason(one) for one in fits}


def _reason(one: Match) -> str:
    if one.evaluates:
        return "evaluates you, and so cannot be your coach"
    areas = "the area ✓" if one.areas else "not certified in what you ask for"
    if one.days:
        days = "1 day" if one.days == 1 else f"{one.days} days"
        return f"{areas}, free in your planning time on {days}"
    if one.first_free is None:
        return f"{areas}, booked out for the rest of the year"
    return f"{areas}, booked out until {one.first_free:%B} {one.first_free.day}"
