from pathlib import Path

import pytest

from atp_tui.engine.errors import ReplayError
from atp_tui.store.open import open_pack
from atp_tui.store.recorded_run import WATCH_EVERY, recorded_run
from tests.lab_packs import lab_pack, written
from tests.program import PACKS


def test_a_pack_of_the_lab_tells_its_run(tmp_path: Path) -> None:
    made = lab_pack("flipped-bit")
    recorded = recorded_run(open_pack(str(written(tmp_path, "flipped-bit"))))
    assert recorded.lab == "atp-tui"
    assert recorded.decisions == made.artifacts["decisions.jsonl"]
    assert tuple(recorded.trace) == tuple(recorded.trace) == made.crashpack.trace_events
    assert set(recorded.digests) == {"sent", "stored.0", "stored.1"}
    assert set(recorded.versions) >= {"lab", "python", "trio", "aioquic", "raptorq"}
    assert recorded.why_not("atp-tui") == ""


def test_a_pack_of_another_writer_tells_none() -> None:
    for name in ("five-violations", "five-violations.record.json"):
        recorded = recorded_run(open_pack(str(PACKS / name)))
        assert (recorded.lab, recorded.decisions, recorded.chain) == ("", None, None)
        assert dict(recorded.digests) == dict(recorded.versions) == {}
        assert recorded.why_not("atp-tui").startswith("its metadata names no lab")


def test_decisions_through_a_link_are_not_taken(tmp_path: Path) -> None:
    path = written(tmp_path, "flipped-bit")
    (path / "decisions.jsonl").rename(tmp_path / "elsewhere")
    (path / "decisions.jsonl").symlink_to(tmp_path / "elsewhere")
    assert recorded_run(open_pack(str(path))).decisions is None


def test_a_watch_is_told_how_far_a_reader_has_come_and_can_end_the_reading(tmp_path: Path) -> None:
    pack = open_pack(str(written(tmp_path, "flipped-bit")))
    told: list[int] = []
    recorded = recorded_run(pack, told.append)
    assert tuple(recorded.trace) == tuple(pack.events)
    assert told == [*range(0, pack.events.count(), WATCH_EVERY)]

    def stop(_: int) -> None:
        raise ReplayError("a reading to its end", "an interrupt")

    with pytest.raises(ReplayError, match="an interrupt"):
        tuple(recorded_run(pack, stop).trace)
