"""The names of the mappings that ship with the program, which a command line lists without loading them."""

from typing import Final

NAMES: Final = ("otlp", "tracing", "slog", "zap", "structlog", "lines")
"""In the order of :data:`atp_tui.engine.records.builtin.DOCUMENTS`."""
