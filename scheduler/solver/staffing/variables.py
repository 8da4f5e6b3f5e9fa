"""The variables of the staffing model, and the questions that rules ask of them."""

from __future__ import annotations

from collections.abc import Iterable

from ortools.sat.python import cp_model

from scheduler.domain.problems.staffing import Bundle, OpenSection, StaffingProblem
from scheduler.solver.logic import any_of
from scheduler.solver.rule import Expr, Literal


class StaffingVariables:
    """Variables of one staffing model.

    Attributes
    ----------
    option_vars
        option_vars[lever][position]: the lever stands at that option.
    owned_vars
        owned_vars[bundle, post]: sections of the bundle that the post owns.
    released_vars
        released_vars[person]: the person is released; only who may be is there.
    """

    def __init__(self, problem: StaffingProblem) -> None:
        self.problem = problem
        self.model = cp_model.CpModel()
        self.option_vars = [
            [self.model.new_bool_var(f"{lever.key}={n}") for n in lever.options]
            for lever in problem.levers
        ]
        self.released_vars = {
            one.id: self.model.new_bool_var(f"released {one.id}")
            for one in problem.teachers
            if one.releasable
        }
        self.owned_vars = {
            (index, post): self.model.new_int_var(0, max(bundle.running), f"{index} {post}")
            for index, bundle in enumerate(problem.bundles)
            if bundle.running
            for post in bundle.candidates
        }
        self._bundles_of: list[list[int]] = [[] for _ in problem.posts]
        for index, post in self.owned_vars:
            self._bundles_of[post].append(index)
        self._any: dict[tuple[int, frozenset[int]], Literal] = {}
        self._some: dict[tuple[int, int], Literal] = {}

    def bundles_of(self, post: int) -> list[int]:
        """Bundles of which the post may own sections."""
        return self._bundles_of[post]

    def running(self, bundle: Bundle) -> Expr:
        """How many sections of a bundle run."""
        return self.by_option(bundle.lever, bundle.running)

    def by_option(self, lever: int | None, table: tuple[int, ...]) -> Expr:
        """Look up in a table what the option of a lever means."""
        if not table or lever is None or all(one == table[0] for one in table):
            return table[0] if table else 0
        return cp_model.LinearExpr.weighted_sum(self.option_vars[lever], list(table))

    def pupils(self, section: OpenSection) -> Expr:
        """Pupils of a section, should it run."""
        return section.fixed_pupils + sum(
            self.by_option(lever, table) for lever, table in section.pupils
        )

    def runs(self, section: OpenSection) -> Expr:
        """1 where a section runs, else 0."""
        if section.lever is None:
            return 1
        options = self.problem.levers[section.lever].options
        return self.by_option(section.lever, tuple(int(n >= section.at_least) for n in options))

    def is_released(self, person: str) -> Expr:
        """1 where a person is released, else 0."""
        return self.released_vars.get(person, 0)

    def load(self, person: str, post: int, segment: int) -> tuple[Expr, int]:
        """Load of the sections that a post gives its holder in a segment, and its most."""
        terms, weights, most = [], [], 0
        for index in self._bundles_of[post]:
            bundle = self.problem.bundles[index]
            holds = self.problem.posts[post].holders[segment] == person
            if bundle.counts and segment in bundle.segments and holds:
                terms.append(self.owned_vars[index, post])
                weights.append(bundle.periods)
                most += bundle.periods * max(bundle.running)
        return (cp_model.LinearExpr.weighted_sum(terms, weights) if terms else 0), most

    def owns_any(self, post: int, bundles: Iterable[int]) -> Literal:
        """Make a literal: the post owns a section of one of these bundles."""
        mine = frozenset(one for one in bundles if (one, post) in self.owned_vars)
        if (post, mine) not in self._any:
            literals = [self._owns(one, post) for one in sorted(mine)]
            self._any[post, mine] = any_of(self.model, literals)
        return self._any[post, mine]

    def _owns(self, bundle: int, post: int) -> Literal:
        if (bundle, post) not in self._some:
            count = self.owned_vars[bundle, post]
            most = max(self.problem.bundles[bundle].running)
            if most <= 1:
                self._some[bundle, post] = count
            else:
                some = self.model.new_bool_var("")
                self.model.add(count <= most * some)
                self.model.add(count >= some)
                self._some[bundle, post] = some
        return self._some[bundle, post]

    def courses(self, person: str, post: int, segment: int | None) -> dict[str, Literal]:
        """Make a literal for each course of which a person may own sections.

        Parameters
        ----------
        segment
            In that segment; None: in any segment in which the person holds the post.
        """
        bundles: dict[str, list[int]] = {}
        for index in self._bundles_of[post]:
            bundle = self.problem.bundles[index]
            if segment is None:
                mine = person in self.problem.holder(bundle, post)
            else:
                holds = self.problem.posts[post].holders[segment] == person
                mine = segment in bundle.segments and holds
            if mine:
                bundles.setdefault(bundle.course, []).append(index)
        return {course: self.owns_any(post, mine) for course, mine in bundles.items()}
