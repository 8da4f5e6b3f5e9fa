"""People and roles: who is here, invite, change roles, deactivate."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, EmailField, HiddenField, SelectField, StringField
from wtforms.validators import DataRequired

from scheduler.config import Smtp
from scheduler.domain.roles import Action, Grant, Role
from scheduler.errors import ConflictError, InputError
from scheduler.services.access import invitations, letters, resets
from scheduler.services.people import change, show
from scheduler.web.access import allow, viewer
from scheduler.web.auth_session import absolute, smtp
from scheduler.web.complaints import complain
from scheduler.web.forms import Form

__all__ = ["blueprint"]

blueprint = Blueprint("people", __name__, url_prefix="/people")


class RoleForm(Form):
    """A role at a place that was chosen before."""

    place = HiddenField()
    role = SelectField("Role", [DataRequired()])
    staff = SelectField(
        "Person", default="", description="Teachers and Plus teachers: who of the staff."
    )
    may_publish = BooleanField("May publish (only for schedulers)")

    def offer(self, choice: show.Choice) -> None:
        """Offer the roles that the viewer may give at a place, and the people of its staff."""
        self.place.data = choice.id
        roles = [(role.value, role.words.capitalize()) for role in choice.roles]
        self.role.choices = [("", "Choose a role"), *roles]
        self.staff.choices = [("", "Nobody of the staff"), *choice.staff.items()]
        if not choice.staff:
            del self.staff
        if Role.SCHEDULER not in choice.roles:
            del self.may_publish

    def grant(self) -> Grant:
        """Return what the form describes."""
        return change.grant_at(
            viewer(),
            self.role.data or "",
            self.place.data or "",
            "" if self.staff is None else self.staff.data or "",
            may_publish=self.may_publish is not None and bool(self.may_publish.data),
        )


class InviteForm(RoleForm):
    """Whom to invite, and to which role."""

    email = EmailField("E-mail", [DataRequired()])
    name = StringField("Name")


@blueprint.get("/")
@allow(Action.MANAGE_PEOPLE, anywhere=True)
def index() -> str:
    """List everybody at the viewer's places, and who was invited."""
    found, sends = show.list_(viewer()), smtp() is not None
    return render_template("people/index.html", found=found, sends_letters=sends)


@blueprint.route("/invite", methods=["GET", "POST"])
@allow(Action.MANAGE_PEOPLE, anywhere=True)
def index_invite() -> Response | tuple[str, int]:
    """Invite somebody; without a mail server the link is shown, once."""
    choice = _choice()
    if choice is None:
        return _ask_where("Invite somebody")
    form = InviteForm()
    form.offer(choice)
    status = 200
    if form.validate_on_submit():
        email, name, server = form.email.data, form.name.data or "", smtp()
        try:
            token = invitations.invite(viewer(), email, name, form.grant())
            link = absolute("auth.invitation_link", token=token)
            if server is not None:
                _send_invitation(server, email, token, link, choice.name)
        except (InputError, ConflictError) as error:
            status = complain(form, error)
        else:
            if server is not None:
                flash(f"A letter with the link is on its way to {email}.", "success")
                return redirect(url_for("people.index"), 303)
            return render_template("people/link.html", link=link, whom=email, is_reset=False), 200
    return render_template("people/invite.html", form=form, choice=choice), status


@blueprint.post("/invitations/<invitation>/take-back")
@allow(Action.MANAGE_PEOPLE, anywhere=True)
def take_back(invitation: str) -> Response:
    """Make an invitation useless."""
    invitations.take_back(viewer(), invitation)
    flash("The invitation no longer works.", "success")
    return redirect(url_for("people.index"), 303)


@blueprint.post("/invitations/<invitation>/again")
@allow(Action.MANAGE_PEOPLE, anywhere=True)
def invite_again(invitation: str) -> Response | str:
    """Make a new link for an invitation, and send it; without a mail server it is shown, once."""
    email, token = invitations.renew(viewer(), invitation)
    link, server = absolute("auth.invitation_link", token=token), smtp()
    if server is None:
        return render_template("people/link.html", link=link, whom=email, is_reset=False)
    place = invitations.offer_of(token).place
    try:
        letters.send(server, email, *letters.invitation(link, viewer().name, place))
    except ConflictError as error:
        flash(f"{error} The link of before no longer works; try again later.", "error")
    else:
        flash(f"A letter with a new link is on its way to {email}.", "success")
    return redirect(url_for("people.index"), 303)


@blueprint.get("/<user>")
@allow(Action.MANAGE_PEOPLE, anywhere=True)
def index_person(user: str) -> str:
    """Show one person and their roles."""
    return render_template("people/show.html", person=show.one(viewer(), user))


@blueprint.route("/<user>/roles", methods=["GET", "POST"])
@allow(Action.MANAGE_PEOPLE, anywhere=True)
def index_give(user: str) -> Response | tuple[str, int]:
    """Give somebody one more role."""
    person, choice = show.one(viewer(), user), _choice()
    if choice is None:
        return _ask_where(f"Give {person.name} one more role")
    form = RoleForm()
    form.offer(choice)
    status = 200
    if form.validate_on_submit():
        try:
            change.give(viewer(), user, form.grant())
        except (InputError, ConflictError) as error:
            status = complain(form, error)
        else:
            flash(f"{person.name} has one more role.", "success")
            return redirect(url_for("people.index_person", user=user), 303)
    return render_template("people/give.html", person=person, form=form, choice=choice), status


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


def _choice() -> show.Choice | None:
    """Return at which place a role is to be given; None where there is a choice still to make."""
    wanted = request.values.get("place")
    if wanted is not None:
        return show.choice(viewer(), wanted)
    choices = show.choices(viewer())
    return show.choice(viewer(), choices[0].id) if len(choices) == 1 else None


def _ask_where(title: str) -> tuple[str, int]:
    """Ask for the place first: its roles and people fill the form."""
    page = render_template("people/where.html", title=title, choices=show.choices(viewer()))
    return page, 200 if request.method == "GET" else 400


def _send_invitation(server: Smtp, email: str, token: str, link: str, place: str) -> None:
    """Send the link to whom it is for alone: who invites could otherwise take their place."""
    try:
        letters.send(server, email, *letters.invitation(link, viewer().name, place))
    except ConflictError:
        invitations.undo(viewer(), token)
        raise
