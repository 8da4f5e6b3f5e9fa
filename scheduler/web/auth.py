"""Sign in and out; open an invitation or a reset link."""

from __future__ import annotations

from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug.wrappers import Response
from wtforms import EmailField, PasswordField, StringField
from wtforms.validators import DataRequired

from scheduler.errors import InputError, NotFoundError, SchedulerError, TooOftenError
from scheduler.services.access import invitations, letters, resets
from scheduler.services.access.passwords import SHORTEST
from scheduler.services.access.sign_in import sign_in as sign_in_with
from scheduler.web.access import public, viewer, visitor
from scheduler.web.auth_session import (
    INVITATION,
    absolute,
    begin,
    entrance,
    leave,
    safe_next,
    smtp,
    source,
)
from scheduler.web.complaints import complain
from scheduler.web.forms import Form

__all__ = ["blueprint"]

blueprint = Blueprint("auth", __name__)

_NEW = {"autocomplete": "new-password", "minlength": SHORTEST}


class SignInForm(Form):
    """E-mail address and password."""

    email = EmailField("E-mail", [DataRequired()], render_kw={"autocomplete": "username"})
    password = PasswordField(
        "Password", [DataRequired()], render_kw={"autocomplete": "current-password"}
    )


class AccountForm(Form):
    """What an invited person says of themselves."""

    email = EmailField("E-mail", [DataRequired()], render_kw={"autocomplete": "username"})
    name = StringField("Name", [DataRequired()], render_kw={"autocomplete": "name"})
    password = PasswordField(
        "Password",
        [DataRequired()],
        render_kw=_NEW,
        description=f"At least {SHORTEST} characters; a few words are easy to remember.",
    )


class AcceptForm(Form):
    """One button, and the token that protects it."""


class PasswordForm(Form):
    """A new password."""

    password = PasswordField(
        "Password",
        [DataRequired()],
        render_kw=_NEW,
        description=f"At least {SHORTEST} characters; a few words are easy to remember.",
    )


class AskForm(Form):
    """Whose password was forgotten."""

    email = EmailField("E-mail", [DataRequired()], render_kw={"autocomplete": "username"})


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Response | tuple[str, int]:
    """Sign in with a password."""
    goal = safe_next(request.args.get("next"), "/")
    if visitor() is not None and request.method == "GET":
        return redirect(goal)
    if current_app.extensions["settings"].demo:  # nobody there has a password
        return redirect(url_for("demo.show", next=goal if goal != "/" else None))
    form = SignInForm()
    status = 200
    if form.validate_on_submit():
        try:
            signed_in = sign_in_with(entrance(), form.email.data, form.password.data, source())
        except (InputError, TooOftenError) as error:
            status = complain(form, error)
        else:
            begin(signed_in.token, signed_in.browser)
            return redirect(goal, 303)
    return render_template(
        "auth/sign_in.html",
        form=form,
        goal=goal,
        sends_letters=smtp() is not None,
        provider=current_app.extensions.get("oidc_name"),
    ), status


@blueprint.post("/sign-out")
@public
def sign_out() -> Response:
    """End the session; harmless for whoever has none."""
    leave()
    flash("You have signed out.", "success")
    return redirect(url_for("auth.sign_in"), 303)


@blueprint.get("/invitation/<token>")
@public
def invitation_link(token: str) -> Response:
    """Take the token out of the address: it would stand in histories and in logs."""
    session[INVITATION] = token
    return redirect(url_for("auth.invitation"))


@blueprint.route("/invitation", methods=["GET", "POST"])
@public
def invitation() -> Response | tuple[str, int]:
    """Accept an invitation: with a new account, or with the one signed in."""
    token = _token(INVITATION)
    offer = invitations.offer_of(token)
    if offer.has_account:
        return _accept_signed_in(token, offer)
    form = AccountForm(data={"name": offer.name} if request.method == "GET" else None)
    if offer.email:
        del form.email
    status = 200
    if form.validate_on_submit():
        try:
            accepted = invitations.accept_new(
                entrance(),
                token,
                form.email.data if form.email else "",
                form.name.data,
                form.password.data,
                source(),
            )
        except SchedulerError as error:
            status = complain(form, error)
        else:
            session.pop(INVITATION)
            begin(accepted.token, accepted.browser)
            flash(f"Welcome. You are now {offer.role.words} at {offer.place}.", "success")
            return redirect("/", 303)
    provider = current_app.extensions.get("oidc_name") if offer.email else None
    return render_template(
        "auth/invitation.html", form=form, offer=offer, provider=provider
    ), status


@blueprint.get("/reset/<token>")
@public
def reset_link(token: str) -> Response:
    """Take the token out of the address."""
    session["reset"] = token
    return redirect(url_for("auth.reset"))


@blueprint.route("/reset", methods=["GET", "POST"])
@public
def reset() -> Response | tuple[str, int]:
    """Set a new password by a link."""
    token = _token("reset")
    email = resets.whose(token)
    form = PasswordForm()
    status = 200
    if form.validate_on_submit():
        try:
            done = resets.set_password(entrance(), token, form.password.data, source())
        except InputError as error:
            status = complain(form, error)
        else:
            begin(done.token, done.browser)
            flash("Your password is set. All your other sessions have ended.", "success")
            return redirect("/", 303)
    return render_template("auth/reset.html", form=form, email=email), status


@blueprint.route("/forgotten", methods=["GET", "POST"])
@public
def forgotten() -> Response | tuple[str, int]:
    """Ask for a reset link by mail; without mail, say whom to ask."""
    server = smtp()
    form = AskForm()
    status = 200
    if server is not None and form.validate_on_submit():
        try:
            asked = resets.ask(entrance(), form.email.data, source())
        except TooOftenError as error:
            status = complain(form, error)
        else:
            if asked is not None:
                email, token = asked
                link = absolute("auth.reset_link", token)
                letters.send_unseen(server, email, *letters.reset(link))
            flash("If there is an account with this address, a letter is on its way.", "success")
            return redirect(url_for("auth.sign_in"), 303)
    return render_template(
        "auth/forgotten.html", form=form, sends_letters=server is not None
    ), status


def _accept_signed_in(token: str, offer: invitations.Offer) -> Response | tuple[str, int]:
    """Add the role to the account of whoever is signed in; ask others to sign in first."""
    form = AcceptForm()
    if visitor() is not None and form.validate_on_submit():
        invitations.accept_as(viewer(), token)
        session.pop(INVITATION, None)
        flash(f"You are now {offer.role.words} at {offer.place}, too.", "success")
        return redirect("/", 303)
    return render_template("auth/accept.html", form=form, offer=offer, who=visitor()), 200


def _token(kind: str) -> str:
    token = session.get(kind)
    if not isinstance(token, str):
        raise NotFoundError("Open the link that you were given; this page works only with it.")
    return token
