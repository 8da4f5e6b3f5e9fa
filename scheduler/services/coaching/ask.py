"""Ask for coaching: the teacher, for oneself, with an own goal and an own choice of coach."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scheduler.domain.coaching import CoachingRequest, CycleTemplate, RequestStatus
from scheduler.domain.matching import Match, Matches
from scheduler.domain.roles import Action, Viewer
from scheduler.domain.school import School
from scheduler.domain.staff import ContentArea, StaffMember
from scheduler.errors import InputError, InvalidProblemError, NotFoundError
from scheduler.services.coaching import case, colleagues, fitting
from scheduler.services.coaching.case import Desk, open_desk
from scheduler.services.coaching.writing import keep_words
from scheduler.services.plans.words import class_name
from scheduler.store import edit, load, reading, writing
from scheduler.store.columns import now
from scheduler.store.ids import new_id
from scheduler.store.queries import plans
from scheduler.store.recent import Recent

__all__ = ["Choices", "Wish", "ask", "checked", "choices", "matches"]

LONGEST = 2000
"""Characters of a text that a teacher writes with a request."""

_matches: Recent[str, Matches] = Recent(most=8)
"""The team of a published plan, laid open once: a plan never changes."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """
    What a teacher asks for; the fields of a request, and the texts that no request has.

    Parameters
    ----------
    colleague_area
        For a visit: whoever teaches this may say yes. Default None: whom the wish names.
    goal
        The teacher's own, for whoever becomes the coach.
    wish_reason, exclusion_reason
        Why this coach, and why not another: for the teacher's own memory, nobody else reads it.
    """

    template: str
    first: dt.date
    last: dt.date
    areas: tuple[str, ...] = ()
    any_area: bool = False
    section: str | None = None
    wished_coach: str | None = None
    not_coaches: tuple[str, ...] = ()
    planning_is_fine: bool = False
    with_staff: tuple[str, ...] = ()
    colleague_area: str | None = None
    goal: str = ""
    wish_reason: str = ""
    exclusion_reason: str = ""

    def request(self, id: str, teacher: str, asked_on: dt.date) -> CoachingRequest:
        """Make the request of it: confirmed, because the teacher has asked."""
        names = {one.name for one in dataclasses.fields(CoachingRequest)}
        given = {name: value for name, value in vars(self).items() if name in names}
        return CoachingRequest(
            id=id, teacher=teacher, asked_on=asked_on, status=RequestStatus.CONFIRMED, **given
        )


@dataclass(frozen=True)
class Choices:
    """
    What can be asked for.

    Parameters
    ----------
    sections
        The teacher's own classes, by id.
    coaches
        Plus teachers who may be the coach; without those who evaluate the teacher.
    colleagues
        Who may take part, or be visited.
    first, last
        A window to begin with: from tomorrow on, eight weeks.
    """

    templates: tuple[CycleTemplate, ...]
    areas: tuple[ContentArea, ...]
    own_areas: tuple[str, ...]
    sections: Mapping[str, str]
    coaches: tuple[StaffMember, ...]
    colleagues: tuple[StaffMember, ...]
    first: dt.date
    last: dt.date
    is_published: bool = field(default=False)


def choices(viewer: Viewer, school: str) -> Choices:
    """Say what the viewer can ask for at a school."""
    with reading() as session:
        desk = open_desk(session, viewer, school, Action.REQUEST_COACHING)
        return _choices(desk, case.today())


def matches(viewer: Viewer, school: str, wish: Wish) -> tuple[Match, ...]:
    """Explain how each Plus teacher fits a wish; empty as long as nothing is published."""
    with reading() as session:
        desk = open_desk(session, viewer, school, Action.REQUEST_COACHING)
        teacher = _teacher(desk)
        if desk.head is None or desk.plan is None:
            return ()
        about, plan = plans.school_of(session, desk.head.id), desk.plan
        if teacher not in about.person:
            return ()
        found = _matches.get(desk.head.id, lambda: Matches(about, plan))
    asked = wish.areas or tuple(one.id for one in about.areas if wish.any_area)
    return found.of(teacher, asked, wish.first, wish.last)


def ask(viewer: Viewer, school: str, wish: Wish, link: str | None = None) -> str:
    """
    Ask for coaching; return the id of the request.

    With a published plan, places for it are looked for at once, in the background. Who sends the
    same wish twice on a day, say by a double click, has asked once, unless the first is booked.

    Parameters
    ----------
    link
        Address of this installation, for mails; None: no mail is sent.

    Raises
    ------
    InputError
        Naming the field, if something asked for cannot be.
    """
    with writing() as session:
        desk = open_desk(session, viewer, school, Action.REQUEST_COACHING)
        request = checked(desk, wish, new_id(), _teacher(desk))
        if wish.with_staff or wish.colleague_area:  # nobody is planned with before they say yes
            request = dataclasses.replace(request, status=RequestStatus.TO_CONFIRM)
        if (known := _same(desk, request)) is not None:
            return known
        edit.add(session, school, "requests", request, by=viewer.user)
        load.school(session, school)
        state = desk.state(desk.case(request.id))
        state.teacher_agreed_at = now()
        state.colleague_area = wish.colleague_area
        session.flush()
        keep_words(desk, desk.case(request.id), wish.goal, wish.wish_reason, wish.exclusion_reason)
        waiting = colleagues.begin(desk, request, state, link)
    fitting.send(waiting)
    return request.id


def _same(desk: Desk, request: CoachingRequest) -> str | None:
    """Return the id of a request of today that is alike and still looks for times."""
    calendar = desk.plan.calendar if desk.plan else None
    booked = {one.request for one in calendar.sessions} if calendar else set()
    waiting = (one for one in desk.school.requests if one.id not in booked)
    same = (one.id for one in waiting if dataclasses.replace(one, id=request.id) == request)
    return next(same, None)


def checked(desk: Desk, wish: Wish, id: str, teacher: str) -> CoachingRequest:
    """
    Make the request that is wished for, if it can be.

    Raises
    ------
    InputError
        Naming the field.
    """
    school = desk.school
    for name in ("goal", "wish_reason", "exclusion_reason"):
        if len(getattr(wish, name)) > LONGEST:
            raise InputError(name, f"It may have {LONGEST:,} characters; shorten it.")
    template = desk.template(wish.template)
    if template is None:
        raise InputError("template", "Choose one of the kinds of coaching.")
    _within_year(school, wish)
    _fits_kind(desk, wish, template, teacher)
    for staff in filter(None, (wish.wished_coach,)):
        person = school.person.get(staff)
        if person is None or person not in _team(desk):
            raise InputError("wished_coach", "Choose one of the Plus teachers.")
        if teacher in person.evaluates:
            raise InputError(
                "wished_coach",
                f"{person.name} evaluates you, and so cannot be your coach. Choose another.",
            )
    try:
        return wish.request(id, teacher, case.today())
    except InvalidProblemError as error:
        raise InputError(_field_of(wish), _sentence(error)) from error


def _within_year(school: School, wish: Wish) -> None:
    if wish.last < wish.first:
        raise InputError("last", "The last day lies before the first; give a later one.")
    if wish.last < school.calendar.first or wish.first > school.calendar.last:
        raise InputError(
            "first",
            f"The school year runs from {school.calendar.first} to {school.calendar.last};"
            " choose days in it.",
        )
    if wish.last < case.today():
        raise InputError("last", "That is over already; choose days to come.")


def _fits_kind(desk: Desk, wish: Wish, template: CycleTemplate, teacher: str) -> None:
    if not wish.areas and not wish.any_area:
        raise InputError("areas", "Choose at least one content area, or tick that any will do.")
    unknown = [one for one in wish.areas if one not in desk.school.area]
    if unknown:
        raise InputError("areas", "Choose content areas of the school.")
    if wish.section is not None and wish.section not in _sections(desk, teacher):
        raise InputError("section", "Choose one of your own classes, or leave it open.")
    colleagues.check(desk, template.id, teacher, wish.with_staff, wish.colleague_area)


def _choices(desk: Desk, today: dt.date) -> Choices:
    teacher = _teacher(desk)
    school, calendar = desk.school, desk.school.calendar
    first = min(max(calendar.first, today + dt.timedelta(days=1)), calendar.last)
    return Choices(
        templates=school.templates,
        areas=school.areas,
        own_areas=school.person[teacher].areas,
        sections=_sections(desk, teacher),
        coaches=tuple(one for one in _team(desk) if teacher not in one.evaluates),
        colleagues=tuple(one for one in school.staff if one.id != teacher),
        first=first,
        last=min(first + dt.timedelta(weeks=8), calendar.last),
        is_published=desk.plan is not None,
    )


def _team(desk: Desk) -> Sequence[StaffMember]:
    """Return the Plus teachers: those of the published plan, else who is to be or volunteers."""
    staffing = desk.plan.staffing if desk.plan else None
    release = desk.school.release
    names = {*(staffing.released if staffing else release.names)}
    names |= {one.person for one in release.part}
    team = [one for one in desk.school.staff if one.id in names]
    return team or [one for one in desk.school.staff if one.volunteer]


def _sections(desk: Desk, teacher: str) -> dict[str, str]:
    """Return the teacher's own classes with their courses' names; all where none is given yet."""
    school = desk.school
    rows = desk.plan.staffing.ownerships if desk.plan and desk.plan.staffing else ()
    own = {row.section for row in rows if row.owner == teacher}
    own |= {
        one.id for one in school.sections if any(given.person == teacher for given in one.staff)
    }
    return {one.id: class_name(school, one.id) for one in school.sections if one.id in own}


def _teacher(desk: Desk) -> str:
    """Return the viewer's id as a teacher of the school."""
    mine = [
        grant.staff
        for grant in desk.viewer.grants
        if grant.site == desk.year.site and Action.REQUEST_COACHING in grant.actions
    ]
    found = next((one for one in mine if one in desk.school.person), None)
    if found is None:
        raise NotFoundError("You are not on the staff of this school in this year.")
    return found


def _field_of(wish: Wish) -> str:
    return "not_coaches" if wish.wished_coach in wish.not_coaches else "with_staff"


def _sentence(error: InvalidProblemError) -> str:
    # Without the label: the id of a request that was not made says nothing to anybody.
    return " ".join(one.partition(": ")[2].capitalize() for one in error.problems)
