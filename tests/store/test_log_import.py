"""Logs written as packs: what is in them, and that nothing is left where it fails."""

import json
from pathlib import Path

import pytest

from atp_tui.engine.artifacts import NINE_FILES
from atp_tui.engine.errors import IoError
from atp_tui.engine.qlog.event import End
from atp_tui.engine.redaction import Private
from atp_tui.engine.trace import TraceEvent
from atp_tui.report.model import Report, report_of
from atp_tui.store.log_import import import_logs
from atp_tui.store.logs.convert import DEFAULT_OPTIONS, TURNED_OFF, ImportOptions
from atp_tui.store.logs.progress import ImportProgress, Stage
from atp_tui.store.logs.source import log_source
from atp_tui.store.open import open_pack
from atp_tui.store.pack import Pack, examine_pack
from tests.typed_logs import KEY, SECRET, TOKEN, both, client, log_file, sequence, several


def imported(target: Path, *logs: Path, options: ImportOptions = DEFAULT_OPTIONS) -> tuple[str, ...]:
    told: list[ImportProgress] = []
    found = import_logs([log_source(str(log)) for log in logs], str(target), options, told.append)
    assert told
    return found


def opened(path: str | Path) -> tuple[Pack, Report]:
    pack = open_pack(str(path))
    return pack, report_of(pack, examine_pack(pack))


def test_a_log_of_one_connection_becomes_one_sound_pack(tmp_path: Path) -> None:
    log = log_file(tmp_path)
    assert imported(tmp_path / "pack", log) == (str(tmp_path / "pack"),)
    pack, report = opened(tmp_path / "pack")
    assert report.sound
    assert {path.name for path in (tmp_path / "pack").iterdir()} == {*NINE_FILES, "source"}
    assert (tmp_path / "pack" / "source" / "client.sqlog").read_bytes() == log.read_bytes()
    assert "closed_with_error" in {row.violation_type for row in report.violations}
    assert all(each.why for each in report.not_judged)
    metadata = dict(report.metadata)
    assert metadata["imported.connection"] == KEY
    assert metadata["imported.end"] == "client"
    assert metadata["time.origin"] == "2025-04-26T10:00:00.500000000Z"
    assert pack.imported is not None


def test_each_event_leads_to_its_record_and_each_violation_to_its_events(tmp_path: Path) -> None:
    imported(tmp_path / "pack", log_file(tmp_path))
    pack, report = opened(tmp_path / "pack")
    assert pack.records is not None
    events = list(pack.events)
    for place, event in enumerate(events):
        record = pack.records.at(place)
        assert record is not None
        assert isinstance(event, TraceEvent)
        assert event.fields.seq == place
        assert json.loads(record.data)["time"] * 1_000_000 == event.fields.time
    for row in report.violations:
        numbers = [int(number) for number in dict(row.evidence)["events"].split(", ")]
        assert all(number < len(events) for number in numbers)


def test_both_ends_become_one_pack_with_the_clocks_aligned(tmp_path: Path) -> None:
    assert imported(tmp_path / "pack", *both(tmp_path)) == (str(tmp_path / "pack"),)
    pack, report = opened(tmp_path / "pack")
    assert report.sound
    assert [result.oracle_name for result in report.results] == ["quic client", "quic server", "quic both ends"]
    assert "-10000000 ns subtracted" in dict(report.metadata)["time.alignment"]
    rows = [event.fields for event in pack.events if isinstance(event, TraceEvent)]
    assert [row.time for row in rows] == sorted(row.time or 0 for row in rows)
    assert [(row.message or "").split(":")[0] for row in rows[:6]] == ["client"] * 4 + ["server"] * 2
    assert pack.records is not None
    record = pack.records.at(4)
    assert record is not None
    assert record.log == "source/1-server-server.sqlog"
    assert b"packet_received" in record.data


def test_one_end_alone(tmp_path: Path) -> None:
    imported(tmp_path / "pack", *both(tmp_path), options=ImportOptions(end=End.SERVER))
    assert [result.oracle_name for result in opened(tmp_path / "pack")[1].results] == ["quic server"]
    with pytest.raises(IoError, match="expected a log of the client, found none; nothing was written"):
        imported(tmp_path / "none", log_file(tmp_path, several(1)), options=ImportOptions(end=End.CLIENT))
    assert not (tmp_path / "none").exists()


def test_a_log_of_several_connections_becomes_a_directory_of_packs_each_with_its_own_records(tmp_path: Path) -> None:
    found = imported(tmp_path / "packs", log_file(tmp_path, several(3), "many.sqlog"))
    assert found == tuple(str(tmp_path / "packs" / f"many-{number:03d}") for number in range(3))
    for number, path in enumerate(found):
        pack, report = opened(path)
        assert report.sound
        assert pack.records is not None
        for place in range(pack.events.count()):
            record = pack.records.at(place)
            assert record is not None
            assert json.loads(record.data)["group_id"] == f"{number:016x}"


def size_of(path: Path) -> int:
    return sum(each.stat().st_size for each in path.rglob("*") if each.is_file())


def test_a_log_of_more_connections_takes_no_more_for_each(tmp_path: Path) -> None:
    sizes = []
    for count in (4, 40):
        imported(tmp_path / f"packs-{count}", log_file(tmp_path, several(count)))
        sizes.append(size_of(tmp_path / f"packs-{count}") / count)
    assert sizes[1] < sizes[0] * 1.1


def test_a_check_that_is_turned_off_is_not_judged(tmp_path: Path) -> None:
    imported(tmp_path / "pack", log_file(tmp_path), options=ImportOptions(without=frozenset({"closed_with_error"})))
    report = opened(tmp_path / "pack")[1]
    assert "closed_with_error" not in {row.violation_type for row in report.violations}
    assert TURNED_OFF in {each.why for each in report.not_judged if each.check == "closed_with_error"}


@pytest.mark.parametrize("name", ["client.sqlog", f"{SECRET}-{TOKEN}.sqlog"])
def test_what_is_redacted_is_in_no_file(tmp_path: Path, name: str) -> None:
    log = log_file(tmp_path, name=name)
    assert SECRET.encode() in log.read_bytes()
    imported(tmp_path / "pack", log, options=ImportOptions(removes=frozenset(Private)))
    data = b"".join(path.read_bytes() for path in (tmp_path / "pack").rglob("*") if path.is_file())
    assert not [each for each in (SECRET, TOKEN, KEY, "192.0.2.18") if each.encode() in data]
    assert not (tmp_path / "pack" / "source").exists()
    assert opened(tmp_path / "pack")[1].sound


def test_both_ends_are_paired_also_where_their_key_is_removed(tmp_path: Path) -> None:
    options = ImportOptions(removes=frozenset({Private.TOKEN}))
    assert imported(tmp_path / "pack", *both(tmp_path), options=options) == (str(tmp_path / "pack"),)
    data = b"".join(path.read_bytes() for path in (tmp_path / "pack").rglob("*") if path.is_file())
    assert KEY.encode() not in data


def test_a_cut_log_is_not_sound_and_keeps_every_whole_event(tmp_path: Path) -> None:
    data = sequence(client(), "client")
    imported(tmp_path / "pack", log_file(tmp_path, data[:-20]))
    pack, report = opened(tmp_path / "pack")
    assert pack.events.count() == 6
    assert report.exit_code == 3
    assert next(each.found for each in report.findings if each.ok is False).startswith("byte ")
    (missing,) = (row for row in report.violations if row.violation_type == "artifact_presence")
    assert dict(missing.evidence)["events"] == "5", "the last event before the cut"


@pytest.mark.parametrize("data", [b"", b"\x1e", b"no log at all"])
def test_a_log_without_any_event_says_so(tmp_path: Path, data: bytes) -> None:
    imported(tmp_path / "pack", log_file(tmp_path, data))
    report = opened(tmp_path / "pack")[1]
    assert report.exit_code == 3
    assert [row.violation_type for row in report.violations] == ["artifact_presence"]


def test_nothing_is_written_where_a_log_cannot_be_read_or_the_target_exists(tmp_path: Path) -> None:
    log = log_file(tmp_path)
    gone = log_source(str(log))
    log.unlink()
    with pytest.raises(IoError):
        import_logs([gone], str(tmp_path / "pack"), DEFAULT_OPTIONS, lambda _: None)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "pack").mkdir()
    with pytest.raises(IoError, match="already exists"):
        imported(tmp_path / "pack", log_file(tmp_path))


def test_both_ends_tell_how_far_they_are(tmp_path: Path) -> None:
    told: list[ImportProgress] = []
    sources = [log_source(str(log)) for log in both(tmp_path)]
    import_logs(sources, str(tmp_path / "pack"), DEFAULT_OPTIONS, told.append)
    stages = list(dict.fromkeys(each.stage for each in told))
    assert stages == [Stage.READ, Stage.COMPARE, Stage.MERGE]
    assert (told[-1].share, told[-1].stage) == (1.0, Stage.MERGE)
