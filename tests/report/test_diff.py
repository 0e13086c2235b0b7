"""Two packs side by side as text and JSON; the golden text is the contract."""

import json

from atp_tui.engine import TraceEvent, diff_packs
from atp_tui.report.diff import diff_lines, diff_object

FIRST = [TraceEvent.message(at, at * 10, "Log", f"quic {at}") for at in range(3)]
SECOND = [*FIRST[:2], TraceEvent.message(2, 20, "Log", "quic \x1b[31m"), TraceEvent.of(3, 30, "Poll")]
FACTS = {"verdict": {"verdict": "PASSED"}, "seeds": {"a": "1"}}
OTHER = {"verdict": {"verdict": "FAILED 1 High"}, "seeds": {"a": "1"}}
GOLDEN = """\
the packs differ
  first: a
  second: b
verdict: 1 differ
  verdict: first  PASSED
  verdict: second FAILED 1 High
seeds: the same
events: first 3, second 4; they differ from event 2
      both: 000000 0 Log quic 0
      both: 000001 10 Log quic 1
     first: 000002 20 Log quic 2
    second: 000002 20 Log quic \\u001b[31m
    second: 000003 30 Poll "None"
aligned by lane and time (an event of several lanes is counted in each):
  all: 2 same, 1 changed, 0 first only, 1 second only
  path: 0 same, 0 changed, 0 first only, 1 second only
  quic: 2 same, 1 changed, 0 first only, 0 second only
  repair: 0 same, 0 changed, 0 first only, 0 second only
  no lane: 0 same, 0 changed, 0 first only, 0 second only
"""


def test_the_text_is_what_it_was() -> None:
    found = diff_packs(FACTS, OTHER, (FIRST, SECOND))
    assert "".join(f"{line}\n" for line in diff_lines(("a", "b"), found)) == GOLDEN


def test_packs_that_tell_the_same() -> None:
    lines = list(diff_lines(("a", "b"), diff_packs(FACTS, FACTS, (FIRST, FIRST))))
    assert lines[0] == "no differences"
    assert lines[-1] == "events: the same, 3 of them"


def test_json_states_the_same_facts() -> None:
    found = diff_object(("a", "b"), diff_packs(FACTS, OTHER, (FIRST, SECOND)))
    assert json.loads(json.dumps(found)) == found
    assert (found["first"], found["second"], found["same"]) == ("a", "b", False)
    assert found["sections"]["verdict"] == [{"name": "verdict", "first": "PASSED", "second": "FAILED 1 High"}]
    assert found["rows"] == {"same": 2, "changed": 1, "first_only": 0, "second_only": 1}
    assert found["lanes"]["path"]["second_only"] == 1
    assert found["divergence"]["event"] == 2
    assert found["events"] == {"first": 3, "second": 4}
