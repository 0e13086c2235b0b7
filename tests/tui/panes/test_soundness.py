"""Whether the pack can be trusted: every check, the failed ones first."""

from pathlib import Path

import pytest

from atp_tui.assets import SAMPLE_PACKS
from atp_tui.engine.soundness import CHECKS, RECORD_CHECKS
from atp_tui.store.open import open_pack
from atp_tui.store.pack import examine_pack
from atp_tui.tui.panes.soundness import FindingLines
from tests.explorer import NARROW, PACKS, listed, opened, press, rows, said, shown


async def test_faults_come_first_with_what_was_found() -> None:
    async with opened("damaged") as pilot:
        await press(pilot, "9")
        found = listed(pilot, "soundness-list")
        assert found[0] == "> FAIL nine plain files in UTF-8: quiclog: nothing"
        assert all(line[2:].startswith("FAIL ") for line in found[:8])
        assert said(pilot, "soundness-detail").split("\n") == [
            "nine plain files in UTF-8",
            "expected  quiclog: a plain file",
            "found     quiclog: nothing",
        ]
        assert rows(pilot)[0].endswith("FAILED 4 High 1 Medium | DAMAGED 13/22")
        await press(pilot, "G")
        assert said(pilot, "soundness-detail").split("\n")[1].startswith("expected  ")
        assert "FAIL" not in listed(pilot, "soundness-list")[-1]


async def test_a_sound_pack_has_no_fault() -> None:
    async with opened("clean", NARROW) as pilot:
        await press(pilot, "9")
        assert all(line[2:].startswith(("OK ", "note ")) for line in listed(pilot, "soundness-list"))
        assert "FAIL" not in shown(pilot)
        assert rows(pilot)[0].endswith("PASSED | intact 23/23")


async def test_a_record_is_judged_by_what_it_has() -> None:
    async with opened("five-violations.record.json") as pilot:
        await press(pilot, "9")
        assert listed(pilot, "soundness-list")
        assert "| intact " in rows(pilot)[0]


@pytest.mark.parametrize(
    "path", [*sorted(PACKS.iterdir()), *sorted(SAMPLE_PACKS.iterdir())], ids=lambda path: path.name
)
def test_no_two_rows_read_the_same(path: Path) -> None:
    if path.suffix != ".md":
        lines = FindingLines(examine_pack(open_pack(str(path))).findings)
        rows_of = [lines.line(index).plain for index in range(lines.count())]
        assert len(set(rows_of)) == len(rows_of)


def test_a_check_reads_right_after_its_word() -> None:
    for title, _ in (*CHECKS.values(), *RECORD_CHECKS.values()):
        assert len(title) <= 50
        assert title[0].islower()
        assert not title.endswith(".")
