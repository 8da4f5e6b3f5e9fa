"""Builds and other long work: ordered, watched, stopped, done."""
