"""What is recorded of an attempt."""

import logging
from itertools import count
from pathlib import Path

from atp_tui.pytest_plugin.attempt import EVENTS_LIMIT, TEXT_LIMIT, Attempt, Failure, LogTaker


def attempt() -> Attempt:
    return Attempt("test_a.py::test_b", 1, {}, count(1_000, 10).__next__)


def test_events_have_the_time_since_the_attempt_began() -> None:
    found = attempt()
    found.say("A", "one")
    found.say("B", "x" * (TEXT_LIMIT + 1))
    assert [(each.number, each.time_ns, each.kind, len(each.message)) for each in found.events] == [
        (0, 10, "A", 3),
        (1, 20, "B", TEXT_LIMIT),
    ]


def test_the_last_events_are_kept_with_their_numbers() -> None:
    found = attempt()
    for number in range(EVENTS_LIMIT + 5):
        found.say("A", str(number))
    assert (found.events[0].number, found.events[0].message, found.dropped) == (5, "5", 5)


def test_a_failure_is_an_event_and_its_calls_follow() -> None:
    found = attempt()
    found.say("A", "")
    found.fail(Failure("call", "OSError", "send (net)", "gone", ("a.py:1 in a: b()", "net.py:2 in send: x")), "report")
    assert [(each.kind, each.message) for each in found.events][1:] == [
        ("Failure", "call failed: OSError: gone"),
        ("Frame", "a.py:1 in a: b()"),
        ("Frame", "net.py:2 in send: x"),
    ]
    assert (found.failures[0].event, found.outcome) == (1, "OSError in send (net)")


def test_how_an_attempt_ended() -> None:
    found = attempt()
    found.phases["setup"] = "passed"
    assert found.outcome == "passed"
    found.phases["call"] = "skipped"
    assert found.outcome == "skipped"
    assert Failure("call", "Failed", "", "").violation_type == "Failed"


def test_log_records_are_taken_in_whatever_they_hold() -> None:
    taker, found = LogTaker(), attempt()
    log = logging.getLogger("tests.taken")
    log.setLevel(logging.DEBUG)
    log.propagate = False
    log.addHandler(taker)
    log.warning("to nobody")
    taker.attempt = found
    log.debug("a %s", "packet")
    log.log(35, "odd")
    log.error("%d numbers", "no")
    log.error("it broke", exc_info=OSError("gone"))
    log.removeHandler(taker)
    assert [(each.kind, each.message) for each in found.events] == [
        ("LogDebug", "tests.taken: a packet"),
        ("Log", "tests.taken: odd"),
        ("LogError", "tests.taken: '%d numbers' with arguments that do not fit"),
        ("LogError", "tests.taken: it broke (OSError: gone)"),
    ]


def test_the_folder_is_removed_with_what_is_in_it(tmp_path: Path) -> None:
    found = attempt()
    assert (found.qlogs, found.key_log) == (None, None)
    found.close()
    found.open_folder(tmp_path, "1")
    assert found.qlogs == tmp_path / "1" / "qlog"
    assert found.key_log is not None
    found.key_log.write_text("secret", encoding="utf-8")
    found.close()
    assert list(tmp_path.iterdir()) == []
