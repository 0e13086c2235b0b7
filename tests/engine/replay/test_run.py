import pytest

from atp_tui.engine.record import Crashpack
from atp_tui.engine.replay.chain import chain_of
from atp_tui.engine.replay.run import RecordedRun
from atp_tui.engine.trace import TraceEvent

EVENTS = tuple(TraceEvent.of(place, place, "Poll") for place in range(3))


def recorded(**metadata: str) -> RecordedRun:
    return RecordedRun(Crashpack(metadata={key.replace("__", "."): value for key, value in metadata.items()}), EVENTS)


def test_the_metadata_tell_the_lab_its_versions_and_digests() -> None:
    run = recorded(
        lab="ours", version__lab="1", version__trio="0.30", object__sent="sha256:a", object__from="a seed", sent="x"
    )
    assert run.lab == "ours"
    assert dict(run.versions) == {"lab": "1", "trio": "0.30"}
    assert dict(run.digests) == {"sent": "sha256:a"}
    assert recorded().lab == ""
    assert recorded().decisions is None


@pytest.mark.parametrize(
    ("metadata", "reason"),
    [
        ({"lab": "ours"}, ""),
        ({"lab": "ours", "minimize__mode": "replay"}, ""),
        ({}, "its metadata names no lab; only packs of the lab ours can be run here"),
        ({"lab": "other"}, "it comes from the lab 'other'; only packs of the lab ours can be run here"),
        (
            {"lab": "ours", "minimize__mode": "project"},
            "its trace is a shortened one of another pack, and no run produces it; run that pack",
        ),
    ],
)
def test_a_pack_that_cannot_be_run_says_why(metadata: dict[str, str], reason: str) -> None:
    assert recorded(**metadata).why_not("ours") == reason


def test_a_trace_is_as_written_where_it_has_the_recorded_chain() -> None:
    run = recorded(trace__chain__1024=chain_of(EVENTS).write())
    assert run.is_as_written(chain_of(EVENTS)) is True
    assert run.is_as_written(chain_of(EVENTS[:2])) is False
    assert recorded().is_as_written(chain_of(EVENTS)) is None


def test_what_is_shown_of_a_run_holds_neither_its_trace_nor_its_decisions() -> None:
    run = RecordedRun(Crashpack(), EVENTS, b"a decision")
    assert "Poll" not in repr(run)
    assert "a decision" not in repr(run)
