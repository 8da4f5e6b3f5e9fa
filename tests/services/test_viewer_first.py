"""Every use case takes the viewer first: there is no way to what people keep but through it."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest

from scheduler import services
from scheduler.services.absences.standing import Decision, Standing
from scheduler.services.calendar.opened import Opened
from scheduler.services.coaching.case import Desk
from scheduler.store.db import Session

PACKAGES = ("absences", "sites", "plans", "messages", "calendar", "district", "coaching")

# What looks at nothing but what it is given.
PURE = {
    "services.coaching.booking.prepared",
    "services.coaching.fitting.is_chain",
    "services.coaching.fitting.send",
    "services.district.export.source_of",
    "services.absences.afterwards.has_begun",
    "services.absences.afterwards.refuse_to_come",
    "services.absences.counting.as_it_was",
    "services.absences.gaps.run_of",
    "services.absences.lasting.lasting",
    "services.absences.propose.by_hand",
    "services.absences.words.name_of",
    "services.absences.words.title_of",
    "services.absences.words.what_of",
    "services.absences.words.without_pairs",
    "services.messages.changes.affected_by",
    "services.messages.changes.sheet_of",
    "services.plans.calendar_locks.covers_on",
    "services.plans.calendar_moves.key_of",
    "services.plans.calendar_moves.short_date",
    "services.plans.difference_words.concerned",
    "services.plans.difference_words.counted",
    "services.plans.difference_words.lines",
    "services.plans.difference_words.num_told",
    "services.plans.edit.key_of",
    "services.plans.edit.summary_of",
    "services.plans.grid.grid_of",
    "services.plans.held.held_rows",
    "services.plans.held.is_held",
    "services.plans.held.lock_of",
    "services.plans.held.locks_on",
    "services.plans.judged.figures_of",
    "services.plans.judged.violations_of",
    "services.plans.locks.meetings_of",
    "services.plans.search.search",
    "services.plans.show.without_coaching",
    "services.plans.words.plain_reason",
    "services.plans.words.room_names",
    "services.plans.words.what_moves",
    "services.sites.choices.names_in",
    "services.sites.edit.kind_of",
    "services.sites.edit.thing_of",
    "services.sites.naming.id_from",
    "services.sites.next_year.public_holidays",
    "services.sites.public.countries",
    "services.sites.public.regions",
    "services.sites.public.state_holidays",
    "services.sites.requests.brought",
    "services.sites.requests.outside",
    "services.sites.requests.to_confirm",
    "services.sites.requests.with_requests",
    "services.sites.show.mark_of",
    "services.sites.sources.read",
    "services.sites.sources.together",
    "services.sites.strip.strip",
    "services.sites.strip.terms_of",
}

# Whose right is something else: a secret address, or the process itself.
OTHERWISE = {
    "services.calendar.feeds.serve",
    "services.coaching.links.answer",
    "services.coaching.links.look",
    "services.coaching.mine.forget_expired",
    "services.messages.mail.connected",
    "services.messages.mail.send_waiting",
}


def use_cases() -> Iterator[tuple[str, Callable[..., Any]]]:
    for package in PACKAGES:
        found = import_module(f"{services.__name__}.{package}")
        for info in pkgutil.iter_modules(found.__path__, f"{found.__name__}."):
            module = import_module(info.name)
            for name in getattr(module, "__all__", ()):
                value = getattr(module, name)
                if inspect.isfunction(value) and value.__module__ == info.name:
                    yield f"{info.name.removeprefix('scheduler.')}.{name}", value


def is_a_part(function: Callable[..., Any]) -> bool:
    """Whether it is a part of use cases: called within their transaction, or on what they open."""
    first = next(iter(inspect.signature(function, eval_str=True).parameters.values()), None)
    return first is not None and first.annotation in (Session, Opened, Standing, Decision, Desk)


@pytest.mark.parametrize(
    ("name", "function"), [pytest.param(*one, id=one[0]) for one in use_cases()]
)
def test_the_viewer_comes_first(name: str, function: Callable[..., Any]) -> None:
    first = next(iter(inspect.signature(function).parameters), "nothing")
    assert first == "viewer" or name in PURE | OTHERWISE or is_a_part(function), (
        f"{name} takes {first} first. Who asks?"
    )


def test_nothing_is_excused_that_is_not_there() -> None:
    assert {*PURE, *OTHERWISE} - {name for name, _ in use_cases()} == set()
