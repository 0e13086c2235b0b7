"""What a person asked for when the explorer was opened."""

from dataclasses import dataclass
from typing import Final

from atp_tui.engine.atp.model import DEFAULT_MODEL, DetectionModel


@dataclass(frozen=True, slots=True)
class OpenOptions:
    """How a pack is opened, and with what beside it."""

    keeps_index: bool = True
    """Whether the index of a large trace is kept, and a kept one taken."""
    model: DetectionModel = DEFAULT_MODEL
    """The rates of the checks, for the evidence."""


DEFAULT_OPTIONS: Final = OpenOptions()
