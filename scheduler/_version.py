"""The version, in a module of its own that imports nothing, so that the build can read it."""

__version__ = "0.1.0"
