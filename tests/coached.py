"""Coaching between Alice and Dave at a furnished site: written rows, so that nothing is solved."""

from __future__ import annotations

import dataclasses
import datetime as dt

from scheduler.domain.coaching import RequestStatus
from scheduler.services.access.tokens import digest
from scheduler.services.coaching import (
    case,
    cycles,
    fitting,
    log,
    mine,
    suggest,
    suited,
    withdraw,
    words,
)
from scheduler.services.runs.handlers import fit
from scheduler.store import edit, writing
from scheduler.store.columns import now
from scheduler.store.db import Session
from scheduler.store.tables.coaching import (
    CoachingInvitation,
    CoachingLink,
    CoachingOffer,
    CoachUnavailable,
    ColleagueAsked,
    CycleState,
    PairContent,
)
from tests.cast import plan_id, small_school

__all__ = ["AUTHOR", "PAIR", "TEACHER", "VISIT", "coach", "paired", "stop_clock"]

TODAY = dt.date(2026, 9, 10)

CLOCKS = (case, fitting, cycles, fit, log, mine, suggest, words, suited, withdraw)
"""Modules that ask what day it is."""

VISIT = plan_id("conference")
LAST = dt.date(2199, 12, 31)

PAIR, TEACHER, AUTHOR = "qzpairzq", "qzteacherzq", "qzauthorzq"
"""Words that stand in what the two read, what the teacher alone does, and whoever wrote it."""


def coach(site: str, teacher: str, coach: str | None, by: str) -> None:
    """
    Let a site's Alice be coached by Dave, ask for more, also with Bob, and have what to answer.

    Parameters
    ----------
    teacher, coach, by
        Ids of accounts: Alice's, Dave's (None: he has none), and of whoever suggests and invites.
    """
    school = f"{site}-year"
    with writing() as session:
        _requests(session, school)
        session.add(paired(school, "r1", teacher, coach))
        session.add(CycleState(school_id=school, request_id="r2", teacher_id=teacher))
        session.add(CycleState(school_id=school, request_id="r3", suggested_by=by))
        for id, asks, asked in (("r4", None, "alice"), ("r5", teacher, "bob")):
            session.add(
                CycleState(
                    school_id=school, request_id=id, teacher_id=asks, teacher_agreed_at=now()
                )
            )
            session.add(ColleagueAsked(school_id=school, request_id=id, staff_id=asked))
        session.flush()
        _words(session, school, teacher, coach)
        session.add(_offer(site))
        session.add(
            CoachingInvitation(
                id=f"{site}-invitation",
                school_id=school,
                invited_by=by,
                group="everybody",
                template="cycle",
                words="Who would like to try this together?",
                first=dt.date(2026, 9, 1),
                last=LAST,
            )
        )
        if coach is not None:
            session.add(
                CoachUnavailable(
                    id=f"{site}-kept",
                    school_id=school,
                    user_id=coach,
                    staff_id="dave",
                    weekday="Fri",
                    start=720,
                    end=800,
                )
            )


def stop_clock() -> None:
    """Let it be a day of the small school's year for all that is about coaching here."""
    for module in CLOCKS:
        module.today = lambda: TODAY  # type: ignore[attr-defined]


def _requests(session: Session, school: str) -> None:
    first = small_school().requests[0]
    later = dataclasses.replace(first, id="r2", areas=("Math",), last=dt.date(2026, 12, 18))
    waits = dataclasses.replace(later, id="r3", status=RequestStatus.TO_CONFIRM)
    visit = dataclasses.replace(waits, id="r4", teacher="bob", with_staff=("alice",))
    visited = dataclasses.replace(waits, id="r5", with_staff=("bob",))
    for one in (later, waits, visit, visited):
        edit.add(session, school, "requests", one, by=None)


def paired(school: str, id: str, teacher: str, coach: str | None) -> CycleState:
    """Return a cycle of Alice's with Dave, active where he has an account."""
    return CycleState(
        school_id=school,
        request_id=id,
        teacher_id=teacher,
        coach_id=coach,
        coach_staff="dave",
        teacher_agreed_at=now(),
        coach_agreed_at=now() if coach else None,
    )


def link(school: str, id: str, token: str) -> CoachingLink:
    """Return a link by which Alice answers an entry without an account."""
    return CoachingLink(
        token_hash=digest(token),
        school_id=school,
        request_id=id,
        staff_id="alice",
        expires_at=now() + dt.timedelta(days=14),
    )


def _words(session: Session, school: str, teacher: str, coach: str | None) -> None:
    agreed = {
        "purpose": f"Whether my questions are open ({PAIR}).",
        "collected": f"Each question, word for word ({PAIR}).",
        "form": "script",
        "viewers": "pair",
        "keep_days": 60,
        "teacher_agrees": True,
        "coach_agrees": bool(coach),
    }
    letter = {
        "noticed": f"You waited after each question ({PAIR}).",
        "matters": "More pupils speak when there is time to think.",
        "wondering": f"What would happen with even more time? ({PAIR})",
    }
    rows = [
        ("goal", teacher, {"goal": f"I want to ask questions that open a talk ({PAIR})."}),
        ("wish", teacher, {"wish_reason": TEACHER, "exclusion_reason": f"Because {TEACHER}."}),
        ("agreement", teacher, agreed),
        ("reflection", teacher, {"reflection": f"I talk less than I thought ({PAIR})."}),
        ("note", teacher, {"note": f"Breathe ({AUTHOR})."}),
    ]
    if coach is not None:
        rows += [
            ("before", coach, {"letter": f"Dear Alice, I look forward to this ({PAIR})."}),
            ("after", coach, letter),
            ("observation", coach, {"form": "script", "notes": f"“Why?” ({PAIR})"}),
            ("note", coach, {"note": f"Say less next time (coach's {AUTHOR})."}),
        ]
    for number, (kind, author, content) in enumerate(rows):
        session.add(
            PairContent(
                id=f"{school}-{number}",
                school_id=school,
                request_id="r1",
                kind=kind,
                session=VISIT if kind in ("agreement", "observation") else None,
                teacher_id=teacher,
                coach_id=None if kind in ("goal", "wish") else coach,
                author_id=author,
                content=content,
                created_at=dt.datetime(2026, 9, 10, 8, number, tzinfo=dt.UTC),
            )
        )


def _offer(site: str) -> CoachingOffer:
    times = (("Planning conference", "2026-12-02"), ("Visit", "2026-12-04"))
    return CoachingOffer(
        id=f"{site}-offer",
        school_id=f"{site}-year",
        request_id="r2",
        place=0,
        coach_staff="dave",
        sessions=[
            {"step": step, "date": date, "start": "12:20", "end": "13:20"} for step, date in times
        ],
        reasons=["certified in Mathematics", "the coach who was wished for"],
    )
