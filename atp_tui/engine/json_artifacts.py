"""The further JSON files that this program knows, and what is wrong with one as JSON. Source: LAB.md, EVIDENCE.md."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from atp_tui.engine.artifacts import AGENT_PROOF, DECISIONS, REMOVED, STATE
from atp_tui.engine.errors import CrashpackError, InvalidFormatError
from atp_tui.engine.file_fault import FileFault
from atp_tui.engine.json_text import loads, type_of
from atp_tui.engine.lines import MAX_TEXT_LINE, whole_lines
from atp_tui.engine.oracle.recorded_state import RecordedStates


def _states(chunks: Iterable[bytes]) -> None:
    RecordedStates.read(b"".join(chunks))


def _document(chunks: Iterable[bytes]) -> None:
    _refuse_other(loads(b"".join(chunks)))


def _lines(chunks: Iterable[bytes]) -> None:
    number = 0
    for block in whole_lines(chunks):
        for line in block.removesuffix(b"\n").split(b"\n"):
            number += 1
            if len(line) > MAX_TEXT_LINE:
                raise InvalidFormatError(
                    f"a line of at most {MAX_TEXT_LINE} bytes", "a longer one", place=f"line {number}"
                )
            _read_line(line, number)


def _read_line(line: bytes, number: int) -> None:
    try:
        _refuse_other(loads(line))
    except CrashpackError as error:
        place = f"line {number}{error.place.removeprefix('line 1')}" if error.place else f"line {number}"
        raise type(error)(error.expected, error.found, place=place) from None


def _refuse_other(value: object) -> None:
    if not isinstance(value, dict):
        raise InvalidFormatError("an object", type_of.get(type(value), "something else"))


READERS: Final[Mapping[str, Callable[[Iterable[bytes]], object]]] = {
    STATE: _states,
    DECISIONS: _lines,
    REMOVED: _lines,
    AGENT_PROOF: _document,
}
"""What reads each file, by its name: the state as a whole, of the others only that they are JSON."""


IN_LINES: Final = frozenset({DECISIONS, REMOVED})
"""The files that are read line by line."""


def fault(name: str, chunks: Iterable[bytes]) -> FileFault | None:
    """Return why a further file cannot be read as the JSON that it should be, or None where it can."""
    try:
        READERS[name](chunks)
    except CrashpackError as error:
        place = f"{error.place}: " if error.place else ""
        return FileFault(f"{place}{error.expected}", f"{place}{error.found}")
    return None
