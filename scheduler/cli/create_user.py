"""``scheduler create-user``: print a link by which somebody gets an account."""

from __future__ import annotations

import click

from scheduler.cli.database import database
from scheduler.config import Settings, load_settings
from scheduler.domain.roles import CONSOLE, Role
from scheduler.errors import InputError
from scheduler.services.access import invitations
from scheduler.services.people.change import grant_at

__all__ = ["command", "first_steps", "invitation_link"]


@click.command("create-user")
@click.option("--email", required=True, help="Their e-mail address.")
@click.option("--name", default="", help="Their name; they may change it.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--place", default="", help="Id of school, site or district; none: the whole server.")
@click.option("--staff", default="", help="For teachers: their id on the site's staff.")
@click.option("--may-publish", is_flag=True, help="Let somebody who schedules publish, too.")
@click.option("--port", default=8000, show_default=True, help="Where it serves without PUBLIC_URL.")
def command(
    email: str, name: str, role: str, place: str, staff: str, may_publish: bool, port: int
) -> None:
    """Print a link that works once, by which somebody gets an account with a role."""
    if role in (Role.PLUS, Role.TEACHER) and not staff:
        raise InputError("--staff", "Say who of the staff this is, by their id in the school.")
    settings = load_settings()
    with database(settings):
        grant = grant_at(CONSOLE, role, place, staff, may_publish=may_publish)
        token = invitations.invite(CONSOLE, email, name, grant)
    click.echo(invitation_link(settings, token, port))


def first_steps(settings: Settings, port: int) -> str | None:
    """
    Return what to tell whoever starts a server that has no administrator yet.

    Parameters
    ----------
    settings, port
        Of the installation, and where it serves. Called with the application's context.

    Returns
    -------
    str or None
        A link that makes its reader the administrator, good for an hour. None: there is one.
    """
    token = invitations.first_administrator()
    if token is None:
        return None
    link = invitation_link(settings, token, port)
    return f"Nobody administers this server yet. Open this within the hour:\n  {link}"


def invitation_link(settings: Settings, token: str, port: int) -> str:
    """
    Return the whole address of an invitation.

    Parameters
    ----------
    settings, token, port
        Of the installation, of the invitation, and where it serves without `PUBLIC_URL`.
    """
    return f"{settings.public_url or f'http://localhost:{port}'}/invitation/{token}"
