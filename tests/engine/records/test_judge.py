"""The checks of structured logs: three answers, and the events that tell of what was found."""

import pytest

from atp_tui.engine.oracle.checks import ATP_CHECKS
from atp_tui.engine.qlog.judge.check import Verdict
from atp_tui.engine.qlog.judge.damage import damage_of
from atp_tui.engine.records.builtin import builtin
from atp_tui.engine.records.judge import RECORD_CHECK_NAMES, RecordJudge
from atp_tui.engine.records.mapping import read_mapping
from tests.structured_logs import WRITTEN, fired, judged, lines, log, read, tracing


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("tracing", {"region_closure"}),
        ("tracing-flat", {"region_closure"}),
        ("tracing-new-close", {"region_closure"}),
        ("tracing-enter-exit", set()),
        ("slog", set()),
        ("zap", {"record_level"}),
        ("structlog", set()),
        ("otlp", {"span_error"}),
    ],
)
def test_what_fires_on_the_written_logs(name: str, found: set[str]) -> None:
    assert fired(log(name)) == found


@pytest.mark.parametrize("name", WRITTEN)
def test_every_check_answers_and_says_why_it_cannot(name: str) -> None:
    found = judged(log(name))
    assert tuple(found) == RECORD_CHECK_NAMES
    assert all(bool(each.why) == (each.answer is Verdict.NOT_JUDGED) for each in found.values())


def test_regions_are_judged_by_the_checks_of_the_oracle() -> None:
    found = judged(log("tracing"))["region_closure"]
    check = next(each for each in ATP_CHECKS if each.name == "region_closure")
    assert (found.severity, found.violation_type) == (check.severity, check.violation_type)
    assert found.message == "Found 2 regions that were created and never closed"
    assert found.evidence == (("open_region_count", "2"),)


def test_the_span_that_began_last_comes_first_with_what_happened_in_it() -> None:
    found = judged(log("tracing"))["region_closure"]
    messages = [read(log("tracing"))[1][number].message for number in found.events]
    assert messages[0] == "region s3 opened in s1: repair block=3"
    assert messages[1] == "region s1 opened: transfer id=7 peer=replica-2"
    assert messages[2] == 'made: repair failed error="3 symbols short" [region s3]'


def test_a_span_that_was_entered_and_never_left_is_a_task_that_is_not_finished() -> None:
    span = {"name": "poll"}
    data = lines(tracing(time, step, span) for time, step in enumerate(("new", "enter", "close")))
    assert fired(data) == {"task_completion"}


@pytest.mark.parametrize("rest", [b'{"timestamp":', b'{"time\n{}\n'])
def test_what_is_open_in_a_log_that_is_cut_or_damaged_cannot_be_judged(rest: bytes) -> None:
    found = judged(log("tracing") + rest)
    assert {found[name].answer for name in ("region_closure", "task_completion")} == {Verdict.NOT_JUDGED}
    assert fired(log("zap") + rest) == {"record_level"}


def test_the_mapping_says_which_levels_are_violations() -> None:
    ours = read_mapping("violation_levels = ['ERROR']\n[fields]\nmessage = 'msg'\nlevel = 'level'", "ours")
    assert fired(log("slog"), ours) == {"record_level"}
    assert judged(log("slog"), ours)["record_level"].events == (2,)
    assert judged(log("slog"))["record_level"].answer is Verdict.NOT_JUDGED


def test_the_text_of_a_panic_is_a_violation_and_its_absence_says_nothing() -> None:
    assert "panic" in fired(log("slog") + b"panic: runtime error: index out of range\n")
    assert judged(log("slog"))["panic"].why == "the text of a panic goes to stderr, which may not be in the log"


def test_failures_are_observed() -> None:
    reader, events = read(log("slog") + b"text\n")
    judge = RecordJudge(builtin("slog"))
    for each in events:
        judge.take(each)
    assert [(each.name, each.message, each.events) for each in judge.observations(3, reader.texts)] == [
        ("failures", "1 record of a level that states a failure", (2,)),
        ("texts", "1 line that is no record, kept as text", ()),
        ("reversals", "3 events earlier than the one before", ()),
    ]


def test_what_many_events_leave_open_is_bounded() -> None:
    records = [tracing(time, "new", {"name": "a", "n": time}) for time in range(300)]
    records += [tracing(500 + time, "said", {"name": "a", "n": 299}) for time in range(200)]
    found = judged(lines(records))["region_closure"]
    assert len(found.events) == 100
    assert found.events[0] == 299
    assert not damage_of(()).is_cut
