"""Reasons as everybody reads them who sees a run: nothing about a single coaching request."""

from __future__ import annotations

import dataclasses

from scheduler.services.runs.handlers.common import plain_reasons
from scheduler.solver.outcome import Reason
from tests.cast import small_school

SCHOOL = small_school()
REQUEST = SCHOOL.requests[0]
OTHER = Reason("C2", "Tuesday has too few who may cover.", ("pd",), {"needed": 3})
OF_A_PAIR = Reason("C7", f"Request {REQUEST.id} finds no common date.", (REQUEST.id,))


def test_a_reason_about_one_request_is_only_counted() -> None:
    told = plain_reasons(SCHOOL, [OTHER, OF_A_PAIR])
    assert [one["text"] for one in told] == [
        OTHER.text,
        "1 coaching request that must be served could not be placed.",
    ]
    assert REQUEST.id not in repr(told)


def test_several_are_one_number() -> None:
    told = plain_reasons(SCHOOL, [OF_A_PAIR, dataclasses.replace(OF_A_PAIR, key="C9")])
    assert [one["numbers"] for one in told] == [{"requests": 2}]


def test_other_reasons_stay_as_they_are() -> None:
    assert plain_reasons(SCHOOL, [OTHER])[0]["ids"] == ["pd"]
