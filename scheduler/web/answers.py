"""Answer an entry of others by a one-time link, without an account, and see one's own schedule."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from scheduler.domain.form import clock_text
from scheduler.errors import NotFoundError, TooOftenError
from scheduler.services.coaching import links
from scheduler.web.access import public
from scheduler.web.auth_session import entrance, smtp, source
from scheduler.web.complaints import complain
from scheduler.web.forms import Form

__all__ = ["blueprint"]

blueprint = Blueprint("answers", __name__)

_KEPT = "answer"
"""Where the cookie keeps the token of a link that was opened."""


class AnswerForm(Form):
    """Two buttons, and the token that protects them."""


@blueprint.get("/answer/<token>")
@public
def answer_link(token: str) -> Response:
    """Take the token out of the address: it would stand in histories and in logs."""
    session[_KEPT] = token
    return redirect(url_for("answers.answer"))


@blueprint.get("/answer")
@public
def answer() -> str:
    """What was entered, and the week of whom it is for."""
    return _page(AnswerForm())


@blueprint.post("/answer/<any(yes, no):what>")
@public
def answer_say(what: str) -> tuple[str, int]:
    """Confirm it, or not."""
    form = AnswerForm()
    try:
        links.answer(entrance(), _token(), what == "yes", source(), _address())
    except TooOftenError as error:
        return _page(form), complain(form, error)
    session.pop(_KEPT, None)
    return render_template("answers/done.html", is_yes=what == "yes"), 200


def _page(form: Form) -> str:
    asked = links.look(_token())
    return render_template("answers/answer.html", asked=asked, form=form, clock=clock_text)


def _token() -> str:
    token = session.get(_KEPT)
    if not isinstance(token, str):
        raise NotFoundError("Open the link that you were given; this page works only with it.")
    return token


def _address() -> str | None:
    found: str = current_app.extensions["settings"].public_url
    return found if smtp() else None
