"""Finished problems: all that a stage decides, read off the school once and then only iterated.

A problem is frozen, refers to things by position, and needs no further preparation: the model of
the solver walks through it and adds.  The referee does not read problems; it reads the school by
itself, so that a wrong reading here cannot hide there.
"""
