"""A copy goes the first way that takes it and claims no more than was seen."""

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.machine import clipboard
from atp_tui.machine.clipboard import LOCAL_TOOLS, CopyOutcome, copy
from tests.clipboard_programs import Programs

TEXT = "atp-tui replay --seed 42\nnaïve 字 $(touch x) '\"\n"


def test_tmux_comes_first_and_is_read_back(programs: Programs) -> None:
    programs.add_working("tmux", "tmux")
    programs.add_working("xclip", "xclip")
    outcome = copy(TEXT, {**programs.environ, "TMUX": "/s,1,0", "DISPLAY": ":0"}, None)
    assert (outcome.method, outcome.confirmed) == ("tmux", True)
    assert "unconfirmed" in outcome.sentence
    assert programs.board.read_bytes() == TEXT.encode()
    assert programs.called() == ["tmux load-buffer -w -", "tmux show-buffer"]


def test_a_tmux_that_knows_no_w_is_asked_without(programs: Programs) -> None:
    board = programs.board
    programs.add("tmux", f'case "$*" in *-w*) exit 1;; show*) /bin/cat "{board}";; *) /bin/cat >"{board}";; esac')
    outcome = copy(TEXT, {**programs.environ, "TMUX": "/s,1,0"}, None)
    assert outcome == CopyOutcome("tmux", confirmed=True, sentence="Copied to tmux buffer (paste: prefix ]).")


def test_a_tmux_that_shows_another_text_confirms_nothing(programs: Programs) -> None:
    programs.add("tmux", 'case "$*" in show*) echo other;; *) /bin/cat >/dev/null;; esac')
    outcome = copy(TEXT, {**programs.environ, "TMUX": "/s,1,0"}, None)
    assert (outcome.method, outcome.confirmed) == ("tmux", False)
    assert "not found there" in outcome.sentence


def test_a_tmux_that_fails_leaves_it_to_the_next(programs: Programs) -> None:
    programs.add("tmux", "exit 1")
    programs.add_working("xclip", "xclip")
    outcome = copy(TEXT, {**programs.environ, "TMUX": "/s,1,0", "DISPLAY": ":0"}, None)
    assert (outcome.method, outcome.confirmed) == ("xclip", True)


@pytest.mark.parametrize("tool", LOCAL_TOOLS, ids=lambda tool: tool.method)
def test_every_local_tool_is_read_back(tool: clipboard.Tool, programs: Programs) -> None:
    programs.add_working(tool.write[0], tool.read[0])
    environ = {**programs.environ, **({tool.display: ":0"} if tool.display else {})}
    outcome = copy(TEXT, environ, None, platform="linux" if tool.display else "darwin")
    assert outcome == CopyOutcome(tool.method, confirmed=True, sentence=f"Copied to clipboard ({tool.method}).")
    assert programs.board.read_bytes() == TEXT.encode()
    assert programs.called() == [" ".join(tool.write), " ".join(tool.read)]


def test_a_tool_without_its_reader_confirms_nothing(programs: Programs) -> None:
    programs.add("wl-copy", "/bin/cat >/dev/null")
    outcome = copy(TEXT, {**programs.environ, "WAYLAND_DISPLAY": "wayland-0"}, None)
    assert (outcome.method, outcome.confirmed) == ("wl-copy", False)
    assert "unconfirmed" in outcome.sentence


@pytest.mark.parametrize("name", ["SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"])
def test_over_ssh_the_display_is_not_the_one_in_front_of_the_person(name: str, programs: Programs) -> None:
    programs.add_working("xclip", "xclip")
    sent: list[str] = []
    outcome = copy(TEXT, {**programs.environ, "DISPLAY": ":0", name: "x"}, sent.append)
    assert (outcome.method, sent, programs.called()) == ("osc52", [TEXT], [])


def test_without_a_display_no_tool_is_started(programs: Programs) -> None:
    for tool in LOCAL_TOOLS:
        programs.add_working(tool.write[0], tool.read[0])
    outcome = copy(TEXT, programs.environ, None, platform="linux")
    assert (outcome.method, programs.called()) == ("none", [])


def test_a_program_that_hangs_is_left(programs: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clipboard, "TIMEOUT", 0.2)
    programs.add("xclip", "exec /bin/sleep 60")
    sent: list[str] = []
    assert copy(TEXT, {**programs.environ, "DISPLAY": ":0"}, sent.append).method == "osc52"


def test_a_tool_that_stays_to_serve_does_not_hold_us(programs: Programs) -> None:
    keep, show = f'/bin/cat >"{programs.board}"; /bin/sleep 60 &', f'/bin/cat "{programs.board}"'
    programs.add("xclip", f'case "$*" in *out*) {show};; *) {keep} echo $! >"{programs.board}.pid";; esac')
    outcome = copy(TEXT, {**programs.environ, "DISPLAY": ":0"}, None)
    os.kill(int(Path(f"{programs.board}.pid").read_text()), 9)
    assert (outcome.method, outcome.confirmed) == ("xclip", True)


def test_a_program_is_given_few_variables_and_no_folder_of_a_pack(
    programs: Programs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs.add("xclip", f'/usr/bin/env >"{tmp_path}/seen"; pwd >>"{tmp_path}/seen"; /bin/cat >/dev/null')
    monkeypatch.chdir(tmp_path)
    copy(TEXT, {**programs.environ, "DISPLAY": ":0", "LD_PRELOAD": "/evil.so", "HOME": "/elsewhere/x"}, None)
    seen = (tmp_path / "seen").read_text()
    assert "hunter2" not in seen
    assert "LD_PRELOAD" not in seen
    assert "HOME=/elsewhere/x" in seen
    assert seen.splitlines()[-1] == "/"


def test_a_program_in_the_working_directory_is_never_started(
    programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs.add_working("xclip", "xclip")
    monkeypatch.chdir(programs.folder)
    for path in (".", "", ":", "./", "../bin"):
        assert copy(TEXT, {"PATH": path, "DISPLAY": ":0"}, None).method == "none"
    assert programs.called() == []


def test_the_terminal_confirms_nothing() -> None:
    sent: list[str] = []
    outcome = copy(TEXT, {}, sent.append, platform="linux")
    assert (outcome.method, outcome.confirmed, sent) == ("osc52", False, [TEXT])
    assert "unconfirmed" in outcome.sentence
    assert "some terminals cut it" not in outcome.sentence
    assert "some terminals cut it" in copy("x" * 60_000, {}, sent.append, platform="linux").sentence


def test_a_terminal_that_is_gone_takes_nothing() -> None:
    def gone(_text: str) -> None:
        raise OSError

    assert copy(TEXT, {}, gone, platform="linux").method == "none"


@pytest.mark.parametrize("bad", ["\x1b", "\t", "\r", "\x00", "\x7f", "\x9b", "\ud800"])
def test_text_with_control_characters_is_refused(bad: str) -> None:
    sent: list[str] = []
    outcome = copy(f"ab{bad}", {}, sent.append)
    assert (outcome.method, sent) == ("none", [])
    assert f"character 3 is the control character U+{ord(bad):04X}" in outcome.sentence


def test_nothing_is_not_copied() -> None:
    sent: list[str] = []
    assert (copy("", {}, sent.append).method, sent) == ("none", [])


@given(st.text(st.characters(exclude_categories=())))
def test_every_outcome_says_one_clean_line(text: str) -> None:
    sent: list[str] = []
    outcome = copy(text, {}, sent.append, platform="linux")
    assert outcome.sentence.isprintable()
    assert sent == ([text] if outcome.method == "osc52" else [])


@pytest.mark.parametrize(
    "text", [TEXT, "one line", "-w\n--", "字" * 40_000], ids=["hard", "one line", "options", "long"]
)
def test_a_real_tmux_holds_the_very_text(text: str, tmux_environ: dict[str, str]) -> None:
    outcome = copy(text, tmux_environ, None)
    assert (outcome.method, outcome.confirmed) == ("tmux", True)
    shown = subprocess.run(["tmux", "show-buffer"], env=tmux_environ, capture_output=True, check=True, timeout=10)
    assert shown.stdout.decode() == text


@pytest.mark.parametrize("way", ["tmux", "tool", "terminal", "nothing"])
@pytest.mark.parametrize("is_seen", [True, False])
def test_copied_is_only_said_of_what_was_seen(way: str, is_seen: bool, programs: Programs) -> None:
    keep, show = f'/bin/cat >"{programs.board}"', f'/bin/cat "{programs.board}"' if is_seen else "echo other"
    for name in ("tmux", "xclip"):
        programs.add(name, f'case "$*" in *out*|show*) {show};; *) {keep};; esac')
    environ = {**programs.environ, **{"tmux": {"TMUX": "/s,1,0"}, "tool": {"DISPLAY": ":0"}}.get(way, {})}
    sent: list[str] = []
    outcome = copy(TEXT, environ, sent.append if way == "terminal" else None, platform="linux")
    assert outcome.confirmed == (is_seen and way in ("tmux", "tool"))
    assert outcome.sentence.startswith("Copied") == outcome.confirmed
    assert way == "nothing" or programs.called() or sent == [TEXT]


def test_a_tmux_that_is_gone_is_passed_over(tmux_environ: dict[str, str]) -> None:
    outcome = copy(TEXT, {**tmux_environ, "TMUX": "/nowhere/at/all,1,0"}, None, platform="linux")
    assert outcome.method == "none"
