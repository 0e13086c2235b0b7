"""What is wrong with a file of the pack as a whole."""

from typing import NamedTuple


class FileFault(NamedTuple):
    """Why a file of the pack cannot be taken as it should be."""

    expected: str
    found: str
