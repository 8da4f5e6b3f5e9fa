"""
Coaching: ask, answer, meet, write to one another; for those who place sessions who and when.

`frame` has the blueprint; the modules beside it put their pages on it when they are imported.
"""

from __future__ import annotations

from scheduler.web.coaching import ask, colleagues, data, log, mine, others, plus, words
from scheduler.web.coaching.frame import blueprint

__all__ = ["ask", "blueprint", "colleagues", "data", "log", "mine", "others", "plus", "words"]
