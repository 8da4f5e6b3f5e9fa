"""People and roles: who is here, invite, change roles, deactivate."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField, EmailField, SelectField, StringField
from wtforms.validators import DataRequired

from scheduler.config import Smtp
from scheduler.domain.roles import Action, Grant
from scheduler.errors import ConflictError, SchedulerError
from scheduler.services.access import invitations, letters, resets
from scheduler.services.people import change, show
from scheduler.web.access import allow, viewer
from scheduler.web.auth_session import absolute, smtp
from scheduler.web.complaints import complain

__all__ = ["blueprint"]

blueprint = Blueprint("people", __name__, url_prefix="/people")


class RoleForm(FlaskForm):  # type: ignore[misc]
    """A role, and where."""

    place = SelectField("Place")
    role = SelectField("Role", [DataRequired()])
    staff = StringField(
        "Staff id", description="For teachers and Plus teachers: who of the staff they are."
    )
    may_publish = BooleanField("May publish (only for schedulers)")

    def offer(self) -> None:
        """Offer the places and roles that the viewer may give."""
        choices = show.choices(viewer())
        self.place.choices = [
            (one.place.site or one.place.district or "", one.name) for one in choices
        ]
        roles = dict.fromkeys(role for one in choices for role in one.roles)
        self.role.choices = [(role.value, role.value.capitalize()) for role in roles]


class InviteForm(RoleForm):
    """Whom to invite, and to which role."""

    email = EmailField("E-mail", [DataRequired()])
    name = StringField("Name")


@blueprint.get("/")
@allow(Action.MANAGE_PEOPLE, anywhere=True)
def index() -> str:
    """List everybody at the viewer's places, and who was invited."""
    return render_template("people/index.html", found=show.list_(viewer()))


@blueprint.route("/invite", methods=["GET", "POST"])
@allow(Action.MANAGE_PEOPLE, anywhere=True)
def index_invite() -> Response | tuple[str, int]:
    """Invite somebody; the link is shown once."""
    form = InviteForm()
    form.offer()
    status = 200
    if request.method == "POST":
        # A place or role that is not among the choices is for the service to refuse.
        form.place.validate_choice = form.role.validate_choice = False
    if form.validate_on_submit():
        email, name, server = form.email.data, form.name.data or "", smtp()
        try:
            token = invitations.invite(viewer(), email, name, _grant(form))
            link = absolute("auth.invitation_link", token=token)
            if server is not None:
                _send_invitation(server, email, token, link)
        except SchedulerError as error:
            status = complain(form, error)
            if status in (403, 404):
                raise
        else:
            if server is not None:
                flash(f"A letter with the link is on its way to {email}.", "success")
                return redirect(url_for("people.index"), 303)
            return render_template("people/link.html", link=link, whom=email, is_reset=False), 200
    return render_template("people/invite.html", form=form), status


@blueprint.post("/invitations/<invitation>/take-back")
@allow(Action.MANAGE_PEOPLE, anywhere=True)
def take_back(invitation: str) -> Response:
    """Make an invitation useless."""
    invitations.take_back(viewer(), invitation)
    flash("The invitation no longer works.", "success")
    return redirect(url_for("people.index"), 303)


@blueprint.route("/<user>", methods=["GET", "POST"])
@allow(Action.MANAGE_PEOPLE, anywhere=True)
def index_person(user: str) -> Response | tuple[str, int]:
    """Show one person; the form on it gives one more role."""
    person = show.one(viewer(), user)
    form = RoleForm()
    form.offer()
    status = 200
    if request.method == "POST":
        form.place.validate_choice = form.role.validate_choice = False
    if form.validate_on_submit():
        try:
            change.give(viewer(), user, _grant(form))
        except SchedulerError as error:
            status = complain(form, error)
            if status in (403, 404):
                raise
        else:
            flash(f"{person.name} has one more role.", "success")
            return redirect(url_for("people.index_person", user=user), 303)
    return render_template("people/show.html", person=person, form=form), status


@blueprint.post("/<user>/roles/<membership>/take")
@allow(Action.MANAGE_PEOPLE, anywhere=True)
def take(user: str, membership: str) -> Response:
    """Take a role from somebody."""
    change.take(viewer(), user, membership)
    flash("The role is taken away.", "success")
    return redirect(url_for("people.index"), 303)


@blueprint.post("/<user>/deactivate")
@allow(Action.MANAGE_PEOPLE, anywhere=True)
def deactivate(user: str) -> Response:
    """Let somebody no longer sign in."""
    change.deactivate(viewer(), user)
    flash("They can no longer sign in.", "success")
    return redirect(url_for("people.index_person", user=user), 303)


@blueprint.post("/<user>/reactivate")
@allow(Action.MANAGE_PEOPLE, anywhere=True)
def reactivate(user: str) -> Response:
    """Let somebody sign in again."""
    change.reactivate(viewer(), user)
    flash("They can sign in again.", "success")
    return redirect(url_for("people.index_person", user=user), 303)


@blueprint.post("/<user>/reset")
@allow(Action.RESET_PASSWORD, anywhere=True)
def reset(user: str) -> str:
    """Make a link by which somebody sets a new password; it is shown once."""
    token = resets.make(viewer(), user)
    person = show.one(viewer(), user)
    link = absolute("auth.reset_link", token=token)
    return render_template("people/link.html", link=link, whom=person.email, is_reset=True)


def _send_invitation(server: Smtp, email: str, token: str, link: str) -> None:
    """Send the link to whom it is for alone: who invites could otherwise take their place."""
    try:
        letters.send(server, email, *letters.invitation(link))
    except ConflictError:
        invitations.undo(viewer(), token)
        raise


def _grant(form: RoleForm) -> Grant:
    return change.grant_at(
        viewer(),
        form.role.data or "",
        form.place.data or "",
        form.staff.data or "",
        may_publish=bool(form.may_publish.data),
    )
