"""Whatever a pack says: no pane shows a character that acts on a terminal, and no click on data does anything else."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from textual.widget import Widget

from atp_tui.clean import clean
from atp_tui.engine.pack_format import render
from atp_tui.engine.record import Crashpack, OracleResult, OracleStats, Severity, Violation
from atp_tui.engine.trace import TraceEvent
from atp_tui.store.writer import write_pack
from tests.explorer import NARROW, PACKS, WIDE, Hand, enter, main_screen, opened, press

PAYLOADS: Final = (
    *(
        "[@click=app.quit]x[/]",
        "[@click=screen.quit]",
        "[/",
        "[/b]",
        "[b]bold",
        "[true, false]",
        "[link=http://x]y[/link]",
    ),
    *(
        "\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\",
        "\x1b]52;c;aGFjaw==\x07",
        "\x1b]0;title\x07",
        "\x1b[2J",
        "\x1b[?1049l",
    ),
    *(
        "\x1b[31mred",
        "\x9b31mred",
        "\x1bP+q\x1b\\",
        "\x1b_x\x1b\\",
        "\x1bc",
        "\x00",
        "\x07",
        "\x08\x08",
        "\r",
        "\n",
        "\t",
    ),
    *(
        "\x0b\x0c",
        "\x7f",
        "\x85",
        "\u2028\u2029",
        "\u202egnp.exe",
        "\u2066x\u2069",
        "\u200b\u200d\ufeff",
        "\u061c\u200f",
    ),
    *(
        "e\u0301\u0302\u0303\u0304\u0305\u0306\u0307",
        "\U000e0041",
        "\u3164",
        "$(id)`id`",
        ":smile:",
        "字" * 90,
        "a" * 5_000,
    ),
)
"""At least 29 texts, each of which was seen to break a program somewhere."""

LANES: Final = "1234"


def hostile_record(texts: tuple[str, ...]) -> Crashpack:
    """A record with the texts in every field that takes one."""
    violations = tuple(
        Violation(violation_type=text, description=text, severity=severity, evidence={text: text, "actual_hash": text})
        for text, severity in zip(texts, [*Severity] * len(texts), strict=False)
    )
    known = Violation(
        violation_type="manifest_integrity",
        description=texts[0],
        severity=Severity.HIGH,
        evidence={"actual_hash": "".join(texts)[:900], "expected_hash": texts[0]},
    )
    results = (
        OracleResult(oracle_name=texts[0], violations=(known, *violations), stats=OracleStats(), passed=False),
        *(OracleResult(oracle_name=text, passed=True) for text in texts[1:]),
    )
    events = [TraceEvent.message(n, n, text, text) for n, text in enumerate(texts)]
    events += [TraceEvent.of(n, n, "Spawn", {text: {text: text}}) for n, text in enumerate(texts)]
    events += [TraceEvent.message(n, n, "Log", f"path quic repair {text}") for n, text in enumerate(texts)]
    return Crashpack(
        oracle_results=results,
        trace_events=tuple(events),
        seeds={text: n for n, text in enumerate(texts)},
        metadata={"scenario": texts[0]} | {text: text for text in texts},
        artifact_paths=("transfer-state.json",),
    )


def write(folder: Path, texts: tuple[str, ...]) -> Path:
    """A pack of the texts, its script, ledger and logs spoiled with them too."""
    path = folder / "pack"
    files: dict[str, bytes] = render(hostile_record(texts))
    spoil = "\n".join(texts).encode()
    ledger = json.loads(files["evidence-ledger.json"])
    ledger["entries"][0]["evidence"]["bayes_factor"]["strength"] = texts[0]
    ledger["entries"][0][texts[0]] = texts[0]
    files["evidence-ledger.json"] = json.dumps(ledger).encode()
    for name in ("replay_command.sh", "pathlog", "quiclog", "repairlog", "manifest", "journal.digest"):
        files[name] += spoil
    files["transfer.atp-trace"] = files["transfer.atp-trace"].rstrip()[:-1] + b', "broken \\u001b[2J", {"kind": [1'
    write_pack(str(path), files)
    return path


def visible(pilot: Hand) -> Iterator[str]:
    """Every row as the widgets draw it, before any filter of the program's last net."""
    for widget in pilot.app.screen.walk_children(with_self=True):
        if isinstance(widget, Widget) and widget.region.area:
            yield from (widget.render_line(row).text for row in range(widget.size.height))
    yield from (strip.text for strip in pilot.app.screen._compositor.render_strips())


def check(pilot: Hand) -> None:
    for row in visible(pilot):
        assert clean(row, 100_000) == row, repr(row)


async def look_at_everything(pilot: Hand) -> None:
    """Show every pane, lane and screen, each with its first and last rows."""
    for key in "vV56789":
        await press(pilot, key)
        check(pilot)
        await press(pilot, "G", "enter", "escape")
        check(pilot)
    for key in LANES:
        await press(pilot, key, "f")
        check(pilot)
        await press(pilot, "escape", "m", "G", "l", "l")
        check(pilot)
    await press(pilot, "v", "home", "down", "enter", "c", "escape", "escape")
    for keys in (
        ("7", "e"),
        ("escape", "o"),
        ("p",),
        ("escape", "y"),
        ("full_stop",),
        ("V", "m", "apostrophe"),
        ("escape", "K"),
    ):
        await press(pilot, *keys)
        check(pilot)
    for keys in (("escape", "i"), ("escape", "S"), ("less_than_sign",)):
        await press(pilot, *keys)
        check(pilot)
    await look_at_reruns(pilot)


async def look_at_reruns(pilot: Hand) -> None:
    """Show what replay, diff and minimize say of the pack."""
    if not main_screen(pilot).is_current:
        await press(pilot, "escape")
    await press(pilot, "R")
    check(pilot)
    await press(pilot, "escape", "D")
    await enter(pilot, str(PACKS / "hostile-text"))
    await press(pilot, "enter")
    check(pilot)
    await press(pilot, "G", "N", "tab", "G")
    check(pilot)
    await press(pilot, "escape", "M", "enter")
    check(pilot)
    await press(pilot, "enter")
    check(pilot)
    await press(pilot, "escape")


GROUPS: Final = tuple(PAYLOADS[start : start + 13] for start in range(0, len(PAYLOADS), 13))


def test_there_are_payloads_enough() -> None:
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 29
    assert {text for group in GROUPS for text in group} == set(PAYLOADS)


@pytest.mark.parametrize(
    ("texts", "size"),
    [(GROUPS[0], NARROW), (GROUPS[1], WIDE), (GROUPS[2], NARROW)],
    ids=["markup-and-commands", "control", "unicode"],
)
async def test_no_pane_shows_a_character_that_acts(
    texts: tuple[str, ...], size: tuple[int, int], tmp_path: Path
) -> None:
    async with opened(write(tmp_path, texts), size) as pilot:
        await look_at_everything(pilot)
        assert pilot.app.return_value is None


async def test_the_hostile_foreign_pack_shows_none_either() -> None:
    async with opened("hostile-text", NARROW) as pilot:
        await look_at_everything(pilot)


async def test_the_path_itself_is_hostile(tmp_path: Path) -> None:
    path = tmp_path / "[@click=app.quit]\x1b]0;x\x07\u202e[/"
    write_pack(str(path), render(Crashpack(oracle_results=(OracleResult(oracle_name="o", passed=True),))))
    async with opened(path) as pilot:
        check(pilot)
        await press(pilot, "7", "down", "down", "e", "ctrl+u", "3", "enter", "w")
        check(pilot)


async def test_hostile_text_can_be_typed_into_a_filter() -> None:
    async with opened("hostile-text") as pilot:
        await press(pilot, "slash")
        await enter(pilot, "[@click=app.quit]x[/] /[/ \\")
        check(pilot)
        await press(pilot, "enter")
        assert main_screen(pilot).is_current
        check(pilot)
