"""Whether the pack can be trusted: every check, the failed ones first."""

from tests.explorer import NARROW, listed, opened, press, rows, said, shown


async def test_faults_come_first_with_what_was_found() -> None:
    async with opened("damaged") as pilot:
        await press(pilot, "9")
        found = listed(pilot, "soundness-list")
        assert found[0] == "> FAULT The nine files are there, plain and in UTF-8: quiclog: nothing"
        assert all("FAULT" in line for line in found[:8])
        assert said(pilot, "soundness-detail").split("\n") == [
            "The nine files are there, plain and in UTF-8",
            "expected  quiclog: a plain file",
            "found     quiclog: nothing",
        ]
        assert rows(pilot)[0].endswith("FAILED 4 High 1 Medium | DAMAGED 13/22")
        await press(pilot, "G")
        assert said(pilot, "soundness-detail").split("\n")[1].startswith("expected  ")
        assert "FAULT" not in listed(pilot, "soundness-list")[-1]


async def test_a_sound_pack_has_no_fault() -> None:
    async with opened("clean", NARROW) as pilot:
        await press(pilot, "9")
        assert all(line[2:].startswith(("ok ", "note ")) for line in listed(pilot, "soundness-list"))
        assert "FAULT" not in shown(pilot)
        assert rows(pilot)[0].endswith("PASSED | intact 23/23")


async def test_a_record_is_judged_by_what_it_has() -> None:
    async with opened("five-violations.record.json") as pilot:
        await press(pilot, "9")
        assert listed(pilot, "soundness-list")
        assert "| intact " in rows(pilot)[0]
