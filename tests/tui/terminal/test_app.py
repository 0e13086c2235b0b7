"""An explorer that fails says so in one line, shows nothing of the pack, and leaves the terminal as it was."""

import sys
from pathlib import Path

import pytest

from tests.own_terminal import exploring

SECRET = "VALUE-OF-THE-PACK"
WHERE = {
    "a key": "from atp_tui.tui.app import ExplorerApp; ExplorerApp.action_help = fail",
    "a worker": "import atp_tui.tui.loader as r; r.examine_pack = fail",
    "drawing": "from atp_tui.tui.widgets.line_list import LineList; from atp_tui.tui.app import ExplorerApp; "
    "ExplorerApp.action_help = lambda self: "
    "(setattr(LineList, 'render_line', fail), [found.refresh() for found in self.screen.query(LineList)])",
    "the thread that reads keys": "from atp_tui.tui.terminal.driver import TerminalDriver as d; "
    "d.process_message = fail",
}
PROGRAM = """
import sys
def fail(*_, **__):
    secret = "VALUE-OF-" + "THE-PACK"
    raise RuntimeError(secret)
{where}
from atp_tui.cli import main
main()
"""


def failing(tmp_path: Path, where: str) -> None:
    """Let the explorer fail somewhere."""
    program = (sys.executable, "-c", PROGRAM.format(where=WHERE[where]))
    with exploring(program=program, shows=None, environ={"TMPDIR": str(tmp_path)}) as explored:
        explored.until(lambda seen: b"FAILED" in seen.partition(b"\x1b[?1004h")[2] or b"fault of atp-tui" in seen)
        explored.types(b"?")
        assert explored.code(reading=True) == 70
        explored.reads()
        explored.is_given_back()
    said = explored.output.rpartition(b"\x1b[?25h")[2].rpartition(b"\x1b[?1006l")[2] or explored.output[-400:]
    assert b"this is a fault of atp-tui, not of the pack: RuntimeError; where it failed is written in" in said
    assert SECRET.encode() not in explored.output
    (report,) = tmp_path.glob("*/*")
    assert SECRET not in report.read_text(encoding="utf-8")
    assert "in fail" in report.read_text(encoding="utf-8")


def test_a_key_that_fails_is_one_line(tmp_path: Path) -> None:
    failing(tmp_path, "a key")


@pytest.mark.soak
@pytest.mark.parametrize("where", [where for where in WHERE if where != "a key"])
def test_whatever_fails_is_one_line(tmp_path: Path, where: str) -> None:
    failing(tmp_path, where)
