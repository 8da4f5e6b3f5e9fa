"""The blueprint of coaching, and what all of its pages say alike."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint, current_app
from wtforms import SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from scheduler.domain.confidence import sentences
from scheduler.domain.form import clock_text
from scheduler.errors import InputError, SchedulerError
from scheduler.web.auth_session import smtp
from scheduler.web.complaints import complain
from scheduler.web.forms import Form

__all__ = ["at_field", "blueprint", "link", "options", "ticks"]

blueprint = Blueprint("coaching", __name__, url_prefix="/schools/<school>/coaching")


@blueprint.context_processor
def _words() -> dict[str, Any]:
    """Give templates dates and times in words, and who can see what."""
    return {"day": _day, "clock": clock_text, "spread": _spread, "who_sees": sentences}


def link() -> str | None:
    """Return the address to which mails lead; None where no mail is sent."""
    if smtp() is None:
        return None
    return str(current_app.extensions["settings"].public_url)


def options(*pairs: tuple[str, str]) -> list[SelectChoice]:
    """Return what can be chosen in a field: values with their words."""
    return [SelectChoice(value, words) for value, words in pairs]


def ticks(label: str, description: str = "") -> SelectMultipleField:
    """Return a field of several choices, each with a box to tick."""
    return SelectMultipleField(
        label, description=description, widget=ListWidget(), option_widget=CheckboxInput()
    )


def at_field(form: Form, error: SchedulerError) -> int:
    """Put what a service refuses beside the field that it names; return the answer's status."""
    if isinstance(error, InputError) and error.where in form:
        error = InputError(form[error.where].label.text, error.what)
    return complain(form, error)


def _day(date: dt.date) -> str:
    return f"{date:%a, %b} {date.day}"


def _spread(first: dt.date, last: dt.date) -> str:
    return f"{first:%b} {first.day} – {last:%b} {last.day}"
