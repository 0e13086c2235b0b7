"""``atp-tui doctor``: what it prints, its exit codes, and how little it loads."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from atp_tui.clean import is_clean
from atp_tui.cli import doctor
from atp_tui.machine.finding import Observation, Word
from atp_tui.store.writer import PREFIX
from tests.cli.conftest import Call

PARTS = ["terminal", "copying", "cache", "copies", "keys", "installation", "left over"]


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Look into no cache that anybody else writes to meanwhile."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_every_line_begins_with_its_word(call: Call, tmp_path: Path) -> None:
    outcome = call("doctor", tmp_path)
    assert (outcome.code, outcome.err) == (0, b"")
    lines = outcome.out.decode().splitlines()
    assert [line for line in lines if not line.startswith(" ")] == PARTS
    assert {line.split()[0] for line in lines if line.startswith(" ")} <= {"ok", "note"}


def test_json_states_the_same(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb\x1b]52;c;b3duZWQ=\x07\u202e")
    text, found = call("doctor", tmp_path).out.decode(), json.loads(call("doctor", "--format", "json", tmp_path).out)
    assert list(found) == PARTS
    told = [Observation(each["subject"], Word(each["word"]), each["found"], each["advice"] or "")
            for part in found.values() for each in part]  # fmt: skip
    assert [line.strip() for line in text.splitlines() if line.startswith(" ")] == [each.line for each in told]
    assert all(is_clean(line) for line in text.splitlines())


def test_a_problem_is_told_by_the_exit_code(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = {**doctor.PARTS, "installation": lambda _: iter([Observation("textual", Word.PROBLEM, "missing")])}
    monkeypatch.setattr(doctor, "PARTS", broken)
    outcome = call("doctor", tmp_path)
    assert (outcome.code, b"  problem  textual: missing\n" in outcome.out) == (3, True)
    assert call("doctor", tmp_path / "nowhere").code == 4


def test_each_path_is_looked_into_and_one_that_is_none_is_one_line(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / f"{PREFIX}1").mkdir()
    (tmp_path / "inside").mkdir()
    outcome = call("doctor", tmp_path / "nowhere", tmp_path, tmp_path / "inside")
    assert outcome.code == 4
    assert outcome.told == [f"atp-tui: {tmp_path}/nowhere: no such file or directory"]
    assert f"{tmp_path}/{PREFIX}1".encode() in outcome.out
    assert f"nothing in {tmp_path}/inside".encode() in outcome.out
    monkeypatch.chdir(tmp_path)
    assert f"./{PREFIX}1".encode() in call("doctor").out


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "  ok       keymap: none; 'atp-tui keys' prints one to start from"),
        ('[keys]\nquit = "Q"\n', "  ok       keymap: {path}, which changes the keys of 1 command"),
        (
            "[keys]\nquit = 1\n",
            "  note     keymap: {path}: keys.quit: expected a key, or a list of at least one, found a number",
        ),
    ],
)
def test_a_keymap_is_looked_at(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, told: str
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    path = tmp_path / "atp-tui" / "keymap.toml"
    if content:
        path.parent.mkdir()
        path.write_text(content, encoding="utf-8")
    outcome = call("doctor", tmp_path)
    assert outcome.code == 0
    assert told.format(path=path) in outcome.out.decode()


def test_nothing_heavy_is_loaded() -> None:
    script = (
        "import sys\nfrom atp_tui.cli.exit_guard import guarded\nguarded(['doctor'])\n"
        "heavy = {'textual', 'rich', 'numpy', 'pydantic', 'msgspec', 'asyncio', 'trio', 'aiohttp'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, timeout=30)
    assert ended.stdout.splitlines()[-1] == b"[]"
