"""The further JSON files that this program knows, and what is wrong with one as JSON. Source: LAB.md, EVIDENCE.md."""

from collections.abc import Callable, Mapping
from typing import Final

from atp_tui.engine.artifacts import AGENT_PROOF, DECISIONS, REMOVED, STATE
from atp_tui.engine.errors import CrashpackError, InvalidFormatError
from atp_tui.engine.file_fault import FileFault
from atp_tui.engine.json_text import loads, type_of
from atp_tui.engine.oracle.recorded_state import RecordedStates


def _document(data: bytes) -> None:
    _refuse_other(loads(data))


def _lines(data: bytes) -> None:
    for number, line in enumerate(data.removesuffix(b"\n").split(b"\n") if data else (), 1):
        try:
            _refuse_other(loads(line))
        except CrashpackError as error:
            place = f"line {number}{error.place.removeprefix('line 1')}" if error.place else f"line {number}"
            raise type(error)(error.expected, error.found, place=place) from None


def _refuse_other(value: object) -> None:
    if not isinstance(value, dict):
        raise InvalidFormatError("an object", type_of.get(type(value), "something else"))


READERS: Final[Mapping[str, Callable[[bytes], object]]] = {
    STATE: RecordedStates.read,
    DECISIONS: _lines,
    REMOVED: _lines,
    AGENT_PROOF: _document,
}
"""What reads each file, by its name: the state as a whole, of the others only that they are JSON."""


def fault(name: str, data: bytes) -> FileFault | None:
    """Return why a further file cannot be read as the JSON that it should be, or None where it can."""
    try:
        READERS[name](data)
    except CrashpackError as error:
        place = f"{error.place}: " if error.place else ""
        return FileFault(f"{place}{error.expected}", f"{place}{error.found}")
    return None
