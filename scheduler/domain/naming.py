"""Classes as people call them: they have no name of their own."""

from __future__ import annotations

from scheduler.domain.school import School

__all__ = ["class_name"]


def class_name(school: School, section: str) -> str:
    """Return a class as people call it: the course, and who attends."""
    found = school.section[section]
    groups = ", ".join(school.group[one].name for one in found.groups)
    return f"{school.course[found.course].name} ({groups or section})"
