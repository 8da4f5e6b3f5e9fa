"""For those who place sessions: who meets whom when; suggest coaching, or invite a group."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import DateField, EmailField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from scheduler.domain.roles import Action
from scheduler.errors import SchedulerError
from scheduler.services.access import letters
from scheduler.services.coaching import bookings as booked
from scheduler.services.coaching import links
from scheduler.services.coaching import suggest as suggesting
from scheduler.services.coaching.suggest import Offering
from scheduler.web.access import allow, place, viewer
from scheduler.web.auth_session import absolute, entrance, smtp, source
from scheduler.web.coaching.frame import at_field, blueprint, link, options, ticks
from scheduler.web.forms import Form
from scheduler.web.listing import listing

__all__: list[str] = []

_PER_PAGE = 50


class SuggestForm(Form):
    """Coaching that is suggested to one teacher."""

    teacher = SelectField("To whom?", [InputRequired("Choose somebody.")])
    template = SelectField("What kind?")
    areas = ticks("In which content area?", "None ticked: any.")
    first = DateField("From", [InputRequired("Give a date.")])
    last = DateField("To", [InputRequired("Give a date.")])


class LinkForm(Form):
    """A teacher without an account, and where a letter reaches them."""

    teacher = SelectField("To whom?", [InputRequired("Choose somebody.")])
    email = EmailField("Their e-mail", [InputRequired("Give an address.")])


class InviteForm(Form):
    """An invitation to a group."""

    group = SelectField("Which group?")
    template = SelectField("What kind?")
    words = TextAreaField("Words to them", [Length(max=1000)])
    first = DateField("From", [InputRequired("Give a date.")])
    last = DateField("To", [InputRequired("Give a date.")])


@blueprint.get("/bookings")
@allow(Action.SEE_BOOKINGS)
def bookings(school: str) -> str:
    """Booked sessions: who, when and which kind."""
    found = booked.bookings(viewer(), school)
    keys = {
        "date": lambda one: (one.date, one.start),
        "teacher": lambda one: (one.teacher, one.date),
        "coach": lambda one: (one.coach, one.date),
        "kind": lambda one: (one.kind, one.date),
    }
    page = listing(found.rows, keys, "date", per_page=_PER_PAGE)
    return render_template("coaching/bookings.html", page=page, found=found)


@blueprint.route("/suggest", methods=["GET", "POST"])
@allow(Action.SUGGEST_COACHING)
def suggest(school: str) -> Response | tuple[str, int]:
    """Suggest coaching to a teacher, who alone sees it and decides."""
    offering = suggesting.offering(viewer(), school)
    form = SuggestForm(data={"first": offering.first, "last": offering.last})
    form.teacher.choices = options(
        ("", "Choose"), *((one.id, one.name) for one in offering.teachers)
    )
    form.areas.choices = options(*offering.areas.items())
    form.template.choices = _kinds(offering)
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            suggesting.suggest(
                viewer(),
                school,
                form.teacher.data,
                form.template.data,
                tuple(form.areas.data or ()),
                form.first.data,
                form.last.data,
                link(),
            )
        except SchedulerError as error:
            status = at_field(form, error)
        else:
            flash("Suggested. The teacher alone sees it and decides.", "success")
            return redirect(url_for("coaching.suggest", school=school), 303)
    may_send = viewer().may(Action.SEND_LINK, place())
    page = render_template("coaching/suggest.html", form=form, offering=offering, may_send=may_send)
    return page, status


@blueprint.route("/suggest/group", methods=["GET", "POST"])
@allow(Action.SUGGEST_COACHING)
def suggest_group(school: str) -> Response | tuple[str, int]:
    """Invite a group; their answers are not listed."""
    offering = suggesting.offering(viewer(), school)
    form = InviteForm(data={"first": offering.first, "last": offering.last})
    form.group.choices = options(*offering.groups.items())
    form.template.choices = _kinds(offering)
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            suggesting.invite(
                viewer(),
                school,
                form.group.data,
                form.template.data,
                form.words.data or "",
                form.first.data,
                form.last.data,
                link(),
            )
        except SchedulerError as error:
            status = at_field(form, error)
        else:
            flash("Invited. Whoever likes asks; nobody lists the answers.", "success")
            return redirect(url_for("coaching.suggest_group", school=school), 303)
    return render_template("coaching/invite.html", form=form, offering=offering), status


@blueprint.route("/suggest/link", methods=["GET", "POST"])
@allow(Action.SEND_LINK)
def suggest_link(school: str) -> Response | tuple[str, int]:
    """Send a teacher without an account a link to what waits for their word."""
    offering, server = suggesting.offering(viewer(), school), smtp()
    form = LinkForm()
    form.teacher.choices = options(
        ("", "Choose"), *((one.id, one.name) for one in offering.teachers)
    )
    status = 422 if form.is_submitted() else 200
    if server is not None and form.validate_on_submit():
        whom, email = form.teacher.data, form.email.data
        try:
            made = links.make(viewer(), school, whom, email, entrance(), source())
        except SchedulerError as error:
            status = at_field(form, error)
        else:
            if made.tokens:
                addresses = [absolute("answers.answer_link", token=one) for one in made.tokens]
                letters.send_unseen(server, email, *letters.entry(made.school, addresses))
            flash("If something waits for their word, a letter is on its way.", "success")
            return redirect(url_for("coaching.suggest_link", school=school), 303)
    return render_template("coaching/link.html", form=form, sends=server is not None), status


def _kinds(offering: Offering) -> list[SelectChoice]:
    return options(*((one.id, one.name) for one in offering.templates))
