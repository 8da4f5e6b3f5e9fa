"""People and their roles: who sees whom, gives what, and ends an account."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from scheduler.domain.roles import Action, Place, Role
from scheduler.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from scheduler.services import context
from scheduler.services.access import sessions
from scheduler.services.people import change, show
from scheduler.store import reading, writing
from scheduler.store.tables.people import FeedAddress
from tests.people.rows import audit
from tests.people_cast import STAFF, Town, grant

AT_MILL = {"Principal", "Scheduler", "Office", "Plus", "Teacher"}


def first_names(town: Town, viewer: str) -> set[str]:
    return {person.name.split()[0] for person in show.list_(town.viewer(viewer)).people}


def test_everybody_sees_the_people_of_their_own_places(town: Town) -> None:
    assert first_names(town, "principal") == AT_MILL
    assert first_names(town, "district") == AT_MILL | {"District", "Admin", "Hill"}
    assert first_names(town, "admin") == first_names(town, "district")
    assert first_names(town, "root") == first_names(town, "district") | {"Bay", "Root"}


@pytest.mark.parametrize("name", ["scheduler", "office", "plus", "teacher"])
def test_others_look_after_nobody(town: Town, name: str) -> None:
    for look in (show.list_, show.choices):
        with pytest.raises(NotAllowedError):
            look(town.viewer(name))
    with pytest.raises(NotAllowedError):
        show.one(town.viewer(name), town.user["teacher"])


@pytest.mark.parametrize("whom", ["hill", "bay", "district", "root"])
def test_somebody_of_another_place_does_not_exist(town: Town, whom: str) -> None:
    principal = town.viewer("principal")
    for act in (show.one, change.deactivate, change.reactivate):
        with pytest.raises(NotFoundError):
            act(principal, town.user[whom])
    with pytest.raises(NotFoundError):
        change.give(principal, town.user[whom], grant(town, Role.OFFICE))


def test_roles_elsewhere_are_not_shown(town: Town) -> None:
    change.give(town.viewer("root"), town.user["teacher"], grant(town, Role.OFFICE, "bay"))
    seen = show.one(town.viewer("principal"), town.user["teacher"])
    assert [(held.grant.role, held.place) for held in seen.roles] == [(Role.TEACHER, "Mill School")]
    assert not seen.may_deactivate
    assert len(show.one(town.viewer("root"), town.user["teacher"]).roles) == 2


def test_roles_are_given_taken_and_written_down(town: Town) -> None:
    principal = town.viewer("principal")
    change.give(principal, town.user["teacher"], grant(town, Role.SCHEDULER, publish=True))
    assert town.viewer("teacher").may(Action.PUBLISH, town.place["mill"])
    with pytest.raises(ConflictError, match="already"):
        change.give(principal, town.user["teacher"], grant(town, Role.SCHEDULER, publish=True))
    held = show.one(principal, town.user["teacher"]).roles
    taken = next(role for role in held if role.grant.role is Role.SCHEDULER)
    change.take(principal, town.user["teacher"], taken.id)
    assert not town.viewer("teacher").may(Action.PUBLISH, town.place["mill"])
    assert audit() == [
        (principal.user, "give role", "membership", ["role"]),
        (principal.user, "take role", "membership", ["role"]),
    ]


def test_a_role_taken_away_is_gone_with_the_next_click(town: Town) -> None:
    token = town.token("scheduler")
    held = show.one(town.viewer("principal"), town.user["scheduler"]).roles
    change.take(town.viewer("principal"), town.user["scheduler"], held[0].id)
    viewer = sessions.viewer_of(token)
    assert viewer is not None
    assert viewer.grants == ()


def test_nobody_takes_roles_that_they_could_not_give(town: Town) -> None:
    of = {
        name: show.one(town.viewer("root"), town.user[name]).roles[0].id
        for name in ("hill", "district", "admin")
    }
    for name, error in (("hill", NotFoundError), ("district", NotFoundError)):
        with pytest.raises(error):
            change.take(town.viewer("principal"), town.user[name], of[name])
    with pytest.raises(NotAllowedError):
        change.take(town.viewer("district"), town.user["admin"], of["admin"])
    with pytest.raises(NotFoundError):  # an id that belongs to somebody else
        change.take(town.viewer("root"), town.user["teacher"], of["hill"])
    with pytest.raises(NotFoundError):
        change.take(town.viewer("root"), town.user["teacher"], "nothing")


def test_the_last_administrator_stays(town: Town) -> None:
    root = town.viewer("root")
    held = show.one(root, town.user["root"]).roles[0].id
    with pytest.raises(ConflictError, match="last administrator"):
        change.take(root, town.user["root"], held)
    assert town.viewer("root").grants == root.grants  # nothing was changed
    with pytest.raises(ConflictError, match="yourself"):
        change.deactivate(root, town.user["root"])
    change.give(root, town.user["office"], root.grants[0])
    change.take(root, town.user["root"], held)


def test_deactivating_ends_sessions_and_feeds_and_can_be_undone(town: Town) -> None:
    token = town.token("teacher")
    with writing() as session:
        session.add(
            FeedAddress(
                token_hash="0" * 64, user_id=town.user["teacher"], site_id=town.place["mill"].site
            )
        )
    change.deactivate(town.viewer("principal"), town.user["teacher"])
    change.deactivate(town.viewer("principal"), town.user["teacher"])  # once more is no harm
    assert sessions.viewer_of(token) is None
    with reading() as session:
        assert isinstance(session.scalars(select(FeedAddress.revoked_at)).one(), dt.datetime)
    assert not show.one(town.viewer("principal"), town.user["teacher"]).is_active
    change.reactivate(town.viewer("principal"), town.user["teacher"])
    assert show.one(town.viewer("principal"), town.user["teacher"]).is_active
    assert sessions.viewer_of(token) is None
    assert [row[1] for row in audit()] == ["deactivate", "reactivate"]


def test_nobody_ends_an_account_that_has_roles_elsewhere(town: Town) -> None:
    change.give(town.viewer("root"), town.user["teacher"], grant(town, Role.OFFICE, "bay"))
    for name in ("principal", "district", "admin"):
        with pytest.raises(NotAllowedError):
            change.deactivate(town.viewer(name), town.user["teacher"])
    change.deactivate(town.viewer("root"), town.user["teacher"])


def test_choices_are_what_one_may_give(town: Town) -> None:
    mill = town.place["mill"]
    (only,) = show.choices(town.viewer("principal"))
    assert (only.place, only.name) == (mill, "Mill School")
    assert set(only.roles) == {
        Role.PRINCIPAL,
        Role.SCHEDULER,
        Role.OFFICE,
        Role.PLUS,
        Role.TEACHER,
    }
    of_district = show.choices(town.viewer("district"))
    assert [choice.name for choice in of_district] == [
        "Oak District",
        "Hill Foxglove School",
        "Mill School",
    ]
    assert Role.DISTRICT in of_district[0].roles
    assert Role.TEACHER not in of_district[0].roles
    assert Role.ADMIN not in of_district[0].roles
    assert show.choices(town.viewer("root"))[0].name == "this server"


def test_a_form_is_read_at_places_that_the_viewer_knows(town: Town) -> None:
    principal, site = town.viewer("principal"), str(town.place["mill"].site)
    read = change.grant_at(principal, "scheduler", site, " ", may_publish=True)
    assert read == grant(town, Role.SCHEDULER, publish=True)
    year = str(town.place["mill-year"].school)
    assert change.grant_at(principal, "scheduler", year, may_publish=True) == read
    assert change.grant_at(principal, "teacher", site, STAFF) == grant(town, Role.TEACHER)
    assert not change.grant_at(principal, "office", site, may_publish=True).extra
    elsewhere = (town.place["hill"].site, town.place["hill-year"].school)
    for place in (*elsewhere, town.place["oak"].district, "nothing", ""):
        with pytest.raises(NotFoundError):
            change.grant_at(principal, "office", str(place))
    for role in ("teacher", "king", ""):
        with pytest.raises(InputError):
            change.grant_at(principal, role, site)


def test_ids_lead_to_places_for_those_who_know_them(town: Town) -> None:
    teacher, year = town.viewer("teacher"), town.place["mill-year"]
    assert context.place_of(teacher, str(year.school)) == year
    assert context.place_of_site(teacher, str(year.site)) == town.place["mill"]
    district = town.viewer("district")
    assert context.place_of_district(district, str(year.district)) == town.place["oak"]
    for read, place_id in (
        (context.place_of, town.place["hill-year"].school),
        (context.place_of, "nothing"),
        (context.place_of_site, town.place["bay"].site),
        (context.place_of_district, town.place["oak"].district),
    ):
        with pytest.raises(NotFoundError):
            read(teacher, str(place_id))
    assert context.place_of(town.viewer("root"), str(year.school)) == year
    assert isinstance(year, Place)
