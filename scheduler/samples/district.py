"""Sample districts of any size: elementary, middle and high schools under one roof.

Every site is one of the sample schools with a seed of its own, so with other people and another
timetable, under another name.  Two people work at two sites each: mornings at one, afternoons at
the other, so that each site must do without them while they are at the other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from random import Random

from scheduler.domain.district import District, Post, SharedPerson, Site
from scheduler.domain.form import Clock
from scheduler.domain.plan import Plan
from scheduler.domain.policy import Baseline
from scheduler.domain.rewriting import Rewriting
from scheduler.domain.school import School
from scheduler.domain.staff import Elsewhere, StaffMember
from scheduler.samples import known_plan, make

__all__ = ["MOST", "SIZES", "DistrictSample", "sample_district"]

SIZES = (6, 40, 169)
"""Numbers of sites that are offered; any number from six on can be made."""

# What every six sites are, and every eighth site that is large instead.
_KINDS = ("elementary", "middle", "elementary", "high", "elementary", "middle")
_LARGE_EACH = 8
_TITLES = {"elementary": "Elementary School", "middle": "Middle School"}
# PD days of a full post: districts bargain, and small sites can free fewer people.
_PD_DAYS = {"elementary": (18, 12, 9), "middle": (18, 12), "high": (12, 9), "large": (9,)}
_COACHES = {"elementary": 0.5, "middle": 1.0, "high": 1.0, "large": 2.0}

_FIRST_WORDS = """
Aspen Birch Bluff Cedar Clear Cotton Eagle Elm Fern Fox Golden Granite Hazel Heron Juniper Lake
Linden Maple Meadow Oak Pine Prairie River Rock Silver Spring Stone Summit Sunny Walnut Willow
"""
_SECOND_WORDS = "Bend Bridge Creek Falls Grove Hill Hollow Park Point Ridge Valley View"

_PLACES = [" ".join(words) for words in product(_FIRST_WORDS.split(), _SECOND_WORDS.split())]
MOST = len(_PLACES)
"""Most sites for which there are names."""

_PAIRS = ((1, 0), (2, 4))
"""Who shares a half post in music: number of the site of the mornings, and of the afternoons."""

_OUTSIDE = "Blue Mesa Academy of Music"
"""Where the others who leave at noon go: a school of another district."""


@dataclass(frozen=True)
class DistrictSample:
    """A district with its schools and their known plans, by site."""

    district: District
    schools: dict[str, School]
    plans: dict[str, Plan]


@dataclass(frozen=True)
class _Made:
    """One site: what it is called, its school and the plan that is known for it."""

    site: Site
    school: School
    plan: Plan


def sample_district(sites: int = SIZES[0], *, seed: int = 1) -> DistrictSample:
    """Make a district; the same number and seed give the same one.

    Parameters
    ----------
    sites
        From six to `MOST`.
    """
    if not len(_KINDS) <= sites <= MOST:
        raise ValueError(f"a sample district has {len(_KINDS)} to {MOST} sites, not {sites}")
    names = _names(Random(seed))
    made = [_make(number, next(names), seed) for number in range(sites)]
    shared = tuple(_share(made, first, then) for first, then in _PAIRS)
    district = District(
        id="cedar-valley",
        name="Cedar Valley School District",
        sites=tuple(one.site for one in made),
        shared=shared,
    )
    return DistrictSample(
        district,
        {one.site.id: one.school for one in made},
        {one.site.id: one.plan for one in made},
    )


def _names(rng: Random) -> Iterator[str]:
    return iter(rng.sample(_PLACES, MOST))


def _make(number: int, place: str, seed: int) -> _Made:
    kind = _KINDS[number % len(_KINDS)]
    # The six sites of the smallest district stay as they are in larger ones.
    if kind == "high" and number % _LARGE_EACH == _LARGE_EACH - 1:
        kind = "large"
    days = _PD_DAYS[kind][number // len(_KINDS) % len(_PD_DAYS[kind])]
    if number < len(_KINDS):
        days = _PD_DAYS[kind][_KINDS[:number].count(kind)]
    name = f"{place} {_TITLES.get(kind, 'High School')}"
    site = Site(
        id=name.lower().replace(" school", "").replace(" ", "-"),
        name=name,
        school=f"{place.lower().replace(' ', '-')}.json",
    )
    own_seed = 1000 * seed + number
    school = make(kind, seed=own_seed, pd_days=days)
    plan = known_plan(kind, seed=own_seed, pd_days=days)
    baseline = Baseline(
        coaches=_COACHES[kind],
        days=180,
        source="Staffing list of the year before the Plus team",
        as_of=dt.date(2025, 9, 15),
    )
    school = replace(
        school,
        id=site.id,
        name=name,
        baseline=baseline,
        staff=tuple(_leaving_the_district(one) for one in school.staff),
    )
    return _Made(site, school, replace(plan, school=site.id))


def _leaving_the_district(person: StaffMember) -> StaffMember:
    promises = tuple(replace(one, site=_OUTSIDE) for one in person.elsewhere)
    return replace(person, elsewhere=promises)


# --- people of two sites --------------------------------------------------------------------------


def _share(made: list[_Made], first: int, then: int) -> SharedPerson:
    """Let the one who leaves a site at noon be the one who comes to another at noon."""
    morning, afternoon = made[first], made[then]
    person = next(one for one in morning.school.staff if one.elsewhere)
    comes = _comes_at_noon(afternoon.school)
    identity = person.id
    if identity in afternoon.school.person:
        identity = f"{identity}-{morning.site.id}"
    new = Rewriting({"staff": {comes.id: identity}}, {"staff": {comes.id: person.name}})
    afternoon = replace(
        afternoon,
        school=new.of(afternoon.school),
        plan=new.of(afternoon.plan),
    )
    promise = person.elsewhere[0]
    begins, leaves = _there(morning.school, person)
    made[first] = _with_promise(
        morning,
        person.id,
        replace(promise, start=Clock(leaves + promise.travel_minutes), site=afternoon.site.name),
    )
    made[then] = _with_promise(
        afternoon,
        identity,
        replace(promise, start=Clock(begins), end=Clock(leaves), site=morning.site.name),
    )
    posts = (
        Post(site=morning.site.id, staff=person.id),
        Post(site=afternoon.site.id, staff=identity),
    )
    return SharedPerson(name=person.name, posts=posts)


def _comes_at_noon(school: School) -> StaffMember:
    """The half post in music that is not there in the first period of any day."""
    return next(
        one
        for one in school.staff
        if "music" in one.areas and any(slot.period == 1 for slot in one.unavailable)
    )


def _there(school: School, person: StaffMember) -> tuple[int, int]:
    """When somebody who leaves at noon comes, and when their last period before that ends."""
    track, away = person.track or school.first_track, person.elsewhere[0].away.start
    spans = [span for atom, span in school.regular_bell.spans.items() if atom.track == track]
    return spans[0].start, max(span.end for span in spans if span.end <= away)


def _with_promise(one: _Made, person: str, promise: Elsewhere) -> _Made:
    staff = tuple(
        replace(member, elsewhere=(promise,)) if member.id == person else member
        for member in one.school.staff
    )
    return replace(one, school=replace(one.school, staff=staff))
