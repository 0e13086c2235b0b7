"""``atp-tui open`` where there is no terminal."""

import pytest

from tests.cli.conftest import Call
from tests.program import FOREIGN, PACKS, run

NOTE = b"atp-tui: no terminal here, so this is the text report; 'atp-tui check' gives it too\n"


@pytest.mark.parametrize("name", FOREIGN)
def test_without_a_terminal_the_report_of_check_is_printed(call: Call, name: str) -> None:
    checked = call("check", PACKS / name)
    assert call("open", PACKS / name) == (checked.code, checked.out, NOTE)
    assert call("open", "--no-mouse", PACKS / name) == (checked.code, checked.out, NOTE)


def test_the_program_says_so_too(call: Call) -> None:
    ended = run("open", PACKS / "five-violations.record.json")
    assert (ended.returncode, ended.stderr) == (1, NOTE)
    assert ended.stdout == call("check", PACKS / "five-violations.record.json").out
