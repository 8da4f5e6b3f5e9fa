"""
What every form of ours begins with: sentences that say what to do, instead of the library's own.

A complaint stands beside its field and, on top of the page, behind the field's name, so it says
what is wrong there and how to mend it. Modify `_SENTENCES` when a form uses another validator.
"""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm

from scheduler.web.typed import form_kept

__all__ = ["Form"]

_TOO_LONG = "It is too long; the most is %(max)d characters."
_TOO_SHORT = "It is too short; give at least %(min)d characters."
_NONE_OF_THEM = "Choose one of what is offered; what was sent is not among it."

_SENTENCES = {
    "This field is required.": "Nothing is given here; fill it in.",
    "Not a valid choice.": _NONE_OF_THEM,
    "Invalid Choice: could not coerce.": _NONE_OF_THEM,
    "Invalid choice(s): one or more data inputs could not be coerced.": _NONE_OF_THEM,
    "'%(value)s' is not a valid choice for this field.": _NONE_OF_THEM,
    "'%(value)s' are not valid choices for this field.": _NONE_OF_THEM,
    "Not a valid integer value.": "Write a whole number, such as 3.",
    "Not a valid decimal value.": "Write a number, such as 3.5.",
    "Not a valid float value.": "Write a number, such as 3.5.",
    "Not a valid date value.": "Write a date as year, month and day, such as 2026-09-30.",
    "Not a valid time value.": "Write a time as hours and minutes, such as 08:30.",
    "Number must be at least %(min)s.": "Write %(min)s or more.",
    "Number must be at most %(max)s.": "Write %(max)s or less.",
    "Number must be between %(min)s and %(max)s.": "Write a number from %(min)s to %(max)s.",
    "Field must be at least %(min)d character long.": "Nothing is given here; fill it in.",
    "Field must be at least %(min)d characters long.": _TOO_SHORT,
    "Field cannot be longer than %(max)d character.": _TOO_LONG.replace("characters", "character"),
    "Field cannot be longer than %(max)d characters.": _TOO_LONG,
    "Field must be between %(min)d and %(max)d characters long.": (
        "Give %(min)d to %(max)d characters."
    ),
    "Field must be equal to %(other_name)s.": "It is not the same as above; type it again.",
    "Invalid email address.": "Write a mail address, such as name@school.org.",
    "Invalid input.": "It cannot be read here; write it otherwise.",
}


class _Ours:
    """The library asks for translations; ours are from its English into ours."""

    def gettext(self, string: str) -> str:
        """Return our sentence; its own where we have none."""
        return _SENTENCES.get(string, string)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """Return our sentence for a number of things."""
        return self.gettext(singular if n == 1 else plural)


class Form(FlaskForm):  # type: ignore[misc]  # the library has no types
    """A form that complains in our words, and comes back filled after a session has ended."""

    is_kept = False
    """Whether it shows what was typed when the session ended; see `web.typed`."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """What the library asks for."""

        def get_translations(self, _form: Any) -> _Ours:
            """Return our sentences."""
            return _Ours()

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Return what was sent; where nothing was, what waits here since a session ended."""
            found = super().wrap_formdata(form, formdata)
            if found is not None:
                return found
            found = form_kept()
            form.is_kept = found is not None
            return found
