"""Programs for those who work on this package; none is needed to run it."""
