"""The registry of formats: what is at a path decides which one reads it."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from atp_tui.assets import SAMPLE_PACKS
from atp_tui.engine import (
    DEFAULT_MODEL,
    DEFAULT_PRIOR,
    AtpTransferState,
    Crashpack,
    CrashpackError,
    IoError,
    TraceEvent,
    Verdict,
)
from atp_tui.engine.journal import JournalReading
from atp_tui.engine.pack_parser import PackFiles, ParsedPack
from atp_tui.engine.trace import Lane
from atp_tui.report.atp import judgement_lines, judgement_object
from atp_tui.report.model import report_of
from atp_tui.report.text import text_lines
from atp_tui.store import open as registry
from atp_tui.store.atp import judge_pack
from atp_tui.store.format import HEAD, Format, ReadOptions
from atp_tui.store.formats import record
from atp_tui.store.named_file import read_file
from atp_tui.store.open import FORMATS, open_pack
from atp_tui.store.pack import Pack, examine_pack
from atp_tui.store.trace.events import LoadedEvents
from tests.program import PACKS

MAGIC: Final = b"X-LOG\n"
SOURCE: Final = replace(record.SOURCE, name="an X log", why_not_run="an X log cannot be re-run", clock="wall time")


def _read(path: str, _: ReadOptions) -> Pack:
    lines = read_file(path).removeprefix(MAGIC).decode().splitlines()
    events = tuple(TraceEvent.message(number, number, "X", line) for number, line in enumerate(lines))
    reading = ParsedPack(PackFiles({}, {}, None, {}), Crashpack(), JournalReading((), ()), None, None, None, None)
    return Pack(path, SOURCE, reading, LoadedEvents(events), {}, None)


X: Final = Format(recognizes=lambda found: found.head.startswith(MAGIC), read=_read)


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of a format that the registry knows beside its own."""
    monkeypatch.setattr(registry, "FORMATS", (X, *FORMATS))
    path = tmp_path / "run.x"
    path.write_bytes(MAGIC + b"one\ntwo\n" + b"#" * HEAD)
    return path


def test_a_further_format_is_recognized_by_its_first_bytes(log: Path) -> None:
    pack = open_pack(str(log))
    assert (pack.source, pack.events.count()) == (SOURCE, 3)
    assert open_pack(f"{PACKS}/clean.record.json").source is record.SOURCE
    assert open_pack(f"{PACKS}/clean").source.has_files


def test_what_nobody_judged_and_nothing_can_run_again_says_so(log: Path) -> None:
    pack = open_pack(str(log))
    report = report_of(pack, examine_pack(pack))
    assert (pack.verdict, report.exit_code, report.replay_line) == (Verdict.NOT_JUDGED, 5, "")
    why = "an X log cannot be re-run"
    assert [*text_lines(report)][-2:] == [f"replay: not shown: {why}", f"recorded command: not shown: {why}"]
    assert pack.log_fault(Lane.QUIC) == "an X log has no log files"


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("nothing", "no such file or directory"),
        ("", "no such file or directory"),
        ("README.md/x", "not a directory"),
        ("a\0b", "invalid file name"),
        ("x" * 5000, "file name too long"),
        ("two-oracles/notes", "not a crashpack: none of the nine files is in this directory"),
        ("two-oracles/journal", "this file is inside a crashpack"),
        ("two-oracles/evidence-ledger.json", "this file is inside a crashpack"),
        (".", "not a crashpack, but a directory with 13 crashpacks"),
    ],
)
def test_what_is_no_pack_is_an_error(path: str, found: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(SAMPLE_PACKS)
    with pytest.raises(IoError) as caught:
        open_pack(path)
    assert caught.value.found == found


def test_what_to_open_in_its_place_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def told(path: str) -> str:
        with pytest.raises(CrashpackError) as caught:
            open_pack(path)
        return str(caught.value)

    (tmp_path / "several").symlink_to(SAMPLE_PACKS)
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "a\x1b").symlink_to(PACKS / "clean")
    (tmp_path / "text").write_text("# words\n")
    monkeypatch.chdir(tmp_path)
    assert told("several").endswith(
        " groups all of them; or choose one: several/blackout, several/clean, several/damaged, …"
    )
    one = "one: not a crashpack, but a directory with 1 crashpack"
    assert told("one") == f"{one}; 'atp-tui fleet one' groups all of them; or choose one: one/a␛"
    journal = "several/clean/journal"
    assert told(journal) == f"{journal}: this file is inside a crashpack; open its directory: several/clean"
    monkeypatch.chdir(SAMPLE_PACKS / "clean")
    assert told("journal") == "journal: this file is inside a crashpack; open its directory: ."
    assert told(f"{tmp_path}/text") == (
        f"{tmp_path}/text: line 1 column 1: expected a JSON value, found '# words\\n'; "
        "a crashpack is a directory, or a record as one JSON document"
    )


def test_what_a_source_cannot_give_is_left_out_of_the_evidence(log: Path) -> None:
    pack = open_pack(str(log))
    (whole,) = judge_pack(pack)
    (judgement,) = judge_pack(replace(pack, lacking={"unrecovered_blocks": "an X log has no blocks"}))
    (untold,) = (each for each in judgement.untold if each.check.name == "repair_recovery")
    assert untold.sentence == "cannot tell: an X log has no blocks"
    assert len(judgement.untold) == len(whole.untold) + 1
    lines = [*judgement_lines(judgement, DEFAULT_MODEL, DEFAULT_PRIOR)]
    assert "    repair_recovery (data): cannot tell: an X log has no blocks" in lines
    assert not any(line.startswith("    data (") for line in lines)
    told = judgement_object(judgement, DEFAULT_MODEL, DEFAULT_PRIOR)
    assert told["state"]["unrecovered_blocks"] is None
    assert {each["check"]: each["why"] for each in told["cannot_tell"]}["repair_recovery"] == "an X log has no blocks"


def test_where_no_check_can_tell_nothing_is_judged(log: Path) -> None:
    nothing = dict.fromkeys(AtpTransferState.model_fields, "an X log has nothing of it")
    (judgement,) = judge_pack(replace(open_pack(str(log)), lacking=nothing))
    lines = [*judgement_lines(judgement, DEFAULT_MODEL, 0.01)]
    assert "  atp_transfer: NOT JUDGED; 0 of 0 checks found a violation, 10 cannot tell" in lines
    assert "    posterior 0.01 that every group broke, from a prior of 0.01" in lines
