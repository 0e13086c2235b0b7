"""What is wrong with a bundle."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not hang together; a secret is told by its place and length only."""

    place: str
    """The field, as ``commands[0].argv[2]``."""
    expected: str
    found: str
    is_open: bool = False
    """It could not be judged, which is told and is no fault."""
