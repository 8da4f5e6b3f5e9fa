"""New passwords, how they are kept, tokens, and how long to wait after wrong ones."""

from __future__ import annotations

import pytest

from scheduler.errors import InputError
from scheduler.services.access.delays import ACCOUNT, ADDRESS, BROWSER, PAIR, Limit
from scheduler.services.access.passwords import LONGEST, Passwords, check_new
from scheduler.services.access.tokens import bucket, digest, new_token

GOOD = "three green bicycles"


@pytest.fixture(scope="module")
def passwords() -> Passwords:
    return Passwords(cheap=True)


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("short", "at least 12"),
        ("elevenchars", "at least 12"),
        ("x" * (LONGEST + 1), "at most 200"),
        ("aaaabbbbaaaab", "different"),
        ("Alice.Miller2026", "your name"),
        ("alice@mill.example", "your name"),
        ("password123!", "everybody"),
        ("Welcome2School!!", "everybody"),
        ("qwerty-123456", "everybody"),
    ],
)
def test_a_password_that_others_would_guess_is_refused(password: str, word: str) -> None:
    with pytest.raises(InputError, match=word) as refused:
        check_new(password, email="alice@mill.example", name="Alice Miller")
    assert password not in str(refused.value)


@pytest.mark.parametrize(
    "password", [GOOD, "x9K!p2mQz7Lw", "alice likes bicycles", "パスワード" * 3]
)
def test_any_other_password_is_taken(password: str) -> None:
    check_new(password, email="alice@mill.example", name="Alice Miller")


def test_only_the_password_itself_matches(passwords: Passwords) -> None:
    stored = passwords.hash(GOOD)
    assert GOOD not in stored
    assert stored.startswith("$argon2id$")
    assert passwords.hash(GOOD) != stored
    assert passwords.matches(stored, GOOD)
    assert not passwords.matches(stored, GOOD + " ")
    assert not passwords.matches(stored, "x" * (LONGEST + 1))


def test_two_ways_of_typing_one_letter_are_one(passwords: Passwords) -> None:
    assert passwords.matches(passwords.hash("caf\u00e9 au lait!"), "cafe\u0301 au lait!")


@pytest.mark.parametrize("stored", [None, "", "damaged", "$argon2id$v=19$m=8,t=1,p=1$xx$yy"])
def test_without_a_stored_password_nothing_matches(
    passwords: Passwords, stored: str | None
) -> None:
    assert not passwords.matches(stored, GOOD)
    assert not passwords.matches(stored, "nobody's")


def test_a_hash_of_another_strength_is_to_be_renewed(passwords: Passwords) -> None:
    stored = passwords.hash(GOOD)
    assert not passwords.is_outdated(stored)
    assert Passwords().is_outdated(stored)


def test_tokens_are_long_different_and_stored_as_hashes() -> None:
    one, two = new_token(), new_token()
    assert one != two
    assert len(one) == 43
    assert digest(one) == digest(one) != digest(two)
    assert one not in digest(one)


def test_buckets_differ_by_every_part_and_by_installation() -> None:
    names = {
        bucket("k1", "pair", "a", "b"),
        bucket("k2", "pair", "a", "b"),
        bucket("k1", "pair", "ab", ""),
        bucket("k1", "pair", "a"),
    }
    assert len(names) == 4


@pytest.mark.parametrize(
    ("attempts", "since", "wait"),
    [(0, 0, 0), (4, 0, 0), (5, 0, 1), (6, 0, 2), (8, 0, 8), (8, 3.9, 5), (8, 8, 0), (9, 0, 10)],
)
def test_the_wait_doubles_up_to_its_longest(attempts: int, since: float, wait: int) -> None:
    assert Limit("x", free=5, longest_s=10).wait_s(attempts, since) == wait


@pytest.mark.parametrize("limit", [BROWSER, PAIR, ADDRESS, ACCOUNT])
def test_no_wait_is_for_ever(limit: Limit) -> None:
    assert limit.wait_s(10**6, 0) == limit.longest_s <= 900
