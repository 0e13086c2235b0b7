"""Results of a replay as text and JSON; the golden text is the contract."""

import json
from dataclasses import replace

from atp_tui.engine import OracleComparison, ReplayResult, ReplayVerdict, TraceEvent, TransferOracle, TransferState
from atp_tui.engine.diff.model import Difference, Divergence
from atp_tui.engine.replay.result import Repetition
from atp_tui.report.replay import replay_lines, replay_object

HOSTILE = "\x1b[31m\u202e\n"
EVENTS = [TraceEvent.message(at, at * 10, "Log", f"event {at}") for at in range(4)]
PARTED = Divergence(2, tuple(EVENTS[:2]), (EVENTS[2],), ())
FULL = ReplayResult(
    verdict=ReplayVerdict.SAME_FAILURE_DIVERGED,
    recorded=(("transfer", "quiescence"),),
    versions=(Difference("trio", "1", None),),
    found=(("transfer", "quiescence"),),
    inputs=(Difference("seed n", "1", "2"),),
    events=(3, 2),
    divergence=PARTED,
    digests=(Difference("stored.0", "sha256:a", "sha256:b"),),
    digests_compared=3,
    results=(OracleComparison("transfer", TransferOracle().check(TransferState(journal_gaps=1)), None),),
    validated=(
        OracleComparison("x", None, TransferOracle(name="x").check(TransferState())),
        OracleComparison(
            "transfer",
            TransferOracle().check(TransferState(journal_gaps=1)),
            TransferOracle().check(TransferState()),
        ),
    ),
    is_trace_as_written=False,
    is_run_as_written=True,
    repetition=Repetition(PARTED, (Difference("sent", "a", "b"),)),
)
NOT_RECORDED = OracleComparison("transfer", None, TransferOracle().check(TransferState()))
GOLDEN = """\
p: SAME_FAILURE_DIVERGED: same outcome, but the run or its inputs differ from the record
  version trio: pack 1, here nothing
  failure: recorded transfer: quiescence; found transfer: quiescence
  inputs: not as recorded
    seed n: recorded 1
    seed n: found    2
  trace: differs from event 2 (recorded 3 events, found 2)
      both: 000000 0 Log event 0
      both: 000001 10 Log event 1
    recorded: 000002 20 Log event 2
       found: the end of the trace
  trace: the pack's trace does not match the digests in its metadata
  trace: the new run matches them, so the trace file was modified after it was written
  object: 1 of 3 digests differ
    stored.0: recorded sha256:a
    stored.0: found    sha256:b
  not compared: oracle transfer: the lab does not run this oracle
  oracle x: the pack has no result of that name
  oracle transfer: another result on the new state
    recorded: Journal has 1 gaps or ordering violations
    found: no violation
  twice: the two new runs differ: the lab is not deterministic here
      both: 000000 0 Log event 0
      both: 000001 10 Log event 1
     once: 000002 20 Log event 2
    again: the end of the trace
    sent: once a, again b
"""


def test_the_text_is_what_it_was() -> None:
    assert "".join(f"{line}\n" for line in replay_lines("p", FULL)) == GOLDEN


def test_text_and_json_state_the_same_facts() -> None:
    found = replay_object("p", FULL)
    assert json.loads(json.dumps(found)) == found
    assert (found["verdict"], found["exact"], found["path"]) == ("SAME_FAILURE_DIVERGED", False, "p")
    assert found["divergence"] == {
        "event": 2,
        "before": [event.line for event in EVENTS[:2]],
        "recorded": [EVENTS[2].line],
        "found": [],
    }
    assert found["digests"] == [{"name": "stored.0", "recorded": "sha256:a", "found": "sha256:b"}]
    assert found["versions"] == [{"name": "trio", "pack": "1", "here": None}]
    assert [each["agrees"] for each in found["oracles"]] == [None, False]
    assert found["not_compared"] == ["oracle transfer: the lab does not run this oracle"]
    assert found["twice"]["same"] is False
    nothing = replay_object("p", ReplayResult(ReplayVerdict.NOT_RUNNABLE, (), reason="why"))
    assert (nothing["signature"], nothing["reason"], nothing["twice"]) == ({"recorded": [], "found": None}, "why", None)
    assert nothing["decisions_compared"] is False


def test_every_line_is_clean() -> None:
    hostile = replace(
        FULL,
        reason=HOSTILE,
        recorded=((HOSTILE, HOSTILE),),
        versions=(Difference(HOSTILE, HOSTILE, HOSTILE),),
        inputs=(Difference(HOSTILE, HOSTILE, None),),
        digests=(Difference(HOSTILE, None, HOSTILE),),
        validated=(OracleComparison(HOSTILE, None, None),),
    )
    for line in replay_lines(HOSTILE, hostile):
        assert line.isprintable()


def test_a_failure_where_none_was_recorded_is_told_as_such() -> None:
    result = replace(FULL, verdict=ReplayVerdict.DIFFERENT_FAILURE, recorded=())
    assert next(replay_lines("p", result)) == "p: DIFFERENT_FAILURE: the run failed, and the recorded one did not"


def test_a_record_that_nobody_judged_has_no_outcome_to_compare_with() -> None:
    result = replace(FULL, recorded=(), found=(), results=(NOT_RECORDED,), validated=())
    first, *rest = replay_lines("p", result)
    assert "no outcome was recorded, and the run" in first
    assert "  failure: recorded no oracle result; found no violation" in rest
