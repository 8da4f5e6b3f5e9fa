"""Rules S1 to S9: each kept, broken, and exactly at the border."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from scheduler.domain.policy import Policy
from scheduler.domain.referee import Report
from scheduler.domain.school import School
from scheduler.domain.staff import Duty, DutyTime, Team
from scheduler.domain.wishes import PartRelease, Release
from tests.domain.referee.builders import (
    HALVES,
    Class,
    at,
    broken,
    calendar,
    grade,
    group,
    klass,
    person,
    staffing_judged,
    tiny,
)

ANN = (person("ann"), person("bob"), person("cy"))


def _texts(report: Report, key: str) -> list[str]:
    return [one.text for one in report.of(key)]


# S1 and S7: what runs


def _sixth_grade(enrolment: int = 50, cap: int = 25, given: str = "6A 6B 6C") -> School:
    """Make a grade whose groups all take math and art; math is the larger class."""
    classes: list[Class] = []
    for name in given.split():
        classes.append(klass(f"m{name}", groups=name, course="math", grade="6", size_cap=cap))
        classes.append(klass(f"a{name}", groups=name, course="art", grade="6", size_cap=cap + 5))
    groups = tuple(group(name, grade="6") for name in given.split())
    return tiny(*classes, staff=ANN, groups=groups, grades=(grade("6", enrolment),))


def _rows(groups: str) -> list[str]:
    pairs = (one.split("=") for one in groups.split())
    return [f"{kind}{name} ann {size}" for name, size in pairs for kind in "ma"]


@pytest.mark.parametrize(
    ("enrolment", "groups", "rules"),
    [
        (50, "6A=25 6B=25", {}),  # exactly the cap: the border
        (51, "6A=26 6B=25", {"S1": 2}),  # a group too few, and a class too large
        (51, "6A=17 6B=17 6C=17", {}),
        (50, "6A=17 6B=17 6C=16", {}),  # more than needed
        (50, "6A=25 6C=25", {"S7": 1}),  # not the first two
        (50, "6A=24 6B=26", {"S1": 6}),  # another split, of two groups with two classes each
        (0, "6A=10 6B=10 6C=10", {}),  # without an enrolment all run, with their own sizes
        (0, "6A=10 6B=10", {"S1": 1}),
    ],
)
def test_groups_of_a_grade(enrolment: int, groups: str, rules: dict[str, int]) -> None:
    report = staffing_judged(_sixth_grade(enrolment), *_rows(groups), groups=groups)
    assert broken(report) == rules


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("less mB", "Course math (mB) does not run although its group B (B) does."),
        ("more mC", "Course math (mC) runs although its group C (C) does not."),
    ],
)
def test_grouped_courses_run_for_the_groups_that_run(change: str, sentence: str) -> None:
    school = _sixth_grade(given="A B C")
    rows = _rows("A=25 B=25")
    verb, section = change.split()
    rows = [one for one in rows if not one.startswith(section)] if verb == "less" else rows
    rows = [*rows, f"{section} ann 0"] if verb == "more" else rows
    report = staffing_judged(school, *rows, groups="A=25 B=25")
    assert _texts(report, "S7") == [sentence]
    assert section in report.of("S7")[0].ids


def test_groups_are_listed_once_and_only_those_of_grades() -> None:
    school = _sixth_grade(50)
    band = tiny(*(), staff=ANN, groups=(group("band"),))
    report = staffing_judged(school, *_rows("6A=25 6B=25"), groups="6A=25 6A=25 6B=25")
    assert _texts(report, "S7") == ["6A (6A) stands in the plan 2 times."]
    assert _texts(staffing_judged(band, groups="band=10"), "S7") == [
        "BAND (band) is of no grade, so it is not the plan's to let run."
    ]


def test_the_sentence_of_a_grade_names_its_numbers() -> None:
    report = staffing_judged(_sixth_grade(51), *_rows("6A=26 6B=25"), groups="6A=26 6B=25")
    assert _texts(report, "S1") == [
        "Grade 6 (6) has 2 groups, but needs at least 3 for its 51 pupils; 3 are given.",
        "Course math (m6A) has 26 pupils, 1 above its cap of 25.",
    ]


def _elective(enrolment: int, **changes: Any) -> School:
    return tiny(
        *(klass(one, course="E", enrolment=enrolment, size_cap=20, **changes) for one in "xyz"),
        staff=ANN,
    )


@pytest.mark.parametrize(
    ("enrolment", "rows", "sentences"),
    [
        (40, ("x ann 20", "y ann 20"), []),  # the border
        (
            41,
            ("x ann 21", "y ann 20"),
            [
                "Course E (E) has 2 sections, but needs at least 3 for its 41 pupils; 3 are given.",
                "Course E (x) has 21 pupils, 1 above its cap of 20.",
            ],
        ),
        (41, ("x ann 14", "y ann 14", "z ann 13"), []),
        (
            40,
            ("x ann 20", "z ann 20"),
            [
                "Course E (z) runs although an earlier section of Course E (E) does not; "
                "the first 2 run."
            ],
        ),
        (
            0,
            ("x ann", "y ann"),
            ["Course E (E) has 2 sections, but needs at least 3 for its 0 pupils; 3 are given."],
        ),
        (40, ("x ann 19", "y ann 20"), ["Course E (x) is planned with 19 pupils, but has 20."]),
    ],
)
def test_sections_of_an_elective(
    enrolment: int, rows: tuple[str, ...], sentences: list[str]
) -> None:
    assert _texts(staffing_judged(_elective(enrolment), *rows), "S1") == sentences


def test_a_size_of_its_own_overrides_the_split() -> None:
    school = tiny(
        klass("x", course="E", enrolment=40, size_cap=20, size=5),
        klass("y", course="E", enrolment=40, size_cap=20),
        staff=ANN,
    )
    assert staffing_judged(school, "x ann 5", "y ann 20").is_valid


@pytest.mark.parametrize(
    ("size", "pupils", "valid"), [(None, 22, True), (None, 32, False), (7, 7, True), (7, 22, False)]
)
def test_a_section_without_enrolment_has_its_groups(
    size: int | None, pupils: int, valid: bool
) -> None:
    # The band draws on 6A with its 12 of 12 pupils, on 6B, which does not run, and on some others.
    school = tiny(
        klass("m6A", groups="6A", course="math", grade="6", size_cap=12),
        klass("m6B", groups="6B", course="math", grade="6", size_cap=12),
        klass("band", groups="6A 6B more", size=size),
        staff=ANN,
        groups=(group("6A", grade="6"), group("6B", grade="6"), group("more", size=10)),
        grades=(grade("6", 12),),
    )
    report = staffing_judged(school, "m6A ann 12", f"band bob {pupils}", groups="6A=12")
    assert report.is_valid is valid


# S2: owners


@pytest.mark.parametrize(
    ("rows", "sentences"),
    [
        (("x ann",), []),
        (("x may",), ["May (may) owns Course C-x (x) without being certified in Area X (X)."]),
        (
            ("x ann", "x bob"),
            [
                "Course C-x (x) needs one owner, but Ann (ann) and Bob (bob) own it.",
                "Course C-x (x) is handed over between Ann (ann) and Bob (bob), none of whom "
                "replaces the other.",
            ],
        ),
        (
            ("x ann", "x ann"),
            ["Course C-x (x) needs one owner, but Ann (ann) owns it in more than one row."],
        ),
    ],
)
def test_a_section_has_one_certified_owner(rows: tuple[str, ...], sentences: list[str]) -> None:
    school = tiny(klass("x"), staff=(*ANN, person("may", areas=("Y",))))
    assert _texts(staffing_judged(school, *rows), "S2") == sentences


@pytest.mark.parametrize(
    ("owner", "sentences"),
    [
        ("may", []),  # fixed, so certified or not
        ("ann", ["Ann (ann) owns Course C-x (x), which is fixed to May (may)."]),
    ],
)
def test_a_fixed_owner_stays(owner: str, sentences: list[str]) -> None:
    school = tiny(klass("x", "may"), staff=(*ANN, person("may", areas=("Y",))))
    assert _texts(staffing_judged(school, f"x {owner}"), "S2") == sentences


NEW_YEAR = HALVES[1][1]
EVE = person("eve", replaces="ann", first=NEW_YEAR)
LEAVER = person("ann", last=HALVES[0][2])


@pytest.mark.parametrize(
    ("rows", "sentences"),
    [
        (("x bob 0 fall,spring",), []),
        (("x ann 0 fall", "x eve 0 spring"), []),
        (
            ("x bob 0 fall",),
            ["Course C-x (x) needs one owner in segment spring, but nobody owns it."],
        ),
        (
            ("x ann 0 fall,spring",),
            [
                "Ann (ann) owns Course C-x (x) in segment spring, but is not employed throughout "
                "it.",
                "Ann (ann) owns Course C-x (x) in segment spring, when Eve (eve) holds the post.",
            ],
        ),
        (
            ("x ann 0 fall", "x bob 0 spring"),
            [
                "Course C-x (x) is handed over between Ann (ann) and Bob (bob), none of whom "
                "replaces the other."
            ],
        ),
        (
            ("x bob 0 fall,spring", "half bob 0 fall,spring"),
            ["Bob (bob) owns Course C-half (half) in a segment in which it does not run."],
        ),
    ],
)
def test_sections_are_handed_over_to_the_replacement(
    rows: tuple[str, ...], sentences: list[str]
) -> None:
    school = tiny(
        klass("x"),
        klass("half", segments=("fall",)),
        staff=(LEAVER, EVE, person("bob")),
        calendar=calendar(*HALVES),
    )
    assert _texts(staffing_judged(school, *rows), "S2") == sentences


@pytest.mark.parametrize("fixed", ["ann", "eve"])
def test_a_section_is_fixed_to_a_post(fixed: str) -> None:
    school = tiny(klass("x", fixed), staff=(LEAVER, EVE), calendar=calendar(*HALVES))
    assert staffing_judged(school, "x ann 0 fall", "x eve 0 spring").is_valid


def test_without_segments_the_leaver_stays_all_year() -> None:
    school = tiny(klass("x"), staff=(LEAVER, person("eve", replaces="ann", first=NEW_YEAR)))
    assert staffing_judged(school, "x ann").is_valid
    assert broken(staffing_judged(school, "x eve")) == {"S2": 1}


def test_of_two_replacements_the_first_given_takes_over() -> None:
    zoe = person("zoe", replaces="ann", first=NEW_YEAR)
    school = tiny(klass("x"), staff=(LEAVER, EVE, zoe), calendar=calendar(*HALVES))
    assert staffing_judged(school, "x ann 0 fall", "x eve 0 spring").is_valid
    assert not staffing_judged(school, "x ann 0 fall", "x zoe 0 spring").is_valid


def test_people_who_replace_one_another_in_a_ring_do_no_harm() -> None:
    ring = (
        person("ann", replaces="bob", first=NEW_YEAR),
        person("bob", replaces="ann", first=NEW_YEAR),
    )
    school = tiny(klass("x"), staff=ring, calendar=calendar(*HALVES))
    assert set(broken(staffing_judged(school, "x ann 0 fall,spring"))) == {"S2"}


# S3 to S6: people


@pytest.mark.parametrize(
    ("load", "least", "most", "sentences"),
    [
        (5, 5, 5, []),
        (5, 0, 4, ["Ann (ann) has a load of 5 periods, 1 above the most of 4."]),
        (5, 7, 9, ["Ann (ann) has a load of 5 periods, 2 below the least of 7."]),
    ],
)
def test_load(load: int, least: int, most: int, sentences: list[str]) -> None:
    teacher = person("ann", least_load=least, most_load=most)
    school = tiny(klass("x", lengths=(2,) * 2 + (1,) * (load - 4)), staff=(teacher,))
    assert _texts(staffing_judged(school, "x ann"), "S3") == sentences


def test_advisory_is_no_load_and_a_duty_may_be() -> None:
    times = (DutyTime(bell="regular", start=at("07:00"), end=at("07:30")),)
    bus = Duty(id="bus", name="Bus", staff=("ann", "bob"), times=times, load_periods=2)
    school = tiny(
        klass("x", counts_as_load=False),
        klass("y"),
        staff=(person("ann", least_load=3, most_load=3), person("bob", most_load=1)),
        duties=(bus,),
    )
    assert _texts(staffing_judged(school, "x ann", "y ann"), "S3") == [
        "Bob (bob) has a load of 2 periods, 1 above the most of 1."
    ]


@pytest.mark.parametrize(("released", "valid"), [("ann", True), ("", False)])
def test_the_released_owe_no_load(released: str, valid: bool) -> None:
    school = tiny(staff=(person("ann", volunteer=True, least_load=5),))
    assert staffing_judged(school, released=released).is_valid is valid


def test_least_load_is_due_from_whoever_holds_the_post() -> None:
    school = tiny(
        klass("x", lengths=(1,) * 3),
        staff=(
            person("ann", least_load=3, last=HALVES[0][2]),
            person("eve", least_load=3, replaces="ann", first=NEW_YEAR),
            person("late", least_load=3, first=date(2026, 10, 1)),
        ),
        calendar=calendar(*HALVES),
    )
    assert _texts(staffing_judged(school, "x ann 0 fall", "x eve 0 spring"), "S3") == [
        "Late (late) has a load of 0 periods in segment spring, 3 below the least of 3."
    ]


@pytest.mark.parametrize(
    ("own", "of_school", "units"),
    [(None, None, 0), (2, None, 0), (1, None, 1), (None, 1, 1), (2, 1, 0), (1, 2, 1)],
)
def test_preps(own: int | None, of_school: int | None, units: int) -> None:
    school = tiny(
        klass("x"),
        klass("y", course="C-y"),
        klass("z", course="C-y"),
        klass("adv", counts_as_load=False),
        staff=(person("ann", most_preps=own),),
        policy=Policy(most_preps=of_school),
        soft="S4a",
    )
    report = staffing_judged(school, "x ann", "y ann", "z ann", "adv ann")
    assert (report.is_valid, report.units("S4a")) == (True, units)


def test_the_worst_segment_counts_for_preps() -> None:
    school = tiny(
        klass("x"),
        klass("y", segments=("fall",)),
        klass("z", segments=("spring",)),
        staff=(person("ann", most_preps=1),),
        calendar=calendar(*HALVES),
        soft="S4a",
    )
    rows = ("x ann 0 fall,spring", "y ann 0 fall", "z ann 0 spring")
    assert staffing_judged(school, *rows).units("S4a") == 1


@pytest.mark.parametrize(
    ("limit", "units"),
    [(None, 0), (23, 0), (22, 1), (20, 3)],  # (20 · 3 + 10 · 1) / 3 days = 23 and a third
)
def test_pupils_a_day(limit: int | None, units: int) -> None:
    school = tiny(
        klass("x", lengths=(1, 1, 1), size=20),
        klass("y", lengths=(2,), size=10),
        staff=(person("ann"),),
        policy=Policy(most_pupils_a_day=limit),
        soft="S4b",
    )
    report = staffing_judged(school, "x ann 20", "y ann 10")
    assert (report.is_valid, report.units("S4b")) == (True, units)


@pytest.mark.parametrize(
    ("owner", "sentences"),
    [
        ("bob", []),
        ("ann", ["Ann (ann) is released, but owns Course C-x (x)."]),
        ("cy", ["Cy (cy) is partly released, but has a load of 3 periods, 1 above the most of 2."]),
    ],
)
def test_who_is_released_owns_nothing_or_little(owner: str, sentences: list[str]) -> None:
    school = tiny(
        klass("x", lengths=(1, 1, 1), counts_as_load=owner == "cy"),
        staff=(person("ann", volunteer=True), person("bob"), person("cy")),
        release=Release(part=(PartRelease(person="cy", most_load=2),)),
    )
    report = staffing_judged(school, f"x {owner}", released="ann")
    assert _texts(report, "S5") == sentences


def test_the_partly_released_may_own_what_they_are_given() -> None:
    school = tiny(
        klass("x", lengths=(1, 1)),
        staff=(person("cy", least_load=9),),
        release=Release(part=(PartRelease(person="cy", most_load=2),)),
    )
    assert staffing_judged(school, "x cy").is_valid


_VOLUNTEERS = tuple(person(one, volunteer=True) for one in ("ann", "bob", "cy"))


@pytest.mark.parametrize(
    ("release", "released", "sentences"),
    [
        ({"k": 2}, "ann bob", []),
        ({"k": 2}, "ann", ["1 person is released, but the school chose 2."]),
        ({"k": 1}, "ann bob", ["2 people are released, but the school chose 1."]),
        ({}, "ann bob cy", []),
        ({"names": ("ann",)}, "ann bob", []),
        ({"names": ("ann",)}, "bob", ["Ann (ann) is to be released, but is not."]),
        ({"kept": ("ann",)}, "bob", []),
        ({"kept": ("ann",)}, "ann", ["Ann (ann) is released, but is to keep classes this time."]),
        (
            {"part": (PartRelease(person="ann"),)},
            "ann",
            ["Ann (ann) is released, but is to be released in part only."],
        ),
        ({}, "ann ann", ["Ann (ann) is released twice."]),
        ({}, "dan", ["Dan (dan) is released, but is no volunteer."]),
        ({}, "lea", ["Lea (lea) is released, but has no load to be released from."]),
    ],
)
def test_release(release: dict[str, Any], released: str, sentences: list[str]) -> None:
    people = (*_VOLUNTEERS, person("dan"), person("lea", volunteer=True, most_load=0))
    school = tiny(staff=people, release=Release(**release))
    assert _texts(staffing_judged(school, released=released), "S6") == sentences


@pytest.mark.parametrize(
    ("changes", "segments", "valid"),
    [
        ({}, HALVES, True),
        ({"last": date(2027, 6, 18)}, HALVES, True),  # to the last day: the border
        ({"last": date(2027, 6, 17)}, HALVES, False),
        ({"last": date(2027, 6, 17)}, (), True),  # without segments all are there all year
        ({"first": date(2026, 9, 2)}, HALVES, False),
    ],
)
def test_only_who_is_there_all_year_is_released(
    changes: dict[str, Any], segments: Any, valid: bool
) -> None:
    school = tiny(staff=(person("ann", volunteer=True, **changes),), calendar=calendar(*segments))
    assert staffing_judged(school, released="ann").is_valid is valid


@pytest.mark.parametrize("who", ["ann", "eve"])
def test_nobody_in_a_post_that_is_handed_over_is_released(who: str) -> None:
    school = tiny(
        staff=(
            person("ann", volunteer=True),
            person("eve", volunteer=True, replaces="ann", first=date(2026, 9, 1)),
        ),
        calendar=calendar(*HALVES),
    )
    assert broken(staffing_judged(school, released=who)) == {"S6": 1}


# S8, S9 and the levels


@pytest.mark.parametrize(
    ("owners", "homeroom", "units"),
    [
        ("ann ann ann bob", True, 0),
        ("ann ann bob bob", True, 1),
        ("ann bob cy ann", True, 2),
        ("ann bob cy ann", False, 0),
    ],
)
def test_a_homeroom_has_one_teacher(owners: str, homeroom: bool, units: int) -> None:
    classes = [klass(one, groups="g", core=one != "art") for one in ("ela", "math", "sci", "art")]
    school = tiny(*classes, staff=ANN, groups=(group("g", homeroom=homeroom),), soft="S8")
    ids = [one.section.id for one in classes]
    rows = [f"{one} {who} 10" for one, who in zip(ids, owners.split(), strict=True)]
    report = staffing_judged(school, *rows)
    assert (report.is_valid, report.units("S8")) == (True, units)


def test_a_homeroom_that_does_not_run_needs_no_teacher() -> None:
    school = tiny(
        klass("m", groups="6A", course="math", grade="6", core=True),
        klass("n", groups="6B", course="math", grade="6", core=True),
        klass("o", groups="6B", core=True),
        klass("p", groups="6B", core=True),
        staff=ANN,
        groups=(group("6A", grade="6"), group("6B", grade="6", homeroom=True)),
        grades=(grade("6", 10),),
        soft="S8",
    )
    rows = ("m ann 10", "o bob", "p cy")
    assert staffing_judged(school, *rows, groups="6A=10").units("S8") == 0
    rows = ("m ann 5", "n ann 5", "o bob 5", "p cy 5")
    assert staffing_judged(school, *rows, groups="6A=5 6B=5").units("S8") == 2


def test_leaver_and_replacement_are_one_teacher_of_a_homeroom() -> None:
    school = tiny(
        klass("ela", groups="g", core=True),
        klass("math", groups="g", core=True),
        staff=(LEAVER, EVE, person("bob")),
        groups=(group("g", homeroom=True),),
        calendar=calendar(*HALVES),
        soft="S8",
    )
    handed = ("ela ann 10 fall", "ela eve 10 spring")
    both = ("math ann 10 fall", "math eve 10 spring")
    assert staffing_judged(school, *handed, *both).units("S8") == 0
    assert staffing_judged(school, *handed, "math bob 10 fall,spring").units("S8") == 1


@pytest.mark.parametrize(
    ("owners", "shared", "units"),
    [
        ("ann ann bob bob", True, 0),  # both teach both groups
        ("ann bob ann bob", True, 2),  # ann has only 6A, bob only 6B
        ("ann ann bob cy", True, 1),  # cy is not of the team; bob has only 6A
        ("ann ann cy cy", True, 0),  # bob teaches no group, so there is nothing to share
        ("ann bob ann bob", False, 0),
    ],
)
def test_a_team_shares_its_groups(owners: str, shared: bool, units: int) -> None:
    classes = [
        klass(f"{kind}{name}", groups=name, course=kind, grade="6")
        for kind in ("ela", "math")
        for name in ("6A", "6B")
    ]
    school = tiny(
        *classes,
        klass("club", groups="6B"),
        staff=ANN,
        groups=(group("6A", grade="6"), group("6B", grade="6")),
        grades=(grade("6", 20),),
        teams=(Team(id="t", name="Team", staff=("ann", "bob", "ann"), same_groups=shared),),
        soft="S9",
    )
    # In the order of sections: ELA of 6A and 6B, math of 6A and 6B.
    order = ("ela6A", "ela6B", "math6A", "math6B")
    rows = [f"{one} {who} 10" for one, who in zip(order, owners.split(), strict=True)]
    report = staffing_judged(school, *rows, "club ann 10", groups="6A=10 6B=10")
    assert (report.is_valid, report.units("S9")) == (True, units)


def _levels(report: Report) -> dict[str, int]:
    return dict(next(iter(report.levels.values())))


def test_levels_measure_size_continuity_and_balance() -> None:
    school = tiny(
        klass("x", enrolment=29, size_target=25, size_cap=30),
        klass("y", enrolment=27, size_target=25, size_cap=30, lengths=(1, 1)),
        klass("z", lengths=(1, 1, 1)),
        klass("adv", counts_as_load=False, size=90, size_target=25),
        staff=(
            person("ann", most_load=9, last_year=("C-x", "C-z", "C-z")),
            person("bob", most_load=5, last_year=("C-x",)),
            person("sue", most_load=0, last_year=("C-x",)),
            person("lou", most_load=9, volunteer=True, last_year=("C-y",)),
            person("pat", most_load=9),
        ),
        release=Release(part=(PartRelease(person="pat", most_load=4),)),
    )
    rows = ("x ann 29", "y ann 27", "z ann 0", "adv bob 90")
    assert _levels(staffing_judged(school, *rows, released="lou")) == {
        "rules": 0,
        "largest_excess": 4,
        "growth": 4 + 2,
        # Bob has lost x; ann prepares three courses, one above two.
        "pairs_and_preps": 1 + 1,
        "balance": 5,
    }


def test_soft_rules_are_the_first_level() -> None:
    school = tiny(klass("x"), klass("y"), staff=(person("ann", most_preps=1),), soft="S4a")
    report = staffing_judged(school, "x ann", "y ann")
    assert _levels(report)["rules"] == 1
    assert [(cost.key, cost.total) for cost in report.costs] == [("S4a", 1)]
    assert report.costs[0].texts == ("Ann (ann) prepares 2 courses, 1 above the limit of 1.",)


def test_who_is_never_there_has_no_pair_to_break() -> None:
    gone = person("gus", last_year=("C-x",), last=date(2026, 8, 1))
    to_come = person("tom", last_year=("C-x",), first=date(2027, 8, 1))
    here = person("ann", last_year=("C-x",))
    school = tiny(
        klass("x"), staff=(gone, to_come, here, person("bob")), calendar=calendar(*HALVES)
    )
    assert _levels(staffing_judged(school, "x bob 0 fall,spring"))["pairs_and_preps"] == 1
    all_year = tiny(klass("x"), staff=(gone, to_come, here, person("bob")))
    assert _levels(staffing_judged(all_year, "x bob"))["pairs_and_preps"] == 3


def test_a_school_without_anybody_has_levels_too() -> None:
    assert set(_levels(staffing_judged(tiny())).values()) == {0}
