"""Invitations, the first administrator, resets, and accounts kept elsewhere."""

from __future__ import annotations

import datetime as dt

import pytest

from scheduler.domain.roles import CONSOLE, Grant, Role
from scheduler.errors import (
    ConflictError,
    InputError,
    NotAllowedError,
    NotFoundError,
    TooOftenError,
)
from scheduler.services.access import elsewhere, invitations, resets, sessions
from scheduler.services.access.elsewhere import Account
from scheduler.services.access.entrance import Entrance
from scheduler.services.access.sign_in import sign_in
from scheduler.services.people import change, show
from scheduler.store.tables.people import Invitation, PasswordReset
from tests.people.rows import audit, everything_stored, pass_time
from tests.people_cast import HERE, PASSWORD, Town, email, grant

NEW = "four purple tricycles"
CY = "cy@oak.example"
THERE = Account("https://id.example", "subject-1")


def invite(town: Town, address: str = CY, role: Role = Role.OFFICE, by: str = "principal") -> str:
    return invitations.invite(town.viewer(by), address, "Cy Young", grant(town, role))


def accept(entrance: Entrance, token: str, name: str = "Cy Young") -> str:
    return invitations.accept_new(entrance, token, "", name, NEW, HERE).token


def test_an_invitation_makes_an_account_with_its_role_and_signs_in(
    town: Town, entrance: Entrance
) -> None:
    token = invite(town)
    offer = invitations.offer_of(token)
    assert (offer.email, offer.name, offer.role) == (CY, "Cy Young", Role.OFFICE)
    assert (offer.place, offer.has_account) == ("Mill School", False)
    viewer = sessions.viewer_of(accept(entrance, token))
    assert viewer is not None
    assert viewer.grants == (grant(town, Role.OFFICE),)
    assert sign_in(entrance, CY, NEW, HERE).token
    assert [row[1:] for row in audit()] == [
        ("invite", "invitation", ["role"]),
        ("accept", "invitation", ["role"]),
    ]
    assert [row[0] for row in audit()] == [town.user["principal"], viewer.user]


def test_a_link_works_once(town: Town, entrance: Entrance) -> None:
    token = invite(town)
    accept(entrance, token)
    with pytest.raises(NotFoundError):
        invitations.offer_of(token)
    with pytest.raises(NotFoundError):
        accept(entrance, token)


def test_looking_does_not_use_it_nor_does_a_bad_password(town: Town, entrance: Entrance) -> None:
    token = invite(town)
    invitations.offer_of(token)
    with pytest.raises(InputError):
        invitations.accept_new(entrance, token, "", "Cy", "short", HERE)
    assert accept(entrance, token)


def test_a_link_expires_and_can_be_taken_back(town: Town, entrance: Entrance) -> None:
    old = invite(town)
    pass_time(Invitation, "expires_at", invitations.VALID)
    with pytest.raises(NotFoundError):
        accept(entrance, old)
    token = invite(town)
    (row,) = show.list_(town.viewer("principal")).invitations
    assert row.is_open, "the one that is too old has given way"
    invitations.take_back(town.viewer("principal"), row.id)
    with pytest.raises(NotFoundError):
        accept(entrance, token)
    with pytest.raises(NotFoundError):
        invitations.take_back(town.viewer("principal"), row.id)
    assert show.list_(town.viewer("principal")).invitations == ()


def test_links_are_stored_as_hashes(town: Town) -> None:
    tokens = [invite(town), resets.make(town.viewer("root"), town.user["teacher"])]
    stored = everything_stored()
    assert not [token for token in tokens if token in stored]


@pytest.mark.parametrize(
    ("by", "role", "site", "error"),
    [
        ("teacher", Role.OFFICE, "mill", NotAllowedError),
        ("principal", Role.OFFICE, "hill", NotFoundError),
        ("principal", Role.DISTRICT, "mill", NotFoundError),
        ("district", Role.OFFICE, "bay", NotFoundError),
        ("district", Role.ADMIN, "mill", NotAllowedError),
        ("admin", Role.PRINCIPAL, "bay", NotFoundError),
    ],
)
def test_nobody_invites_beyond_their_own_role_and_place(
    town: Town, by: str, role: Role, site: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        invitations.invite(town.viewer(by), CY, "", grant(town, role, site))


def test_nobody_takes_back_the_invitations_of_others(town: Town) -> None:
    invitations.invite(town.viewer("district"), CY, "", grant(town, Role.DISTRICT))
    invitations.invite(town.viewer("root"), CY, "", grant(town, Role.OFFICE, "bay"))
    of_oak = show.list_(town.viewer("district")).invitations
    assert [row.place for row in of_oak] == ["Oak District"]
    for name, error in (("principal", NotFoundError), ("hill", NotFoundError)):
        with pytest.raises(error):
            invitations.take_back(town.viewer(name), of_oak[0].id)
    in_bay = next(
        row for row in show.list_(town.viewer("root")).invitations if row.id != of_oak[0].id
    )
    with pytest.raises(NotFoundError):
        invitations.take_back(town.viewer("district"), in_bay.id)


def test_who_has_an_account_accepts_signed_in_and_only_as_who_was_invited(
    town: Town, entrance: Entrance
) -> None:
    token = invitations.invite(
        town.viewer("root"), email("teacher"), "", grant(town, Role.OFFICE, "bay")
    )
    assert invitations.offer_of(token).has_account
    with pytest.raises(ConflictError):
        accept(entrance, token)
    with pytest.raises(NotAllowedError):
        invitations.accept_as(town.viewer("plus"), token)
    invitations.accept_as(town.viewer("teacher"), token)
    assert set(town.viewer("teacher").grants) == {
        grant(town, Role.TEACHER),
        grant(town, Role.OFFICE, "bay"),
    }


def test_inviting_does_not_tell_whether_there_is_an_account(town: Town) -> None:
    # The account is of another district; the list shows the invitation as any other.
    invite(town, email("bay"))
    invite(town, "nobody@oak.example")
    rows = show.list_(town.viewer("principal")).invitations
    assert {(row.name, row.role, row.place) for row in rows} == {
        ("Cy Young", Role.OFFICE, "Mill School")
    }


def test_two_accounts_are_never_the_same_person_of_the_staff(
    town: Town, entrance: Entrance
) -> None:
    # Or the second would read what the first one writes to their coach.
    with pytest.raises(ConflictError, match="Somebody else"):
        invite(town, role=Role.TEACHER)
    plus = grant(town, Role.TEACHER)
    plus = Grant(role=Role.PLUS, district=plus.district, site=plus.site, staff=plus.staff)
    with pytest.raises(ConflictError, match="Somebody else"):
        invitations.invite(town.viewer("principal"), CY, "", plus)
    with pytest.raises(ConflictError, match="Somebody else"):
        change.give(town.viewer("principal"), town.user["office"], plus)
    change.give(town.viewer("principal"), town.user["teacher"], plus)  # one person may be both


def test_an_invitation_made_before_somebody_else_became_that_person_is_refused(
    town: Town, entrance: Entrance
) -> None:
    teacher = Grant(**(vars(grant(town, Role.TEACHER)) | {"staff": "t9"}))
    one = invitations.invite(town.viewer("principal"), CY, "", teacher)
    two = invitations.invite(town.viewer("principal"), "di@oak.example", "", teacher)
    accept(entrance, one)
    with pytest.raises(ConflictError):
        accept(entrance, two, "Di")


def test_the_first_administrator_comes_from_the_console_within_the_hour(
    open_app: object, entrance: Entrance
) -> None:
    old, token = invitations.first_administrator(), invitations.first_administrator()
    assert old
    assert token
    with pytest.raises(NotFoundError):  # only the link printed last
        invitations.offer_of(old)
    assert invitations.offer_of(token).email is None
    with pytest.raises(InputError):
        invitations.accept_new(entrance, token, "no address", "Ada", NEW, HERE)
    started = invitations.accept_new(entrance, token, "Ada@oak.example", "Ada", NEW, HERE)
    viewer = sessions.viewer_of(started.token)
    assert viewer is not None
    assert viewer.grants == CONSOLE.grants
    assert invitations.first_administrator() is None


def test_the_first_link_is_dead_after_an_hour_and_once_there_is_an_administrator(
    open_app: object, entrance: Entrance
) -> None:
    token = str(invitations.first_administrator())
    pass_time(Invitation, "expires_at", dt.timedelta(hours=1))
    with pytest.raises(NotFoundError):
        invitations.offer_of(token)
    token = str(invitations.first_administrator())
    accept(entrance, invitations.invite(CONSOLE, CY, "", CONSOLE.grants[0]))
    with pytest.raises(NotFoundError):
        invitations.accept_new(entrance, token, "eve@oak.example", "Eve", NEW, HERE)


def test_a_reset_sets_a_password_ends_all_sessions_and_works_once(
    town: Town, entrance: Entrance
) -> None:
    before = sign_in(entrance, email("teacher"), PASSWORD, HERE).token
    old = resets.make(town.viewer("admin"), town.user["teacher"])
    token = resets.make(town.viewer("admin"), town.user["teacher"])
    with pytest.raises(NotFoundError):  # only the newest
        resets.whose(old)
    assert resets.whose(token) == email("teacher")
    with pytest.raises(InputError):
        resets.set_password(entrance, token, "short", HERE)
    started = resets.set_password(entrance, token, NEW, HERE).token
    assert sessions.viewer_of(before) is None
    assert sessions.viewer_of(started) is not None
    with pytest.raises(NotFoundError):
        resets.set_password(entrance, token, NEW, HERE)
    assert sign_in(entrance, email("teacher"), NEW, HERE).token
    assert audit()[-1] == (
        town.user["teacher"],
        "reset password",
        "user_account",
        ["password"],
    )


def test_a_reset_expires_and_dies_with_the_account(town: Town, entrance: Entrance) -> None:
    token = resets.make(town.viewer("root"), town.user["teacher"])
    pass_time(PasswordReset, "expires_at", resets.VALID)
    with pytest.raises(NotFoundError):
        resets.set_password(entrance, token, NEW, HERE)
    token = resets.make(town.viewer("root"), town.user["teacher"])
    change.deactivate(town.viewer("root"), town.user["teacher"])
    with pytest.raises(NotFoundError):
        resets.set_password(entrance, token, NEW, HERE)
    with pytest.raises(NotFoundError):
        resets.make(town.viewer("root"), town.user["teacher"])


@pytest.mark.parametrize(
    ("by", "whom", "error"),
    [
        ("principal", "teacher", NotAllowedError),  # it would open the teacher's coaching
        ("district", "teacher", NotAllowedError),
        ("principal", "hill", NotFoundError),
        ("admin", "bay", NotFoundError),
        ("admin", "root", NotFoundError),
    ],
)
def test_only_an_administrator_of_all_their_places_resets_a_password(
    town: Town, by: str, whom: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        resets.make(town.viewer(by), town.user[whom])


def test_an_administrator_cannot_reset_who_is_somebody_elsewhere_too(town: Town) -> None:
    change.give(town.viewer("root"), town.user["teacher"], grant(town, Role.OFFICE, "bay"))
    with pytest.raises(NotAllowedError):
        resets.make(town.viewer("admin"), town.user["teacher"])
    assert resets.make(town.viewer("root"), town.user["teacher"])


def test_asking_for_a_reset_makes_a_link_for_those_who_have_an_account(
    town: Town, entrance: Entrance
) -> None:
    asked = resets.ask(entrance, " Teacher@oak.example", HERE)
    assert asked is not None
    address, token = asked
    assert address == email("teacher")
    assert resets.set_password(entrance, token, NEW, HERE).token
    assert resets.ask(entrance, "nobody@oak.example", HERE) is None
    change.deactivate(town.viewer("root"), town.user["plus"])
    assert resets.ask(entrance, email("plus"), HERE) is None


@pytest.mark.parametrize("name", ["teacher", "nobody"])
def test_nobody_is_drowned_in_letters(town: Town, entrance: Entrance, name: str) -> None:
    for _ in range(3):
        resets.ask(entrance, email(name), HERE)
    with pytest.raises(TooOftenError):
        resets.ask(entrance, email(name), HERE)


def test_an_account_elsewhere_opens_nothing_until_it_is_linked(
    town: Town, entrance: Entrance
) -> None:
    with pytest.raises(InputError):
        elsewhere.sign_in(THERE, HERE)
    elsewhere.link(town.viewer("teacher"), THERE)
    elsewhere.link(town.viewer("teacher"), THERE)  # once more is no harm
    viewer = sessions.viewer_of(elsewhere.sign_in(THERE, HERE))
    assert viewer is not None
    assert viewer.user == town.user["teacher"]
    with pytest.raises(InputError):  # the same subject at another provider is somebody else
        elsewhere.sign_in(Account("https://other.example", THERE.subject), HERE)
    with pytest.raises(ConflictError):
        elsewhere.link(town.viewer("plus"), THERE)


def test_a_deactivated_person_does_not_get_in_from_elsewhere(town: Town) -> None:
    elsewhere.link(town.viewer("teacher"), THERE)
    change.deactivate(town.viewer("root"), town.user["teacher"])
    with pytest.raises(InputError):
        elsewhere.sign_in(THERE, HERE)


def test_an_invitation_can_be_accepted_from_elsewhere(town: Town, entrance: Entrance) -> None:
    token = invitations.accept_elsewhere(invite(town), THERE, "", HERE)
    viewer = sessions.viewer_of(token)
    assert viewer is not None
    assert viewer.name == "Cy Young"
    with pytest.raises(InputError):  # there is no password to guess
        sign_in(entrance, CY, "", HERE)
    with pytest.raises(ConflictError):  # one account elsewhere is one person here
        invitations.accept_elsewhere(invite(town, "di@oak.example"), THERE, "", HERE)
    with pytest.raises(ConflictError):  # and an invitation for an account is no way into it
        invitations.accept_elsewhere(
            invite(town, email("teacher")), Account("https://id.example", "eve"), "", HERE
        )
    with pytest.raises(ConflictError, match="no password"):
        elsewhere.unlink(viewer, elsewhere.linked(viewer)[0].id)


def test_a_link_elsewhere_is_removed_by_its_owner_alone(town: Town) -> None:
    elsewhere.link(town.viewer("teacher"), THERE)
    (row,) = elsewhere.linked(town.viewer("teacher"))
    with pytest.raises(NotFoundError):
        elsewhere.unlink(town.viewer("plus"), row.id)
    elsewhere.unlink(town.viewer("teacher"), row.id)
    assert elsewhere.linked(town.viewer("teacher")) == ()
    with pytest.raises(InputError):
        elsewhere.sign_in(THERE, HERE)
