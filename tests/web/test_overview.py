"""The overview of a plan: who is counted, and what is folded so that the page stays short."""

from __future__ import annotations

import re

from flask import Flask

from scheduler.domain.days import TeamYear
from tests.cast import small_plan, small_school
from tests.furnished import furnish
from tests.web.visitors import Town, sign_in


def test_the_overview_counts_as_the_figures_do_and_folds_what_is_long(
    app: Flask, town: Town
) -> None:
    with app.app_context():
        furnish("mill")
    page = sign_in(app, town, "principal").get("/schools/mill-year/plans/mill-plan/").text
    owners = len(TeamYear(small_school(), small_plan()).owners)
    assert f"2 teachers are set free as Plus teachers; {owners} keep classes." in page
    folds = re.findall(r'<details class="folded"( open)?>\s*<summary>([^<]+)', page)
    assert [one.strip() for _, one in folds[:3]] == ["Plus teachers", "Teachers", "Student groups"]
    assert [bool(is_open) for is_open, _ in folds] == [True, True, True, False]
