"""What services refuse, told beside the field of the form that it is about."""

from __future__ import annotations

from scheduler.errors import InputError, SchedulerError
from scheduler.web.errors import status_of
from scheduler.web.forms import Form

__all__ = ["complain"]


def complain(form: Form, error: SchedulerError) -> int:
    """
    Put what is wrong into a form that will be shown again.

    Parameters
    ----------
    form
        The form.
    error
        What the service said. An `InputError` that names the label of a field goes to it.

    Returns
    -------
    int
        The status of the answer.
    """
    where = error.where if isinstance(error, InputError) else ""
    what = error.what if isinstance(error, InputError) else str(error)
    field = next((field for field in form if field.label.text == where), None)
    if field is None:
        form.form_errors.append(what)
    else:
        field.errors = [*field.errors, what]
    return status_of(error)
