"""Forms complain in our words: beside each field, what is wrong there and how to mend it."""

from __future__ import annotations

import pytest
from flask import Flask
from wtforms import DateField, Field, FloatField, IntegerField, SelectField, SelectMultipleField
from wtforms import StringField as Text
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length, NumberRange

from scheduler.web.forms import Form
from tests.web.visitors import Town, form_token, sign_in

CHOICES = [SelectChoice("a", "A")]
THE_LIBRARYS = ("This field", "ot a valid", "ot valid", "Field ", "Number must", "Invalid")


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        (Text("Name", [DataRequired()]), "", "Nothing is given here; fill it in."),
        (Text("Name", [InputRequired()]), "", "Nothing is given here; fill it in."),
        (
            Text("Name", [Length(max=3)]),
            "abcd",
            "It is too long; the most is 3 characters.",
        ),
        (Text("Name", [Length(max=1)]), "ab", "It is too long; the most is 1 character."),
        (Text("Name", [Length(min=3)]), "ab", "It is too short; give at least 3 characters."),
        (Text("Name", [Length(2, 3)]), "a", "Give 2 to 3 characters."),
        (Text("Again", [EqualTo("other")]), "b", "It is not the same as above; type it again."),
        (IntegerField("Number"), "x", "Write a whole number, such as 3."),
        (FloatField("Number"), "x", "Write a number, such as 3.5."),
        (IntegerField("Number", [NumberRange(1, 5)]), "9", "Write a number from 1 to 5."),
        (IntegerField("Number", [NumberRange(min=1)]), "0", "Write 1 or more."),
        (IntegerField("Number", [NumberRange(max=5)]), "9", "Write 5 or less."),
        (DateField("Day"), "x", "Write a date as year, month and day, such as 2026-09-30."),
        (SelectField("Which", choices=CHOICES), "b", "Choose one of what is offered"),
        (SelectMultipleField("Which", choices=CHOICES), "b", "Choose one of what is offered"),
    ],
)
def test_what_is_wrong_is_said_with_how_to_mend_it(
    app: Flask, field: Field, typed: str, says: str
) -> None:
    one = type("One", (Form,), {"field": field, "other": Text("Other")})
    app.config["WTF_CSRF_ENABLED"] = False
    with app.test_request_context(method="POST", data={"field": typed, "other": "a"}):
        form = one()
        assert not form.validate()
    (error,) = form.field.errors
    assert error.startswith(says)
    assert not any(words in error for words in THE_LIBRARYS)


def test_a_page_from_before_one_signed_in_says_what_to_do(app: Flask, town: Town) -> None:
    client = sign_in(app, town, "principal")
    old = form_token(client.get("/account/").text)
    other = sign_in(app, town, "principal")
    answer = other.post("/schools/mill-year/capacity/find", data={"csrf_token": old})
    assert answer.status_code == 400
    assert "load the page again, and send it once more" in answer.text
    assert "CSRF " not in answer.text
