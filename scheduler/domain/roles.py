"""
Who may do what, and where: one table, read by pages, services and tests alike.

A person holds *grants*: a role in one site, in a whole district or (the technical administrator
alone) on the whole server. `_TABLE` says which roles may take which action; modify it, and the
sentence beside it, when a new kind of page or command is made. Whose row something is (my week, my
coaching) is decided where the row is read: the table only says whether there is anything to read.

It is longer than most modules, because the table and the types that read it are one thing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from scheduler.errors import NotAllowedError, NotFoundError

__all__ = [
    "CONSOLE",
    "EXTRA",
    "GIVES",
    "POLICY",
    "SENTENCES",
    "SERVER",
    "Action",
    "Grant",
    "Place",
    "Role",
    "Viewer",
    "require",
]


class Role(StrEnum):
    """What a person is at a place; one person may be several."""

    PRINCIPAL = "principal"
    SCHEDULER = "scheduler"
    OFFICE = "office"
    PLUS = "plus"
    TEACHER = "teacher"
    DISTRICT = "district"
    ADMIN = "admin"

    @property
    def words(self) -> str:
        """What people call it."""
        return {"plus": "Plus teacher", "district": "district staff", "admin": "administrator"}.get(
            self.value, self.value
        )


class Action(StrEnum):
    """What can be done; every page and every command is one of these."""

    ENTER = "enter"
    SEE_SCHEDULE = "see_schedule"
    SEE_DRAFTS = "see_drafts"
    SEE_SCHOOL_DATA = "see_school_data"
    EDIT_SCHOOL_DATA = "edit_school_data"
    IMPORT_DATA = "import_data"
    EXPORT_DATA = "export_data"
    SEE_CAPACITY = "see_capacity"
    SEE_FIGURES = "see_figures"
    BUILD = "build"
    BUILD_DISTRICT = "build_district"
    EDIT_PLAN = "edit_plan"
    PUBLISH = "publish"
    REPAIR = "repair"
    RECORD_ABSENCE = "record_absence"
    APPROVE_COVER = "approve_cover"
    SEE_DAY_SHEETS = "see_day_sheets"
    SEE_OWN_WEEK = "see_own_week"
    REQUEST_COACHING = "request_coaching"
    SUGGEST_COACHING = "suggest_coaching"
    SEND_LINK = "send_link"
    ANSWER_REQUEST = "answer_request"
    TAKE_REQUEST = "take_request"
    SEE_OWN_COACHING = "see_own_coaching"
    LOG_SESSION = "log_session"
    SEE_BOOKINGS = "see_bookings"
    COMPARE_SITES = "compare_sites"
    PLAN_TEAM = "plan_team"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_DISTRICT = "manage_district"
    RESET_PASSWORD = "reset_password"  # noqa: S105
    OPERATE = "operate"
    SEE_AUDIT = "see_audit"


_BUILDERS = frozenset({Role.PRINCIPAL, Role.SCHEDULER})
_MORNING = _BUILDERS | {Role.OFFICE}
_PAIR = frozenset({Role.PLUS, Role.TEACHER})
_DISTRICT = frozenset({Role.DISTRICT})
_ADMIN = frozenset({Role.ADMIN})

# What, who, and why: the sentence is shown to people who ask who can see something.
_TABLE: tuple[tuple[Action, frozenset[Role], str], ...] = (
    (
        Action.ENTER,
        frozenset(Role),
        "Everybody with a role at a place gets to its first page, which shows what is theirs.",
    ),
    (
        Action.SEE_SCHEDULE,
        _MORNING | _PAIR,
        "People of a school see its published schedule; in it coaching reads “busy”.",
    ),
    (Action.SEE_DRAFTS, _BUILDERS, "Drafts are seen by those who make them."),
    (
        Action.SEE_SCHOOL_DATA,
        _MORNING,
        "Staff, classes, rooms and rules are seen by those who run the school's days.",
    ),
    (Action.EDIT_SCHOOL_DATA, _BUILDERS, "Those who build enter what a build needs."),
    (
        Action.IMPORT_DATA,
        _BUILDERS | _DISTRICT,
        "Rosters come from the school or from the district's student information system.",
    ),
    (Action.EXPORT_DATA, _BUILDERS, "Whole files with names are taken out by those who build."),
    (
        Action.SEE_CAPACITY,
        _BUILDERS | _DISTRICT,
        "How many teachers a school can free is a number; the district plans with it.",
    ),
    (
        Action.SEE_FIGURES,
        _BUILDERS | _DISTRICT,
        "Figures of a site carry no names, so the district sees them too.",
    ),
    (Action.BUILD, _BUILDERS, "The principal and those who schedule for them start builds."),
    (
        Action.BUILD_DISTRICT,
        _DISTRICT,
        "The district starts one build for each school; the drafts stay with the schools.",
    ),
    (Action.EDIT_PLAN, _BUILDERS, "Drafts are edited by those who build."),
    (
        Action.PUBLISH,
        frozenset({Role.PRINCIPAL}),
        "The principal publishes; somebody who schedules does where the principal allows it.",
    ),
    (Action.REPAIR, _BUILDERS, "Those who build mend a published plan with the fewest changes."),
    (Action.RECORD_ABSENCE, _MORNING, "The office learns first who is absent."),
    (Action.APPROVE_COVER, _MORNING, "Cover at 6:40 a.m. cannot wait for one person."),
    (Action.SEE_DAY_SHEETS, _MORNING, "Day sheets are printed where the day is run."),
    (Action.SEE_OWN_WEEK, _PAIR, "Everybody on the schedule sees their own week and its feed."),
    (
        Action.REQUEST_COACHING,
        frozenset({Role.TEACHER}),
        "Only the teacher starts a coaching request.",
    ),
    (
        Action.SUGGEST_COACHING,
        frozenset({Role.PRINCIPAL, Role.PLUS}),
        "What others bring in is shown to that teacher alone, to confirm or not.",
    ),
    (
        Action.SEND_LINK,
        frozenset({Role.PRINCIPAL}),
        "Whoever invites people writes to teachers without an account, and sees no link or answer.",
    ),
    (Action.ANSWER_REQUEST, _PAIR, "A cycle becomes active when both sides have confirmed it."),
    (
        Action.TAKE_REQUEST,
        frozenset({Role.PLUS}),
        "Who waits for a coach, for which kind and when, is seen by Plus teachers whom it fits.",
    ),
    (Action.SEE_OWN_COACHING, _PAIR, "What is said in coaching is readable by the pair alone."),
    (Action.LOG_SESSION, _PAIR, "The pair says whether a session took place."),
    (
        Action.SEE_BOOKINGS,
        _BUILDERS,
        "Those who place sessions see who, when and which kind; never what about.",
    ),
    (Action.COMPARE_SITES, _DISTRICT, "The district compares its sites by their figures."),
    (Action.PLAN_TEAM, _DISTRICT, "The district plans the sizes of the teams."),
    (
        Action.MANAGE_PEOPLE,
        frozenset({Role.PRINCIPAL, Role.DISTRICT, Role.ADMIN}),
        "Principals invite the people of their school, the district and the administrator all.",
    ),
    (
        Action.MANAGE_DISTRICT,
        frozenset({Role.DISTRICT, Role.ADMIN}),
        "Sites and school years are opened by the district or its administrator.",
    ),
    (
        Action.RESET_PASSWORD,
        _ADMIN,
        "Without mail an administrator makes the link; a principal could use it to read a"
        " teacher's coaching.",
    ),
    (Action.OPERATE, _ADMIN, "Queues, backups and settings are the administrator's."),
    (
        Action.SEE_AUDIT,
        frozenset({Role.PRINCIPAL, Role.DISTRICT, Role.ADMIN}),
        "Who changed which field is seen by those who answer for it; contents are not kept.",
    ),
)

POLICY: Mapping[Action, frozenset[Role]] = MappingProxyType(
    {action: roles for action, roles, _ in _TABLE}
)
"""Which roles may take an action at the places of their grants."""

SENTENCES: Mapping[Action, str] = MappingProxyType({action: why for action, _, why in _TABLE})
"""Why a line of the policy is as it is, to be shown."""

EXTRA: Mapping[Action, frozenset[Role]] = MappingProxyType(
    {Action.PUBLISH: frozenset({Role.SCHEDULER})}
)
"""Roles that may take an action only where their grant says so by name."""

_OF_A_SITE = frozenset({Role.PRINCIPAL, Role.SCHEDULER, Role.OFFICE, Role.PLUS, Role.TEACHER})

GIVES: Mapping[Role, frozenset[Role]] = MappingProxyType(
    {
        Role.PRINCIPAL: _OF_A_SITE,
        Role.DISTRICT: _OF_A_SITE | {Role.DISTRICT},
        Role.ADMIN: frozenset(Role),
    }
)
"""Which roles somebody may give or take: never one above their own."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """
    Where something happens: a school (site and year), a site, a district or the whole server.

    Parameters
    ----------
    district, site, school
        Ids; each needs the one before. None: all of them.
    """

    district: str | None = None
    site: str | None = None
    school: str | None = None

    def __post_init__(self) -> None:
        """Refuse a place that hangs in the air."""
        if (self.school and not self.site) or (self.site and not self.district):
            raise ValueError("A place names its site with a school, its district with a site.")


SERVER = Place()
"""Everything there is on this server."""


@dataclass(frozen=True, kw_only=True)
class Grant:
    """
    One role of one person at one place.

    Parameters
    ----------
    role
        The role.
    district
        Id of the district. None, for an administrator only: every district of the server.
    site
        Id of the site. None: all sites of the district.
    staff
        Id under which the schools of that site know this person. Default None: they don't.
    extra
        Actions of `EXTRA` that this grant includes by name.
    """

    role: Role
    district: str | None
    site: str | None = None
    staff: str | None = None
    extra: frozenset[Action] = frozenset()

    def __post_init__(self) -> None:
        """Refuse a role at a place where it makes no sense."""
        if self.district is None and (self.role is not Role.ADMIN or self.site is not None):
            raise ValueError("Only an administrator's role may span districts.")
        if self.role is Role.DISTRICT and self.site is not None:
            raise ValueError("The role of the district is for all of its sites.")
        if self.role in _PAIR and (self.site is None or self.staff is None):
            raise ValueError("A teacher's role needs a site, and the teacher's id there.")
        if any(self.role not in EXTRA.get(action, ()) for action in self.extra):
            raise ValueError(f"The role {self.role} cannot be given these actions by name.")

    @property
    def place(self) -> Place:
        """Where the role holds."""
        return Place(district=self.district, site=self.site)

    @property
    def actions(self) -> frozenset[Action]:
        """What the role may do there."""
        return frozenset(action for action in POLICY if self.role in POLICY[action]) | self.extra

    def covers(self, place: Place) -> bool:
        """
        Return whether a place lies within the place of this grant.

        Parameters
        ----------
        place
            The place. A district doesn't lie within a site: who has one site knows of no other.
        """
        return (self.district is None or self.district == place.district) and (
            self.site is None or self.site == place.site
        )


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """
    The person for whom something is read or done; the first argument of every use case.

    Parameters
    ----------
    user
        Id of the user. None: whoever works at the server's own console.
    name
        Their name, as shown to others.
    grants
        Their roles.
    session
        Id of the session they work in. Default None: none, as on the command line.
    """

    user: str | None
    name: str
    grants: tuple[Grant, ...] = ()
    session: str | None = None

    def may(self, action: Action, place: Place) -> bool:
        """
        Return whether one of the viewer's roles allows an action at a place.

        Parameters
        ----------
        action, place
            What, and where.
        """
        return any(grant.covers(place) and action in grant.actions for grant in self.grants)

    def may_somewhere(self, action: Action) -> bool:
        """
        Return whether any of the viewer's roles allows an action, wherever that be.

        Parameters
        ----------
        action
            What.
        """
        return any(action in grant.actions for grant in self.grants)

    def places(self, action: Action) -> tuple[Place, ...]:
        """
        Return the places at which the viewer may take an action.

        Parameters
        ----------
        action
            What.
        """
        return tuple(dict.fromkeys(g.place for g in self.grants if action in g.actions))

    def knows(self, place: Place) -> bool:
        """
        Return whether a place lies within any of the viewer's grants.

        Parameters
        ----------
        place
            The place.
        """
        return any(grant.covers(place) for grant in self.grants)

    def staff_ids(self, site: str) -> frozenset[str]:
        """
        Return the ids under which the schools of a site know the viewer.

        Parameters
        ----------
        site
            Id of the site.
        """
        return frozenset(g.staff for g in self.grants if g.site == site and g.staff is not None)

    def may_give(self, grant: Grant) -> bool:
        """
        Return whether the viewer may give somebody a grant, or take it away.

        Parameters
        ----------
        grant
            The grant. Its place must lie within one of the viewer's own, its role not above it.
        """
        return any(
            own.covers(grant.place)
            and Action.MANAGE_PEOPLE in own.actions
            and grant.role in GIVES.get(own.role, ())
            for own in self.grants
        )


CONSOLE = Viewer(
    user=None, name="console", grants=(Grant(role=Role.ADMIN, district=None, site=None),)
)
"""Whoever can run commands on the server: its administrator, without an account."""


def require(viewer: Viewer, action: Action, place: Place) -> None:
    """
    Let nobody pass whom the policy doesn't allow.

    Parameters
    ----------
    viewer, action, place
        Who, what and where.

    Raises
    ------
    NotFoundError
        If the place isn't within any of the viewer's grants: for them it doesn't exist.
    NotAllowedError
        If it is, but no role of theirs allows the action there.
    """
    if viewer.may(action, place):
        return
    if not viewer.knows(place):
        raise NotFoundError("There is no such page, or none that you may know of.")
    raise NotAllowedError(f"Your role does not allow this. {SENTENCES[action]}")
