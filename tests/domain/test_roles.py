"""The policy: what its table promises, and how places and grants are read."""

from __future__ import annotations

import pytest

from scheduler.domain.roles import (
    CONSOLE,
    EXTRA,
    GIVES,
    POLICY,
    SENTENCES,
    SERVER,
    Action,
    Grant,
    Place,
    Role,
    Viewer,
    require,
)
from scheduler.errors import NotAllowedError, NotFoundError

MILL = Place(district="oak", site="mill")
HILL = Place(district="oak", site="hill")
OAK = Place(district="oak")
PINE = Place(district="pine")


def grant(role: Role, place: Place = MILL, **more: object) -> Grant:
    staff = "t1" if role in (Role.PLUS, Role.TEACHER) else None
    site = None if role is Role.DISTRICT else place.site
    return Grant(**{"role": role, "district": place.district, "site": site, "staff": staff} | more)


def viewer(*grants: Grant) -> Viewer:
    return Viewer(user="u", name="Alice", grants=grants)


def test_every_action_has_one_line_with_a_sentence() -> None:
    assert set(POLICY) == set(SENTENCES) == set(Action)
    assert all(roles for roles in POLICY.values())
    assert all(text.endswith(".") for text in SENTENCES.values())


def test_coaching_is_the_pairs_alone() -> None:
    pair = {Role.PLUS, Role.TEACHER}
    assert POLICY[Action.SEE_OWN_COACHING] == POLICY[Action.LOG_SESSION] == pair
    assert POLICY[Action.REQUEST_COACHING] == {Role.TEACHER}


def test_the_administrator_sees_no_plans_and_no_school_data() -> None:
    assert grant(Role.ADMIN).actions == {
        Action.ENTER,
        Action.MANAGE_PEOPLE,
        Action.MANAGE_DISTRICT,
        Action.RESET_PASSWORD,
        Action.OPERATE,
        Action.SEE_AUDIT,
    }


def test_the_district_sees_figures_but_nobodys_week() -> None:
    actions = grant(Role.DISTRICT).actions
    assert {Action.COMPARE_SITES, Action.SEE_FIGURES, Action.SEE_CAPACITY} <= actions
    assert not actions & {
        Action.SEE_SCHEDULE,
        Action.SEE_DRAFTS,
        Action.SEE_DAY_SHEETS,
        Action.SEE_BOOKINGS,
        Action.SEE_OWN_COACHING,
    }


def test_only_the_administrator_resets_passwords() -> None:
    # Whoever makes the link could use it, and read what a teacher writes to their coach.
    assert POLICY[Action.RESET_PASSWORD] == {Role.ADMIN}


def test_somebody_who_schedules_publishes_only_where_the_grant_says_so() -> None:
    assert {Action.PUBLISH: {Role.SCHEDULER}} == EXTRA
    assert viewer(grant(Role.PRINCIPAL)).may(Action.PUBLISH, MILL)
    assert not viewer(grant(Role.SCHEDULER)).may(Action.PUBLISH, MILL)
    given = viewer(grant(Role.SCHEDULER, extra=frozenset({Action.PUBLISH})))
    assert given.may(Action.PUBLISH, MILL)
    assert not given.may(Action.PUBLISH, HILL)


@pytest.mark.parametrize("place", [HILL, OAK, PINE, SERVER, Place(district="pine", site="mill")])
def test_a_place_outside_of_ones_grants_does_not_exist(place: Place) -> None:
    with pytest.raises(NotFoundError):
        require(viewer(grant(Role.PRINCIPAL)), Action.SEE_SCHEDULE, place)


def test_a_place_within_is_refused_with_the_sentence_of_the_line() -> None:
    teacher = viewer(grant(Role.TEACHER))
    require(teacher, Action.SEE_SCHEDULE, Place(district="oak", site="mill", school="mill-25"))
    with pytest.raises(NotAllowedError, match="The principal publishes"):
        require(teacher, Action.PUBLISH, MILL)


def test_a_grant_for_the_district_covers_its_sites_and_no_other() -> None:
    district = grant(Role.DISTRICT)
    assert [district.covers(place) for place in (OAK, MILL, HILL, PINE, SERVER)] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_nobody_without_a_grant_gets_anywhere() -> None:
    nobody = viewer()
    assert not any(nobody.may(action, MILL) for action in Action)
    with pytest.raises(NotFoundError):
        require(nobody, Action.ENTER, MILL)


def test_somebody_of_two_roles_may_do_what_either_may() -> None:
    both = viewer(grant(Role.TEACHER), grant(Role.OFFICE, HILL))
    assert both.may(Action.REQUEST_COACHING, MILL)
    assert not both.may(Action.REQUEST_COACHING, HILL)
    assert both.may(Action.RECORD_ABSENCE, HILL)
    assert both.places(Action.SEE_SCHEDULE) == (MILL, HILL)
    assert both.may_somewhere(Action.RECORD_ABSENCE)
    assert not both.may_somewhere(Action.PUBLISH)
    assert both.staff_ids("mill") == {"t1"}
    assert both.staff_ids("hill") == set()


def test_nobody_gives_a_role_above_their_own() -> None:
    assert Role.ADMIN not in GIVES[Role.DISTRICT]
    assert not GIVES[Role.PRINCIPAL] & {Role.DISTRICT, Role.ADMIN}
    assert set(GIVES) == POLICY[Action.MANAGE_PEOPLE]


@pytest.mark.parametrize(
    ("own", "given", "may"),
    [
        (grant(Role.PRINCIPAL), grant(Role.TEACHER), True),
        (grant(Role.PRINCIPAL), grant(Role.TEACHER, HILL), False),
        (grant(Role.PRINCIPAL), grant(Role.OFFICE, OAK), False),
        (grant(Role.PRINCIPAL), grant(Role.DISTRICT), False),
        (grant(Role.SCHEDULER), grant(Role.TEACHER), False),
        (grant(Role.DISTRICT), grant(Role.PRINCIPAL, HILL), True),
        (grant(Role.DISTRICT), grant(Role.ADMIN, OAK), False),
        (grant(Role.ADMIN, OAK), grant(Role.ADMIN, HILL), True),
        (grant(Role.ADMIN, OAK), grant(Role.ADMIN, SERVER), False),
        (grant(Role.ADMIN, SERVER), grant(Role.ADMIN, SERVER), True),
    ],
)
def test_roles_are_given_within_ones_own_place(own: Grant, given: Grant, may: bool) -> None:
    assert viewer(own).may_give(given) is may


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": Role.PRINCIPAL, "district": None},
        {"role": Role.ADMIN, "district": None, "site": "mill"},
        {"role": Role.DISTRICT, "district": "oak", "site": "mill"},
        {"role": Role.TEACHER, "district": "oak", "site": "mill"},
        {"role": Role.PLUS, "district": "oak", "staff": "t1"},
        {"role": Role.OFFICE, "district": "oak", "extra": frozenset({Action.PUBLISH})},
        {"role": Role.SCHEDULER, "district": "oak", "extra": frozenset({Action.OPERATE})},
    ],
)
def test_a_role_at_a_place_without_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="role"):
        Grant(**wrong)


@pytest.mark.parametrize("wrong", [{"site": "mill"}, {"district": "oak", "school": "x"}])
def test_a_place_that_hangs_in_the_air_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="names its"):
        Place(**wrong)


def test_the_console_is_the_administrator_of_the_server() -> None:
    assert CONSOLE.may(Action.OPERATE, SERVER)
    assert not CONSOLE.may_somewhere(Action.SEE_OWN_COACHING)
