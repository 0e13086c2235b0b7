"""Structured logs as packs: sound, with every record, and without what is removed."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from atp_tui.engine.records.builtin import builtin
from atp_tui.engine.redaction import Private
from atp_tui.engine.trace import TraceEvent
from atp_tui.report.model import Report, report_of
from atp_tui.store.log_import import import_logs
from atp_tui.store.logs.convert import DEFAULT_OPTIONS, ImportOptions
from atp_tui.store.logs.languages import GUESSED, Qlog, Structured, language_of
from atp_tui.store.logs.source import is_log_at, log_source, logs_in
from atp_tui.store.open import open_pack
from atp_tui.store.pack import Pack, examine_pack
from tests.structured_logs import FOLDER, WRITTEN, fired, log
from tests.typed_logs import client, sequence


def imported(tmp_path: Path, path: Path, options: ImportOptions = DEFAULT_OPTIONS) -> tuple[Pack, Report]:
    target = tmp_path / "pack"
    (made,) = import_logs([log_source(str(path))], str(target), options, lambda _: None)
    pack = open_pack(made)
    return pack, report_of(pack, examine_pack(pack))


@pytest.mark.parametrize("name", WRITTEN)
def test_a_log_becomes_a_sound_pack_whose_events_lead_to_their_records(tmp_path: Path, name: str) -> None:
    pack, report = imported(tmp_path, FOLDER / f"{name}.jsonl")
    assert report.sound
    assert {row.violation_type for row in report.violations} == fired(log(name))
    assert (tmp_path / "pack" / "source" / f"{name}.jsonl").read_bytes() == log(name)
    assert pack.records is not None
    events = list(pack.events)
    for place in range(len(events)):
        record = pack.records.at(place)
        assert record is not None
        assert log(name)[record.offset : record.offset + record.length] == record.data
    metadata = dict(report.metadata)
    assert metadata["imported.mapping"].startswith(f"{WRITTEN[name]} (")
    assert metadata["imported.mapping.guessed"] == GUESSED
    assert "imported.end" not in metadata
    assert dict(pack.crashpack.seeds) == ({} if name == "otlp" else {"seed": 42})


def test_a_log_without_spans_is_not_judged(tmp_path: Path) -> None:
    _, report = imported(tmp_path, FOLDER / "slog.jsonl")
    assert (report.exit_code, len(report.not_judged)) == (5, 5)


def test_a_cut_log_is_damaged_and_its_open_spans_cannot_be_judged(tmp_path: Path) -> None:
    path = tmp_path / "cut.jsonl"
    path.write_bytes(log("tracing")[:-30])
    pack, report = imported(tmp_path, path)
    assert (report.exit_code, [row.violation_type for row in report.violations]) == (3, ["artifact_presence"])
    assert "region_closure" in {each.check for each in report.not_judged}
    assert pack.events.count() == 19


def test_a_compressed_log_that_is_cut_is_read_as_far_as_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "app.jsonl.gz"
    path.write_bytes(gzip.compress(log("tracing") * 400)[:-40])
    pack, report = imported(tmp_path, path)
    assert report.exit_code == 3
    assert pack.events.count() > 19
    assert any("the compressed log is not whole" in value for value in dict(report.metadata).values())


@pytest.mark.parametrize(
    ("removes", "kept"),
    [
        ({Private.IP}, "made: transfer started bytes=2000000 seed=42 [region s1]"),
        ({Private.HEADER}, "message removed [region s1]"),
    ],
)
def test_what_is_removed_is_in_no_file_of_the_pack(tmp_path: Path, removes: set[Private], kept: str) -> None:
    path = tmp_path / "app.jsonl"
    path.write_bytes(log("tracing").replace(b"replica-2", b"192.0.2.17"))
    pack, report = imported(tmp_path, path, ImportOptions(removes=frozenset(removes)))
    said = [event.fields.message for event in pack.events if isinstance(event, TraceEvent)]
    assert said[2] == kept
    assert said[3] == (
        "region s2 opened in s1" if Private.HEADER in removes else "region s2 opened in s1: fetch block=1"
    )
    assert not (tmp_path / "pack" / "source").exists()
    files = b"".join(file.read_bytes() for file in (tmp_path / "pack").iterdir())
    assert b"192.0.2.17" not in files
    assert "region_closure" in {row.violation_type for row in report.violations}


def test_checks_are_turned_off_and_mappings_named(tmp_path: Path) -> None:
    options = ImportOptions(without=frozenset({"record_level"}), mapping=builtin("zap"))
    pack, report = imported(tmp_path, FOLDER / "zap.jsonl", options)
    assert report.violations == ()
    assert "imported.mapping.guessed" not in pack.crashpack.metadata


def test_a_language_is_told_by_the_first_bytes_however_they_come() -> None:
    def bits(data: bytes) -> Iterator[bytes]:
        return iter([data[:1], data[1:3], data[3:]])

    assert isinstance(language_of(bits(log("zap")), None), Structured)
    assert isinstance(language_of(bits(sequence(client(), "client")), None), Qlog)
    assert isinstance(language_of(iter([]), None), Qlog)
    assert isinstance(language_of(iter([]), builtin("zap")), Structured)
    reader = language_of(bits(log("zap")), None).reader
    assert len(list(reader)) == 5


def test_logs_are_found_in_a_directory_and_known_by_content(tmp_path: Path) -> None:
    for name in ("slog", "zap"):
        (tmp_path / f"{name}.txt").write_bytes(log(name))
    (tmp_path / "zap.gz").write_bytes(gzip.compress(log("zap")))
    (tmp_path / "other.json").write_text('{"a": 1}')
    assert [Path(each).name for each in logs_in(str(tmp_path))] == ["slog.txt", "zap.gz", "zap.txt"]
    assert is_log_at(str(tmp_path / "zap.gz"))
    assert not is_log_at(str(tmp_path / "other.json"))
