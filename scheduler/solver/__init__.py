"""The search for answers; the only place that knows the solver library."""
