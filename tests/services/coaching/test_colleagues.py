"""A colleague says yes or no before anybody plans with them, and a no leaves no trace."""

from __future__ import annotations

import dataclasses

import pytest
from flask import Flask
from sqlalchemy import select

from scheduler.domain.coaching import Kind, RequestStatus
from scheduler.domain.templates import standard_templates
from scheduler.errors import ConflictError, InputError, NotFoundError
from scheduler.jobs import wiring
from scheduler.services.coaching import (
    ask,
    colleagues,
    cycles,
    mine,
    offers,
    taking_part,
    waiting,
    withdraw,
    words,
)
from scheduler.services.messages import inbox
from scheduler.store import load, reading
from scheduler.store.queries import plans
from scheduler.store.tables.jobs import SolverJob
from tests.cast import small_school
from tests.jobs.conftest import ended, working
from tests.services.coaching.cast import WISH, Elm, elm, freeze, work
from tests.services.sites_cast import audit

VISIT = next(one for one in standard_templates() if one.kind is Kind.RELEASE_CHAIN)
STUDY = next(one for one in standard_templates() if one.kind is Kind.LESSON_STUDY)
CHAIN = dataclasses.replace(WISH, template=VISIT.id, with_staff=("alice",), any_area=True)


@pytest.fixture
def place(open_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Elm:
    """Return Elm, which knows visits to colleagues and lesson study."""
    freeze(monkeypatch)
    first = small_school()
    return elm(small_school(templates=(*first.templates, VISIT, STUDY), requests=()))


def request(place: Elm, id: str) -> object:
    with reading() as session:
        return load.row(session, place.school, "requests", id).thing


def asked(place: Elm) -> str:
    """Let Bob ask to visit Alice."""
    return ask.ask(place.bob, place.school, CHAIN)


def booked(place: Elm) -> str:
    """Have Bob's visit to Alice booked."""
    id = asked(place)
    taking_part.answer(place.alice, place.school, id, True)
    assert work(place.school, id) == "done"
    first = offers.offers(place.bob, place.school, id)[0]
    offers.answer(place.bob, place.school, first.id, True)
    assert offers.answer(place.alice, place.school, first.id, True)
    assert work(place.school, id) == "done"
    return id


def test_nothing_is_looked_for_before_the_colleague_says_yes(place: Elm) -> None:
    id = asked(place)
    assert request(place, id).status is RequestStatus.TO_CONFIRM
    with reading() as session:
        assert session.scalars(select(SolverJob)).all() == []
    found = cycles.cycle(place.bob, place.school, id)
    assert (found.status, found.colleagues) == ("Asking", ("Alice Adams",))
    assert waiting.to_confirm(place.bob, place.school) == ()
    (question,) = taking_part.questions(place.alice, place.school)
    assert (question.teacher, question.is_visit, question.is_open) == ("Bob Brown", True, False)
    (notice,) = inbox.messages_of(place.alice, place.school)
    assert notice.content == {"coaching": "question"}
    for name, other in place.everybody.items():
        if name not in ("alice", "bob"):
            with pytest.raises(Exception, match=r"no such|does not allow"):
                taking_part.answer(other, place.school, id, True)


def test_a_visit_is_asked_for_agreed_covered_and_booked(place: Elm) -> None:
    id = asked(place)
    taking_part.answer(place.alice, place.school, id, True)
    assert taking_part.questions(place.alice, place.school) == ()
    assert work(place.school, id) == "done"
    found = offers.offers(place.bob, place.school, id)
    assert {one.other for one in found} == {"Alice Adams"}
    (theirs, *_) = offers.offers_to_me(place.alice, place.school)
    assert theirs.is_visit
    assert [one.title for one in theirs.sessions] == [VISIT.steps[0].title]
    coaches = {"Dave Diaz": place.dave, "Erin Evans": place.erin}
    assert all(offers.offers_to_me(one, place.school) == () for one in coaches.values())
    assert not offers.answer(place.alice, place.school, theirs.id, True)
    assert offers.answer(place.bob, place.school, theirs.id, True)
    assert offers.answer(place.bob, place.school, theirs.id, True), "pressed twice"
    with pytest.raises(ConflictError, match="being booked"):
        offers.answer(place.alice, place.school, theirs.id, False)
    assert work(place.school, id) == "done"
    with reading() as session:
        head = plans.published(session, place.school)
        answer = plans.content(session, head.id).calendar
    visit = next(one for one in answer.sessions if one.teacher_is == "released")
    (release,) = [one for one in answer.releases if one.session == visit.id]
    assert (release.absent, release.coverer) == ("bob", visit.coach)
    (taking,) = taking_part.taking_part(place.alice, place.school)
    assert taking.times == ((visit.date, visit.start, visit.end),)
    coach = coaches[theirs.coach]
    for who in (place.alice, place.bob, coach):
        told = [one for one in inbox.messages_of(who, place.school) if one.plan == head.id]
        assert told, "everybody whose day changes is told"
    assert cycles.cycle(place.bob, place.school, id).status == "Booked"
    cycles.agree(coach, place.school, id)
    assert cycles.cycle(place.bob, place.school, id).is_active


def test_a_no_is_told_to_nobody_and_another_can_be_asked(place: Elm) -> None:
    id = asked(place)
    before = cycles.cycle(place.bob, place.school, id), audit(place.school)
    taking_part.answer(place.alice, place.school, id, False)
    assert (cycles.cycle(place.bob, place.school, id), audit(place.school)) == before
    assert taking_part.questions(place.alice, place.school) == ()
    with pytest.raises(NotFoundError):
        taking_part.answer(place.alice, place.school, id, True)
    colleagues.ask_anew(place.bob, place.school, id, ["carol"])
    assert len(taking_part.questions(place.carol, place.school)) == 1
    with pytest.raises(NotFoundError):
        colleagues.ask_anew(place.carol, place.school, id, ["alice"])
    with pytest.raises(InputError, match="one"):
        colleagues.ask_anew(place.bob, place.school, id, ["carol", "alice"])


def test_the_first_of_an_area_who_says_yes_is_it(place: Elm) -> None:
    wish = dataclasses.replace(CHAIN, with_staff=(), colleague_area="ELA")
    id = ask.ask(place.bob, place.school, wish)
    assert "English" in cycles.cycle(place.bob, place.school, id).colleagues[0]
    assert taking_part.questions(place.alice, place.school)[0].is_open
    assert taking_part.questions(place.carol, place.school) == ()
    taking_part.answer(place.alice, place.school, id, True)
    assert request(place, id).with_staff == ("alice",)
    assert work(place.school, id) == "done"
    assert offers.offers_to_me(place.alice, place.school)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"with_staff": ()}, "with_staff"),
        ({"with_staff": ("alice", "carol")}, "with_staff"),
        ({"colleague_area": "ELA"}, "colleague_area"),
        ({"with_staff": (), "colleague_area": "Math"}, "colleague_area"),
        ({"with_staff": (), "colleague_area": "Latin"}, "colleague_area"),
        ({"template": "cycle", "with_staff": (), "colleague_area": "ELA"}, "colleague_area"),
        ({"template": STUDY.id, "with_staff": ()}, "with_staff"),
    ],
)
def test_whom_nobody_can_ask_is_said(place: Elm, changes: dict[str, object], field: str) -> None:
    with pytest.raises(InputError) as caught:
        ask.ask(place.bob, place.school, dataclasses.replace(CHAIN, **changes))
    assert caught.value.where == field
    assert cycles.my_cycles(place.bob, place.school) == ()


def test_lesson_study_waits_for_everybody(place: Elm) -> None:
    wish = dataclasses.replace(CHAIN, template=STUDY.id, with_staff=("alice", "carol"))
    id = ask.ask(place.bob, place.school, wish)
    taking_part.answer(place.alice, place.school, id, True)
    assert cycles.cycle(place.bob, place.school, id).is_asking
    taking_part.answer(place.carol, place.school, id, True)
    assert request(place, id).status is RequestStatus.CONFIRMED


def test_who_steps_out_gives_the_time_back(place: Elm) -> None:
    id = booked(place)
    with pytest.raises(NotFoundError):
        taking_part.step_out(place.carol, place.school, id)
    taking_part.step_out(place.alice, place.school, id)
    assert taking_part.taking_part(place.alice, place.school) == ()
    assert cycles.cycle(place.bob, place.school, id).is_asking
    with reading() as session:
        (job,) = [one.id for one in session.scalars(select(SolverJob)) if one.input.get("free")]
    with working(wiring.current()):
        assert ended(job, 60).error is None
    with reading() as session:
        head = plans.published(session, place.school)
        assert plans.content(session, head.id).calendar.sessions == ()
        assert len(session.scalars(select(SolverJob)).all()) == 3  # no search without her
    colleagues.ask_anew(place.bob, place.school, id, ["alice"])
    taking_part.answer(place.alice, place.school, id, True)
    assert work(place.school, id) == "done"
    assert offers.offers(place.bob, place.school, id)


def test_taking_it_back_takes_the_question_back(place: Elm) -> None:
    id = asked(place)
    withdraw.withdraw(place.bob, place.school, id)
    assert taking_part.questions(place.alice, place.school) == ()
    with pytest.raises(NotFoundError):
        taking_part.answer(place.alice, place.school, id, True)


def test_a_colleague_reads_nothing_of_the_pair(place: Elm) -> None:
    id = ask.ask(place.bob, place.school, dataclasses.replace(CHAIN, goal="Quieter beginnings"))
    taking_part.answer(place.alice, place.school, id, True)
    for read in (cycles.cycle, words.pieces, offers.offers):
        with pytest.raises(NotFoundError):
            read(place.alice, place.school, id)


def test_who_deletes_everything_takes_part_no_longer(place: Elm) -> None:
    id = asked(place)
    taking_part.answer(place.alice, place.school, id, True)
    assert mine.export(place.alice, place.school)["takes_part_with"] == ["Bob Brown"]
    mine.delete_everything(place.alice, place.school)
    assert mine.export(place.alice, place.school)["takes_part_with"] == []
    assert cycles.cycle(place.bob, place.school, id).is_asking
