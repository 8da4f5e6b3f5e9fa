"""What the two write: goal, letters, reflections, own notes; what they agree on a visit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import HiddenField, IntegerField, RadioField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from scheduler.domain.roles import Action
from scheduler.errors import ConflictError, NotFoundError, SchedulerError
from scheduler.services.coaching import cycles, words
from scheduler.web.access import allow, viewer
from scheduler.web.coaching.frame import at_field, blueprint, options
from scheduler.web.forms import Form
from scheduler.web.typed import forget, keeps_typed

__all__: list[str] = []

_LONG = Length(max=10_000)
_INITIALS = "Write about pupils with initials only; names of pupils have no place here."
TITLES: Mapping[str, str] = {
    "goal": "My goal",
    "before": "Letter before the cycle",
    "after": "Letter after a session",
    "reflection": "Reflection",
    "note": "Note to myself",
}


class GoalForm(Form):
    """The teacher's goal."""

    goal = TextAreaField("Goal", [DataRequired("Write something."), _LONG], description=_INITIALS)
    version = HiddenField()


class BeforeForm(Form):
    """A letter before the cycle."""

    letter = TextAreaField(
        "Letter", [DataRequired("Write something."), _LONG], description=_INITIALS
    )
    version = HiddenField()


class AfterForm(Form):
    """A letter in three parts."""

    noticed = TextAreaField("What I noticed", [_LONG], description=_INITIALS)
    matters = TextAreaField("Why it matters", [_LONG])
    wondering = TextAreaField("What I am wondering", [_LONG])
    version = HiddenField()


class ReflectionForm(Form):
    """A reflection."""

    reflection = TextAreaField(
        "Reflection", [DataRequired("Write something."), _LONG], description=_INITIALS
    )
    version = HiddenField()


class NoteForm(Form):
    """A note to oneself."""

    note = TextAreaField("Note", [DataRequired("Write something."), _LONG], description=_INITIALS)
    version = HiddenField()


_FORMS: Mapping[str, type[Form]] = {
    "goal": GoalForm,
    "before": BeforeForm,
    "after": AfterForm,
    "reflection": ReflectionForm,
    "note": NoteForm,
}


class AgreementForm(Form):
    """What the two agree before a visit."""

    purpose = TextAreaField("What is the visit for?", [DataRequired("Say it."), _LONG])
    collected = TextAreaField(
        "What is looked at and written down?", [DataRequired("Say it."), _LONG]
    )
    form = RadioField(
        "In which form?", [InputRequired("Choose one.")], choices=options(*words.FORMS.items())
    )
    viewers = RadioField(
        "Who sees it?", [InputRequired("Choose one.")], choices=options(*words.VIEWERS.items())
    )
    keep_days = IntegerField(
        "How many days is it kept?",
        [InputRequired("Give a number."), NumberRange(1, 400, "Give 1 to 400 days.")],
        description="Afterwards it is deleted.",
    )
    version = HiddenField()


class ObservationForm(Form):
    """Notes on a visit."""

    form = RadioField(
        "In which form?", [InputRequired("Choose one.")], choices=options(*words.FORMS.items())
    )
    notes = TextAreaField("Notes", [DataRequired("Write something."), _LONG], description=_INITIALS)


@blueprint.route(
    "/cycles/<request_id>/write/<any(goal, before, after, reflection, note):kind>",
    methods=["GET", "POST"],
)
@allow(Action.LOG_SESSION)
@keeps_typed
def cycles_write(school: str, request_id: str, kind: str) -> Response | tuple[str, int]:
    """Write a piece, or change one of one's own."""
    who = viewer()
    cycle = cycles.cycle(who, school, request_id)
    if kind == "goal" and not cycle.is_mine:
        raise NotFoundError("Only the teacher writes the goal.")
    present = _present(school, request_id, kind)
    given = {**present.content, "version": present.version} if present else {}
    form = _FORMS[kind](data=given)
    status, theirs = 422 if form.is_submitted() else 200, None
    if form.validate_on_submit():
        content = {
            field.name: field.data or ""
            for field in form
            if field.name not in ("csrf_token", "version")
        }
        try:
            words.write(
                who,
                school,
                request_id,
                kind,
                content,
                piece=present.id if present else None,
                expected=_version(),
            )
        except SchedulerError as error:
            status = at_field(form, error)
            if isinstance(error, ConflictError) and present:
                theirs, form.version.data = present, present.version
        else:
            forget()
            flash("Saved.", "success")
            return _to_cycle(school, request_id)
    page = render_template(
        "coaching/write.html",
        form=form,
        cycle=cycle,
        kind=kind,
        title=TITLES[kind],
        theirs=theirs,
    )
    return page, status


@blueprint.get("/cycles/<request_id>/print")
@allow(Action.SEE_OWN_COACHING)
def cycles_print(school: str, request_id: str) -> str:
    """Letters and reflections with a wide margin, to write beside."""
    who = viewer()
    cycle = cycles.cycle(who, school, request_id)
    kinds = ("goal", "before", "after", "reflection")
    found = [one for one in words.pieces(who, school, request_id) if one.kind in kinds]
    return render_template("coaching/print.html", cycle=cycle, pieces=found, titles=TITLES)


@blueprint.route("/cycles/<request_id>/visits/<visit>", methods=["GET", "POST"])
@allow(Action.LOG_SESSION)
@keeps_typed
def cycles_visit(school: str, request_id: str, visit: str) -> Response | tuple[str, int]:
    """Agree on a visit before it takes place."""
    who = viewer()
    cycle = cycles.cycle(who, school, request_id)
    present = words.agreement(who, school, request_id, visit)
    given: dict[str, Any] = {"form": "notes", "viewers": "pair", "keep_days": 60}
    if present:
        given = {**present.content, "version": present.version}
    form = AgreementForm(data=given)
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        names = ("purpose", "collected", "form", "viewers", "keep_days")
        terms = {name: form[name].data for name in names}
        try:
            both = words.agree_to_visit(who, school, request_id, visit, terms, _version())
        except SchedulerError as error:
            status = at_field(form, error)
            if isinstance(error, ConflictError) and present:
                form.version.data = present.version
        else:
            forget()
            said = "You have both agreed." if both else "Saved. The other has to agree, too."
            flash(said, "success")
            return _to_cycle(school, request_id)
    page = render_template(
        "coaching/visit.html", form=form, cycle=cycle, present=present, visit=visit
    )
    return page, status


@blueprint.route("/cycles/<request_id>/visits/<visit>/notes", methods=["GET", "POST"])
@allow(Action.LOG_SESSION)
@keeps_typed
def cycles_visit_notes(school: str, request_id: str, visit: str) -> Response | tuple[str, int]:
    """Keep notes on a visit, as was agreed; anything else is refused."""
    who = viewer()
    cycle = cycles.cycle(who, school, request_id)
    agreed = words.agreement(who, school, request_id, visit)
    if cycle.is_mine:
        raise ConflictError("The coach writes the notes on a visit; you find them in the cycle.")
    form = ObservationForm(data={"form": agreed.content["form"]} if agreed else {})
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            words.observe(who, school, request_id, visit, form.form.data, form.notes.data)
        except SchedulerError as error:
            status = at_field(form, error)
        else:
            forget()
            flash("Saved.", "success")
            return _to_cycle(school, request_id)
    page = render_template(
        "coaching/notes.html", form=form, cycle=cycle, agreed=agreed, forms=words.FORMS
    )
    return page, status


def _present(school: str, request_id: str, kind: str) -> words.Piece | None:
    """Return the piece that is to be changed: the goal, or the one in the address."""
    asked = request.args.get("piece", "")
    for one in words.pieces(viewer(), school, request_id):
        if one.kind == kind and one.is_mine and (kind == "goal" or one.id == asked):
            return one
    if asked:
        raise NotFoundError("There is no such piece of yours.")
    return None


def _version() -> int | None:
    return request.form.get("version", type=int)


def _to_cycle(school: str, request_id: str) -> Response:
    return redirect(url_for("coaching.cycles_show", school=school, request_id=request_id), 303)
