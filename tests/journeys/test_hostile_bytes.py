"""The bytes that the explorer writes to a real terminal while it shows a hostile pack: all are its own."""

from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from atp_tui.clean import clean
from tests import hostile
from tests.explorer import NARROW
from tests.own_bytes import foreign, switches
from tests.own_terminal import Explored, exploring
from tests.soak_figures import figure
from tests.tui import test_hostile_text
from tests.tui.test_hostile_text import write

MARK: Final = "Qz"
"""Stands before and behind each payload, so that it is known where it should be seen."""
Usual = Callable[["tuple[Step, ...]"], Counter[bytes]]

QUERIES: Final = {
    "enquiry": "\x05",
    "attributes": "\x1b[c",
    "more attributes": "\x1b[>c",
    "version": "\x1b[>q",
    "old attributes": "\x1bZ",
    "capability": "\x1bP+q544e\x1b\\",
    "colour asked for": "\x1b]10;?\x07",
    "palette asked for": "\x1b]4;1;?\x1b\\",
    "title asked for": "\x1b[21t",
    "clipboard asked for": "\x1b]52;c;?\x07",
    "cursor asked for": "\x1b[?6n",
    "keyboard": "\x1b[>1u",
    "answer back": "\x1bP0;1|17/71\x1b\\",
}
"""What makes a terminal type keys that nobody pressed."""
PAYLOADS: Final = {
    **hostile.PAYLOADS,
    **QUERIES,
    **{
        f"text {number}": text
        for number, text in enumerate(test_hostile_text.PAYLOADS)
        if text not in hostile.PAYLOADS.values()
    },
}
REDRAW: Final = b"\x0c"
QUIET: Final = 0.06
"""Seconds without a byte after which a screen is taken for drawn."""

ALONE: Final = 0.3
"""The same after an escape, which with what follows soon would be another key."""


class Step(NamedTuple):
    """What is pressed, and whether texts of the pack must then be on the screen."""

    keys: bytes
    has_text: bool = True


FEW: Final = (
    Step(b"v"),
    Step(b"V"),
    Step(b"5"),
    Step(b"6"),
    Step(b"7"),
    Step(b"1/Qz"),
    Step(b"\r\x1b", has_text=False),
)
"""The panes that say most."""
STEPS: Final = (
    *(Step(keys) for keys in (b"v", b"G", b"\r", b"c", b"\x1b")),
    *(Step(keys) for keys in (b"V", b"G", b"gm", b"'", b"\x1b")),
    *(Step(keys) for keys in (b"5", b"W")),
    *(Step(keys, has_text=False) for keys in (b"p", b"\x1b")),
    *(Step(keys) for keys in (b"6", b"7", b"8")),
    *(Step(keys, has_text=False) for keys in (b"6Ga", b"7G", b"o", b"8G", b"9", b"G", b"t")),
    *(Step(lane + key, has_text=False) for lane in (b"2", b"3", b"4") for key in (b"f", b"\x1b")),
    *(Step(keys) for keys in (b"1/Qz", b"\r")),
    *(Step(keys, has_text=False) for keys in (b"\x1b", b"S", b"i", b"\x1b", b"R", b"\x1b", b"?", b"\x1b")),
)
"""Every pane, lane and screen, and what can be done in them."""


def marked(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{MARK}{text}{MARK}" for text in texts)


def shown(pack: Path, steps: tuple[Step, ...]) -> bytes:
    """Go through what the explorer has to show of a pack; return each byte that it wrote."""
    with exploring(pack, shows=MARK.encode()) as explored:
        explored.resizes(*NARROW)
        for step in steps:
            explored.types(step.keys)
            drawn(explored, step)
        explored.types(b"v")
        drawn(explored, Step(b"v"))
        # Marks that no note has are asked for.
        explored.types(b"Uq")
        assert explored.code(reading=True) == 0
        explored.reads()
        explored.is_given_back()
        return explored.output


def drawn(explored: Explored, step: Step) -> None:
    """Have the screen drawn anew as a whole and read until it stands still; texts that belong there must come."""
    explored.reads(ALONE, ALONE if step.keys.endswith(b"\x1b") else QUIET)
    explored.types(REDRAW)
    explored.until(lambda written: MARK.encode() in written if step.has_text else len(written) > 0)
    explored.reads(QUIET, QUIET)


def raw(output: bytes, texts: tuple[str, ...]) -> list[str]:
    """Return the texts that came through as they are, though they are not clean."""
    return [repr(text) for text in texts if clean(text) != text and f"{MARK}{text}{MARK}".encode() in output]


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Usual:
    """Says what the explorer switches, asks and erases for a pack whose texts are harmless."""

    @cache
    def own(steps: tuple[Step, ...]) -> Counter[bytes]:
        return switches(shown(write(tmp_path_factory.mktemp("harmless"), marked(("nothing",))), steps))

    return own


def wrong_with(texts: tuple[str, ...], folder: Path, steps: tuple[Step, ...], own: Counter[bytes]) -> list[str]:
    """What of some texts came to the terminal as it is, beside what the explorer writes for any text."""
    output = shown(write(folder, marked(texts)), steps)
    found = switches(output)
    return [
        *foreign(output),
        *raw(output, texts),
        *(f"{what!r} {count} times more" for what, count in (found - own).items()),
        *(f"{what!r} {count} times less" for what, count in (own - found).items()),
    ]


def test_some_hostile_texts_come_to_a_terminal_as_pictures(tmp_path: Path, usual: Usual) -> None:
    texts = (*QUERIES.values(), *hostile.PAYLOADS.values())
    assert wrong_with(texts, tmp_path, FEW, usual(FEW)) == []


@pytest.mark.soak
@pytest.mark.parametrize("name", [name for name, text in PAYLOADS.items() if clean(text) != text])
def test_a_hostile_text_comes_to_a_terminal_as_a_picture_in_every_pane(tmp_path: Path, name: str, usual: Usual) -> None:
    wrong = wrong_with((PAYLOADS[name],), tmp_path, STEPS, usual(STEPS))
    figure("hostile texts x screens on a terminal: bytes that are not the program's", len(STEPS), len(wrong))
    assert wrong == []


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_a_text_that_came_through_would_be_seen(payload: str) -> None:
    if clean(payload) == payload:
        assert foreign(payload.encode()) == raw(payload.encode(), (payload,)) == []
        return
    output = f"some text{MARK}{payload}{MARK}\x1b[1mmore".encode()
    assert foreign(output) or switches(output) or raw(output, (payload,))
    assert raw(output, (payload,))
