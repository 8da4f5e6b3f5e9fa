"""One's own tokens: what programs show instead of a password. A new one is shown once."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from scheduler.errors import SchedulerError
from scheduler.services.access import programs
from scheduler.services.access.programs import Scope
from scheduler.web.access import signed_in, viewer
from scheduler.web.complaints import complain
from scheduler.web.forms import Form

__all__ = ["blueprint"]

blueprint = Blueprint("tokens", __name__, url_prefix="/account/tokens")


class TokenForm(Form):
    """What a token is for, what it allows, and for how long."""

    name = StringField(
        "Name", [DataRequired(), Length(max=100)], description="What it is for: you read it here."
    )
    scope = RadioField(
        "What may the program do?",
        choices=[
            SelectChoice(Scope.READ.value, "Read what you may see"),
            SelectChoice(Scope.WRITE.value, "Read, and change what you may change"),
        ],
        default=Scope.READ.value,
    )
    days = SelectField(
        "Valid for",
        choices=[SelectChoice(str(one), f"{one} days") for one in programs.LIVES],
        default="90",
    )


@blueprint.route("/", methods=["GET", "POST"])
@signed_in
def show() -> tuple[str, int]:
    """List one's tokens; the form makes one, which is shown in the answer and never again."""
    form, made, status = TokenForm(), None, 200
    if form.validate_on_submit():
        scope, days = Scope(form.scope.data), int(form.days.data)
        try:
            made = programs.create(viewer(), form.name.data, scope, days)
        except SchedulerError as error:
            status = complain(form, error)
        else:
            form = TokenForm(formdata=None)
    elif form.is_submitted():
        status = 422
    return render_template(
        "auth/tokens.html", form=form, made=made, tokens=programs.own_tokens(viewer())
    ), status


@blueprint.post("/<token>/revoke")
@signed_in
def revoke(token: str) -> Response:
    """Make a token useless."""
    programs.revoke(viewer(), token)
    flash("That token no longer counts.", "success")
    return redirect(url_for("tokens.show"), 303)
