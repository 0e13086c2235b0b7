"""The records behind the events of an imported pack."""

from pathlib import Path

import pytest

from atp_tui.engine.source_table import TABLE, SourceEntry, pack_entry
from atp_tui.store.directory import PackDirectory
from atp_tui.store.open import open_pack
from atp_tui.store.source_records import RECORD_LIMIT, open_records
from tests.imported_packs import LOG, RECORDS, written


def test_each_event_leads_to_its_record(tmp_path: Path) -> None:
    pack = open_pack(str(written(tmp_path)))
    assert pack.records is not None
    for place in (0, 77, 199):
        found = pack.records.at(place)
        assert found is not None
        assert (found.log, found.data, found.length) == (LOG, RECORDS[place], len(RECORDS[place]))
    assert pack.records.at(200) is None


def test_a_pack_of_the_lab_has_no_records() -> None:
    pack = open_pack(str(Path(__file__).resolve().parents[1] / "packs" / "clean"))
    assert pack.records is None


def test_a_log_that_is_gone_costs_its_bytes_alone(tmp_path: Path) -> None:
    path = written(tmp_path)
    (path / LOG).unlink()
    records = open_pack(str(path)).records
    assert records is not None
    found = records.at(3)
    assert found is not None
    assert (found.data, found.length) == (b"", len(RECORDS[3]))


@pytest.mark.parametrize(
    "entry", [pack_entry(2**64 - 1, 10, 0), pack_entry(2**40, 2**32 - 1, 0), pack_entry(0, 5, 9), b"\xff" * 12]
)
def test_an_entry_that_leads_nowhere_reads_nothing(tmp_path: Path, entry: bytes) -> None:
    path = written(tmp_path)
    (path / TABLE).write_bytes(entry)
    records = open_pack(str(path)).records
    assert records is not None
    found = records.at(0)
    assert found is None or not found.data


def test_of_a_large_record_the_first_bytes_are_read(tmp_path: Path) -> None:
    path = written(tmp_path)
    (path / LOG).write_bytes(b"x" * 100_000)
    (path / TABLE).write_bytes(pack_entry(0, 100_000, 0))
    records = open_pack(str(path)).records
    assert records is not None
    found = records.at(0)
    assert found is not None
    assert (len(found.data), found.length) == (RECORD_LIMIT, 100_000)


def test_paths_that_leave_the_pack_are_not_opened(tmp_path: Path) -> None:
    path = written(tmp_path)
    (tmp_path / "secret").write_bytes(b"secret")
    with PackDirectory(str(path)) as directory:
        found = open_records(directory, ("source/../../secret", LOG, TABLE))
        assert found is not None
        record = found.at(0)
    assert record is not None
    assert record.log == LOG


def test_all_entries_and_all_bytes_of_a_log_can_be_read_in_order(tmp_path: Path) -> None:
    path = written(tmp_path)
    table = b"".join(pack_entry(number, 3, 0) for number in range(5_000))
    (path / TABLE).write_bytes(table + b"cut")
    (path / LOG).write_bytes(b"0123456789" * 200_000)
    records = open_pack(str(path)).records
    assert records is not None
    assert records.names == (LOG,)
    assert list(records.entries()) == [SourceEntry(number, 3, 0) for number in range(5_000)]
    assert b"".join(records.chunks(0)) == (path / LOG).read_bytes()
    assert records.bytes_at(SourceEntry(7, 3, 0)) == b"789"
    assert records.bytes_at(SourceEntry(0, 2**31, 0)) == b""


def test_a_log_that_is_gone_has_no_bytes(tmp_path: Path) -> None:
    path = written(tmp_path)
    (path / LOG).unlink()
    records = open_pack(str(path)).records
    assert records is not None
    assert list(records.chunks(0)) == []
    assert records.bytes_at(SourceEntry(0, 3, 0)) == b""
