"""Coaching by program: as the person concerned, and nobody else's business."""

from __future__ import annotations

import pytest

from tests.api.calling import Place
from tests.services.coaching.cast import freeze

PATH = "/schools/mill-year/coaching"
ASKED = {"template": "cycle", "areas": ["Math"], "first": "2026-09-14", "last": "2026-10-30"}


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    freeze(monkeypatch)


def test_a_teacher_asks_once_and_takes_it_back(place: Place) -> None:
    teacher, key = place.program("teacher"), {"Idempotency-Key": "mine"}
    answers = [teacher.post(f"{PATH}/requests", json=ASKED, headers=key) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 201], answers[0].text
    (id,) = {one.json["id"] for one in answers}
    assert teacher.call("GET", f"{PATH}/requests/{id}").json["is_mine"] is True
    assert answers[0].headers["Location"].endswith(f"/coaching/requests/{id}")
    listed = teacher.get(f"{PATH}/requests").json["items"]
    assert id in {one["request"]["id"] for one in listed}
    assert teacher.get(f"{PATH}/requests/{id}/offers").json["items"] == []
    assert teacher.post(f"{PATH}/requests/{id}/withdraw").status_code == 204
    assert teacher.get(f"{PATH}/requests/{id}").status_code == 404


@pytest.mark.parametrize("who", ["principal", "scheduler", "office", "plus", "district", "admin"])
def test_nobody_else_reads_it_or_speaks_for_the_teacher(place: Place, who: str) -> None:
    teacher = place.program("teacher")
    goal = ASKED | {"goal": "Quieter beginnings", "wish_reason": "She is kind"}
    id = teacher.post(f"{PATH}/requests", json=goal).json["id"]
    other = place.program(who)
    for path in (f"/requests/{id}", f"/requests/{id}/offers", "/requests", "/to-confirm"):
        answer = other.get(f"{PATH}{path}")
        assert id not in answer.text.replace(path, "")
        assert "Quieter" not in answer.text
    assert other.post(f"{PATH}/requests", json=ASKED).status_code == 403
    assert other.post(f"{PATH}/requests/{id}/withdraw").status_code == 403
    assert "Quieter" not in place.program("principal").get("/schools/mill-year/file").text
    assert teacher.post(f"{PATH}/requests/{id}/withdraw").status_code == 204


@pytest.mark.parametrize(
    ("wrong", "status", "words"),
    [
        ({"template": "nothing"}, 400, "Choose one of the kinds of coaching."),
        ({"last": "2026-09-01"}, 400, "before the first"),
        ({"areas": []}, 400, "at least one content area"),
        ({"goal": "x" * 2001}, 422, "goal"),
        ({"status": "confirmed"}, 422, "unknown"),
        ({"teacher": "bob"}, 422, "unknown"),
    ],
)
def test_what_cannot_be_asked_is_said(
    place: Place, wrong: dict[str, object], status: int, words: str
) -> None:
    answer = place.program("teacher").post(f"{PATH}/requests", json=ASKED | wrong)
    assert answer.status_code == status, answer.text
    assert words in answer.json["detail"]
