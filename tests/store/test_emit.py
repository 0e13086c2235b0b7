"""The nine files of a record, written while its events are read."""

import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from atp_tui.engine import Crashpack, CrashpackError, TraceEvent, event_batch, read_record, render, write_record
from atp_tui.store.emit import emit
from tests.program import files_in
from tests.strategies import crashpacks

EVENTS = tuple(TraceEvent.message(place, place * 1000, "Log", f"quic packet {place} lost") for place in range(50))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(crashpacks)
def test_the_files_are_those_of_the_record(tmp_path: Path, pack: Crashpack) -> None:
    folder = tmp_path / str(len(list(tmp_path.iterdir())))
    folder.mkdir()
    (folder / "record.json").write_bytes(msgspec.json.format(write_record(pack), indent=-1))
    emit(str(folder / "record.json"), str(folder / "pack"))
    assert files_in(folder / "pack") == render(pack)
    assert sorted(path.name for path in folder.iterdir()) == ["pack", "record.json"]


@pytest.mark.parametrize("size", [1, 100, 2_000, 1 << 20])
def test_batches_of_any_size_give_the_same_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, size: int) -> None:
    pack = Crashpack(trace_events=(*EVENTS[:20], *(TraceEvent.of(1, 1, "Timer", {"at": n}) for n in range(9)), *EVENTS))
    whole = render(pack)
    monkeypatch.setattr(event_batch, "BATCH", size)
    (tmp_path / "record.json").write_bytes(write_record(pack))
    emit(str(tmp_path / "record.json"), str(tmp_path / "pack"))
    assert files_in(tmp_path / "pack") == whole == render(pack)
    assert read_record(write_record(pack)) == pack


@pytest.mark.parametrize(("number", "wrong"), [(0, 3), (49, []), (30, {"a": "\ud800"}), (30, "quic"), (0, None)])
def test_an_event_that_is_none_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, number: int, wrong: object
) -> None:
    monkeypatch.setattr(event_batch, "BATCH", 200)
    document = json.loads(write_record(Crashpack(trace_events=EVENTS)))
    document["trace_events"][number] = wrong
    record = tmp_path / "record.json"
    record.write_text(json.dumps(document))
    with pytest.raises(CrashpackError) as plain:
        read_record(record.read_bytes())
    with pytest.raises(type(plain.value)) as caught:
        emit(str(record), str(tmp_path / "pack"))
    assert str(caught.value) == str(plain.value.within(str(record)))
    assert [path.name for path in tmp_path.iterdir()] == ["record.json"]
