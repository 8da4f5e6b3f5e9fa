"""One's own account: where one is signed in, the password, accounts elsewhere."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import PasswordField
from wtforms.validators import DataRequired

from scheduler.errors import InputError, TooOftenError
from scheduler.services.access import elsewhere, sessions
from scheduler.services.access.passwords import SHORTEST
from scheduler.services.access.sign_in import change_password
from scheduler.web.access import signed_in, viewer
from scheduler.web.auth_session import entrance, source
from scheduler.web.complaints import complain
from scheduler.web.forms import Form

__all__ = ["blueprint"]

blueprint = Blueprint("account", __name__, url_prefix="/account")


class ChangeForm(Form):
    """The present password and a new one."""

    old = PasswordField(
        "Present password", [DataRequired()], render_kw={"autocomplete": "current-password"}
    )
    new = PasswordField(
        "New password",
        [DataRequired()],
        render_kw={"autocomplete": "new-password", "minlength": SHORTEST},
        description=f"At least {SHORTEST} characters; a few words are easy to remember.",
    )


@blueprint.route("/", methods=["GET", "POST"])
@signed_in
def show() -> Response | tuple[str, int]:
    """Show the account; the form on it changes the password."""
    form = ChangeForm()
    status = 200
    if form.validate_on_submit():
        try:
            change_password(entrance(), viewer(), form.old.data, form.new.data, source())
        except (InputError, TooOftenError) as error:
            status = complain(form, error)
        else:
            flash(
                "Your password is changed. All your other sessions, and your tokens, have ended.",
                "success",
            )
            return redirect(url_for("account.show"), 303)
    return render_template(
        "auth/account.html",
        form=form,
        who=viewer(),
        sessions=sessions.own_sessions(viewer()),
        linked=elsewhere.linked(viewer()),
        provider=current_app.extensions.get("oidc_name"),
    ), status


@blueprint.post("/sessions/<session>/end")
@signed_in
def end(session: str) -> Response:
    """End one of one's own sessions."""
    sessions.revoke(viewer(), session)
    flash("That session has ended.", "success")
    return redirect(url_for("account.show"), 303)


@blueprint.post("/sessions/end-others")
@signed_in
def end_others() -> Response:
    """End all of one's sessions but this one."""
    sessions.revoke_others(viewer())
    flash("All your other sessions have ended.", "success")
    return redirect(url_for("account.show"), 303)


@blueprint.post("/elsewhere/<identity>/unlink")
@signed_in
def unlink(identity: str) -> Response:
    """No longer sign in with an account elsewhere."""
    elsewhere.unlink(viewer(), identity)
    flash("That account is no longer linked.", "success")
    return redirect(url_for("account.show"), 303)
