"""A terminal explorer for the crashpacks of a deterministic transfer lab."""

__version__ = "0.1.0"
