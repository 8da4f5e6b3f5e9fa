"""What class sizes above target cost, as tables of the levers' options."""

from __future__ import annotations

from scheduler.domain.problems.staffing import OpenSection, StaffingProblem


class ClassSizes:
    """Pupils above target: max(0, pupils - target) of every section that runs and counts.

    Attributes
    ----------
    growth, excess
        growth[lever][option]: sum over the sections that hang on this lever alone;
        excess[lever][option]: the largest among them.
    base_growth, base_excess
        The same of the sections that hang on no lever.
    tangled
        Sections whose pupils hang on several levers.
    """

    def __init__(self, problem: StaffingProblem) -> None:
        self.growth = [[0] * len(lever.options) for lever in problem.levers]
        self.excess = [[0] * len(lever.options) for lever in problem.levers]
        self.base_growth = self.base_excess = 0
        self.tangled: list[OpenSection] = []
        for section in problem.sections:
            if section.counts:
                self._add(problem, section)

    def _add(self, problem: StaffingProblem, section: OpenSection) -> None:
        levers = {lever for lever, _ in section.pupils}
        if section.lever is not None:
            levers.add(section.lever)
        if not levers:
            above = max(0, section.fixed_pupils - section.target)
            self.base_growth += above
            self.base_excess = max(self.base_excess, above)
        elif len(levers) > 1:
            self.tangled.append(section)
        else:
            lever = levers.pop()
            for position, number in enumerate(problem.levers[lever].options):
                if section.lever is not None and number < section.at_least:
                    continue
                pupils = section.fixed_pupils + sum(table[position] for _, table in section.pupils)
                above = max(0, pupils - section.target)
                self.growth[lever][position] += above
                self.excess[lever][position] = max(self.excess[lever][position], above)

    @property
    def most_growth(self) -> int:
        """An upper limit of all growth."""
        return (
            self.base_growth
            + sum(max(table, default=0) for table in self.growth)
            + sum(max(0, one.most_pupils - one.target) for one in self.tangled)
        )
