"""``atp-tui demo``: the packs that ship with the program."""

from pathlib import Path

import pytest

from atp_tui.assets import SAMPLE_PACKS
from atp_tui.cli.demo import FIRST, SAMPLES
from tests.cli.conftest import Call


def test_every_sample_pack_can_be_opened() -> None:
    assert set(SAMPLES) == {path.name for path in SAMPLE_PACKS.iterdir() if path.is_dir()}
    assert all(SAMPLES.values())


def test_they_are_listed_with_what_they_show(call: Call) -> None:
    outcome = call("demo", "--list")
    assert (outcome.code, outcome.err) == (0, b"")
    rows = [line.split(maxsplit=1) for line in outcome.out.decode().splitlines()]
    assert rows == [[name, sentence] for name, sentence in SAMPLES.items()]


def test_without_a_terminal_the_report_is_printed(call: Call) -> None:
    opened = call("open", SAMPLE_PACKS / FIRST)
    assert call("demo") == opened
    assert opened.code == 1
    assert call("demo", "--pack", "clean") == call("open", SAMPLE_PACKS / "clean")


def test_a_pack_that_is_no_sample_is_wrong_usage(call: Call) -> None:
    outcome = call("demo", "--pack", "none")
    assert (outcome.code, outcome.out) == (2, b"")
    (line,) = outcome.told
    assert "five-violations" in line


@pytest.mark.parametrize("name", ["demo", "check"])
def test_a_command_wins_over_a_pack_of_its_name(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    without = call(name)
    (tmp_path / name).symlink_to(SAMPLE_PACKS / "clean")
    outcome = call(name)
    assert (outcome.code, outcome.out) == (without.code, without.out)
    hint, *rest = outcome.told
    assert hint == f"atp-tui: '{name}' is a command; to open the crashpack of that name: atp-tui ./{name}"
    assert rest == without.told
