"""The frontier: the same as brute force on tiny schools, and what the samples promise."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scheduler.domain.measures import capacity
from scheduler.domain.plan import Plan, Stage, Status
from scheduler.domain.policy import Policy
from scheduler.domain.problems.build_staffing import staffing_problem
from scheduler.domain.referee import check
from scheduler.domain.school import School
from scheduler.domain.wishes import Release, RuleStrength
from scheduler.samples import make
from scheduler.samples.renaming import renamed
from scheduler.solver.engine import Run, Solved, Stop
from scheduler.solver.options import SolveOptions
from scheduler.solver.staffing import aggregate
from scheduler.solver.staffing.choice import Choice, FrontierPoint, with_release
from scheduler.solver.staffing.frontier import frontier
from tests.cast import small_school
from tests.examples import examples
from tests.solver.brute_staffing import brute_force
from tests.solver.judging import staffed, swap
from tests.solver.random_staffing import random_school

TIMES = "\N{MULTIPLICATION SIGN}"


def chosen(school: School, k: int) -> School:
    """Let a school choose k: among its named people while they are enough."""
    names = school.release.names if k >= len(school.release.names) else ()
    return dataclasses.replace(
        school, release=dataclasses.replace(school.release, k=k, names=names)
    )


def judged(school: School) -> tuple[FrontierPoint, ...]:
    """Find the frontier; the referee judges every staffing on it."""
    found = frontier(school, SolveOptions(time_limit_s=60))
    assert [point.k for point in found] == list(range(len(found)))
    for point in found:
        assert point.is_proven
        assert bool(point.answer) == (point.status is Status.OPTIMAL) == (not point.reasons)
        if point.answer is not None:
            plan = Plan(school=school.id, staffing=point.answer)
            report = check(chosen(school, point.k), plan)
            assert report.violations == ()
            levels = dict(report.levels[Stage.STAFFING])
            assert all(levels[one.key] == one.value == one.bound for one in point.levels)
    return found


def last_feasible(found: Sequence[FrontierPoint]) -> int:
    return max(point.k for point in found if point.answer is not None)


@examples(25)
@given(seed=st.integers(0, 10_000))
def test_tiny_schools_agree_with_brute_force(seed: int) -> None:
    school = random_school(seed, tiny=True)
    assume((len(school.staff) + 1) ** len(school.sections) <= 150)
    found = judged(school)
    for k in range(len(school.staff) + 1):
        expected = brute_force(chosen(school, k))
        point = found[k] if k < len(found) else None
        if point is None or point.answer is None:
            assert expected is None
        else:
            assert expected is not None
            assert tuple(one.value for one in point.levels) == expected[:3]


@examples(25)
@given(seed=st.integers(0, 10_000))
def test_every_staffing_on_the_frontier_passes_the_referee(seed: int) -> None:
    found = judged(random_school(seed))
    assert found[-1].answer is None
    assert all(reason.text.endswith(".") for reason in found[-1].reasons)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "last", "words"),
    [
        ("middle", 8, ("All areas", f"190 sections {TIMES} 5 periods", "185", "9 are released")),
        ("elementary", 6, (f"24 homerooms {TIMES} 35 periods = 840", "805", "7 are released")),
        ("high", 10, ("11 are released",)),
        ("large", 17, ("18 are released",)),
    ],
)
def test_the_samples_end_where_they_promise(name: str, last: int, words: tuple[str, ...]) -> None:
    school = make(name)
    found = judged(school)
    assert last_feasible(found) == last == found[-1].k - 1
    (reason,) = found[-1].reasons
    assert reason.key == "S3"
    assert all(word in reason.text for word in words), reason.text


def test_the_middle_school_buys_what_the_product_promises() -> None:
    school = make("middle")
    answer = frontier(school)[8].answer
    assert answer is not None
    figures = capacity(school, answer)
    assert figures.n_regular == pytest.approx(38)
    assert figures.whole_day_share == pytest.approx(0.525)
    assert figures.free_share == pytest.approx(1 - 684 * 5 / (8 * 180 * 6))
    assert figures.densest_rhythm_over_half == 2


def only_art_volunteers(school: School, area: str) -> School:
    """Let only those volunteer who may teach an area: then it is this area that ends it."""
    staff = tuple(
        dataclasses.replace(one, volunteer=area in one.areas and one.most_load > 0)
        for one in school.staff
    )
    return dataclasses.replace(school, staff=staff, release=Release(part=school.release.part))


def test_a_planted_area_is_the_reason_under_any_name() -> None:
    school = only_art_volunteers(make("middle"), "art")
    names = [one.id for one in school.areas]
    for one in (school, renamed(school)):
        area = one.areas[names.index("art")]
        (reason,) = judged(one)[-1].reasons
        assert reason.ids == (area.id,)
        assert reason.text.startswith(f"{area.name} needs at least ")
        assert reason.numbers["needed"] > reason.numbers["have"]


def test_the_tightest_area_of_the_small_school() -> None:
    school = small_school(release=Release())
    school = dataclasses.replace(school, staff=swap(school.staff, "carol", most_load=2))
    (reason,) = judged(school)[-1].reasons
    assert reason.text == (
        f"Art needs at least 2 sections {TIMES} 2 periods = 4 a cycle; certified teachers have 2 "
        "(enough for 1) left when 2 are released."
    )


def test_without_more_volunteers_that_is_the_reason() -> None:
    found = judged(small_school())
    assert last_feasible(found) == 2
    assert "only 2 volunteered" in found[-1].reasons[0].text
    assert found[-1].reasons[0].key == "S6"


def test_fewer_than_named_are_chosen_among_the_named() -> None:
    found = judged(small_school(release=Release(names=("erin",))))
    released = [point.answer.released for point in found if point.answer]
    assert released == [(), ("erin",), ("dave", "erin")]
    problem = with_release(staffing_problem(small_school()), 1)
    assert [one.id for one in problem.teachers if one.releasable] == ["dave", "erin"]


def test_a_named_person_who_may_not_be_released_is_said() -> None:
    found = judged(small_school(release=Release(names=("alice",))))
    assert last_feasible(found) == 0
    assert "Alice Adams (alice) is to be released, but is no volunteer." in [
        reason.text for reason in found[-1].reasons
    ]


def test_too_little_to_teach_does_not_end_the_frontier() -> None:
    """With everybody in class the least loads cannot be met; with one or two released they can."""
    school = small_school(release=Release())
    for name in ("dave", "erin"):
        school = dataclasses.replace(school, staff=swap(school.staff, name, least_load=10))
    found = judged(school)
    assert [point.answer is not None for point in found] == [False, True, True, False]
    assert "only 2 volunteered" in found[-1].reasons[0].text


def test_loads_that_whole_sections_do_not_fill_are_said_so() -> None:
    """Nine periods and nine are eighteen, but only two sections of five."""
    school = small_school(release=Release())
    staff = school.staff
    for name, changes in (
        ("alice", {"most_load": 9, "least_load": 0}),
        ("dave", {"areas": ("ELA",), "most_load": 9}),
    ):
        staff = swap(staff, name, **changes)
    found = judged(dataclasses.replace(school, staff=staff))
    assert last_feasible(found) == 1
    (reason,) = [one for one in found[-1].reasons if one.key == "S3"]
    assert "certified teachers have" in reason.text


def test_where_no_count_shows_it_the_shortage_and_the_rules_are_named() -> None:
    """One course each is not enough for six courses and five teachers, less who is released."""
    found = judged(small_school(release=Release(), policy=Policy(most_preps=1)))
    assert found[0].answer is None
    missing, clash = found[0].reasons
    assert "stay without a teacher" in missing.text
    assert missing.numbers["sections"] >= 1
    assert "S4a" in clash.ids


def test_soft_rules_are_searched_for_where_dealing_breaks_them() -> None:
    school = small_school(
        policy=Policy(most_preps=1), rules=(RuleStrength(rule="S4a", strength=10),)
    )
    found = judged(school)
    assert [point.level("rules") for point in found if point.answer] == [10, 20, 30]


def test_a_stopped_search_proves_nothing() -> None:
    stop = Stop()
    stop.set()
    (point,) = frontier(small_school(), stop=stop)
    assert (point.status, point.is_proven) == (Status.UNKNOWN, False)


def test_many_areas_are_counted_in_small_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.solver.staffing.shortage._MOST_FOR_ALL_SUBSETS", 3)
    (reason,) = judged(make("middle"))[-1].reasons
    assert "185" in reason.text


def test_counting_bounds_the_class_sizes_of_the_full_model() -> None:
    school = small_school()
    run = Run(Stage.STAFFING, SolveOptions(time_limit_s=20))
    choice = Choice(run, staffing_problem(school))
    assert choice.counted.status is Status.OPTIMAL
    assert choice.dealt is not None
    assert (choice.counted.largest_excess, choice.counted.growth) == (0, 0)


def test_sums_of_coins() -> None:
    assert aggregate._sums(12, (5,)) == [0, 5, 10]
    assert aggregate._sums(9, (4, 6)) == [0, 4, 6, 8]
    assert aggregate._sums(3, ()) == [0]
    assert aggregate._rounded_up(7, (4, 6)) == 8
    assert aggregate._rounded_up(7, ()) == 7


def test_a_solve_without_time_for_more_keeps_the_dealt_staffing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The class sizes are proven by counting; preps and balance are open, but honest."""
    monkeypatch.setattr(Run, "lexicographic", lambda *_: Solved(Status.UNKNOWN, None, ()))
    school = make("middle")
    outcome = staffed(school)
    assert outcome.result.status is Status.FEASIBLE
    gaps = {level.key: level.gap for level in outcome.result.levels}
    assert gaps["growth"] == gaps["largest_excess"] == 0
    assert gaps["pairs_and_preps"] > 0


@pytest.mark.parametrize("name", ["middle", "elementary"])
def test_every_level_of_the_samples_is_proven(name: str) -> None:
    outcome = staffed(make(name))
    assert outcome.result.status is Status.OPTIMAL
    assert outcome.result.gap == 0


def test_what_cannot_be_dealt_is_searched_at_the_same_class_sizes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("scheduler.solver.staffing.choice.keeps_rules", lambda *_: False)
    assert last_feasible(judged(small_school())) == 2
    monkeypatch.setattr("scheduler.solver.staffing.choice.deal", lambda *_: None)
    assert last_feasible(judged(small_school())) == 2
    assert staffed(small_school()).result.status is Status.OPTIMAL
