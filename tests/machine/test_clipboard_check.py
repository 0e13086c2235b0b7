"""Which ways of copying are told is which ways the explorer takes."""

import pytest

from atp_tui.machine.clipboard import LOCAL_TOOLS, Tool, copy
from atp_tui.machine.clipboard_check import observe_copying
from atp_tui.machine.finding import Word
from tests.clipboard_programs import Programs
from tests.machine.places import around, by_subject


@pytest.mark.parametrize("tool", LOCAL_TOOLS, ids=lambda tool: tool.method)
def test_a_tool_that_is_told_ok_is_the_one_that_is_used(tool: Tool, programs: Programs) -> None:
    programs.add_working(tool.write[0], tool.read[0])
    environ = {**programs.environ, **({tool.display: ":0"} if tool.display else {})}
    platform = "linux" if tool.display else "darwin"
    found = by_subject(observe_copying(around(environ, platform=platform)))
    assert [each.subject for each in found.values() if each.word is Word.OK] == [tool.method, "by hand"]
    assert programs.called() == []
    assert copy("text", environ, None, platform=platform).method == tool.method


def test_a_tool_without_its_reader_confirms_nothing(programs: Programs) -> None:
    programs.add("wl-copy", "/bin/cat >/dev/null")
    found = by_subject(observe_copying(around({**programs.environ, "WAYLAND_DISPLAY": "w"})))
    assert (found["wl-copy"].word, found["wl-copy"].advice) == (Word.NOTE, "install wl-paste")


def test_over_ssh_no_tool_of_a_display_is_named(programs: Programs) -> None:
    programs.add_working("xclip", "xclip")
    found = by_subject(observe_copying(around({**programs.environ, "DISPLAY": ":0", "SSH_TTY": "/dev/pts/1"})))
    assert "xclip" not in found
    assert "over SSH" in found["clipboard tools"].found


@pytest.mark.parametrize(
    ("value", "word", "said"),
    [
        ("on", Word.OK, "to the terminal"),
        ("external", Word.OK, "to the terminal"),
        ("off", Word.NOTE, "stays in the tmux buffer"),
        ("odd\x1b[31m", Word.NOTE, "unknown"),
    ],
)
def test_what_tmux_does_with_a_copy_is_told(programs: Programs, value: str, word: Word, said: str) -> None:
    programs.add("tmux", f'case "$*" in -V) echo tmux 3.9;; show-options*) printf "{value}";; *) exit 1;; esac')
    found = by_subject(observe_copying(around({**programs.environ, "TMUX": "/s,1,0"})))
    assert found["tmux's buffer"].found.startswith("tmux 3.9; ")
    assert found["tmux set-clipboard"].word is word
    assert said in found["tmux set-clipboard"].found
    assert found["tmux set-clipboard"].line.isprintable()
    assert programs.called() == ["tmux -V", "tmux show-options -s -v set-clipboard"]


def test_a_tmux_that_is_gone_or_missing_is_noted(programs: Programs) -> None:
    environ = {**programs.environ, "TMUX": "/s,1,0"}
    assert by_subject(observe_copying(around(environ)))["tmux's buffer"].found == "no tmux on PATH"
    programs.add("tmux", "exit 1")
    assert "does not respond" in by_subject(observe_copying(around(environ)))["tmux's buffer"].found


def test_a_real_tmux_says_what_it_does(tmux_environ: dict[str, str]) -> None:
    found = by_subject(observe_copying(around(tmux_environ)))
    assert found["tmux's buffer"].word is Word.OK
    assert found["tmux set-clipboard"].found.split(":")[0] in ("on", "external", "off")


@pytest.mark.parametrize("size", [(80, 24), None])
def test_no_terminal_is_said_to_confirm(size: tuple[int, int] | None) -> None:
    osc52 = by_subject(observe_copying(around({}, size=size)))["OSC 52"]
    assert osc52.word is Word.NOTE
    assert ("confirm" in osc52.found) == (size is not None)
