"""What a test tells its crashpack."""

from pathlib import Path

import pytest

from atp_tui.pytest_plugin.attempt import Attempt
from atp_tui.pytest_plugin.fixture import Crashpack


@pytest.fixture
def attempt() -> Attempt:
    return Attempt("test_a.py::test_b", 1, {})


def test_a_seed_is_given_or_taken_from_the_environment_or_drawn(
    attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATP_SEED_A_NET", "7")
    pack = Crashpack(attempt)
    assert pack.seed("given", 5) == 5
    assert pack.seed("a-net") == 7
    drawn = pack.seed("drawn")
    assert pack.seed("drawn") == drawn
    assert attempt.seeds == {"given": 5, "a-net": 7, "drawn": drawn}
    again = Attempt("test_a.py::test_b", 2, attempt.drawn)
    assert Crashpack(again).seed("drawn") == drawn
    assert Crashpack(Attempt("", 1, {})).seed("drawn") != drawn


@pytest.mark.parametrize("value", [-1, 2**64, 1.5, True])
def test_a_seed_is_an_unsigned_integer(attempt: Attempt, value: int) -> None:
    with pytest.raises(ValueError, match="the seed 'net': expected an unsigned 64-bit integer, found"):
        Crashpack(attempt).seed("net", value)
    assert attempt.seeds == {}


@pytest.mark.parametrize("text", ["", "x", "-1", "1.5", "\u0661"])
def test_a_seed_of_the_environment_is_a_number(attempt: Attempt, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("ATP_SEED_NET", text)
    with pytest.raises(ValueError, match="ATP_SEED_NET: expected an unsigned 64-bit integer, found"):
        Crashpack(attempt).seed("net")


def test_a_state_is_kept_as_it_was(attempt: Attempt) -> None:
    value = {"open": [1], "odd": object}
    Crashpack(attempt).state("end", value)
    value["open"] = [1, 2]
    assert attempt.states["end"] == {"open": [1], "odd": repr(object)}
    loop: list[object] = []
    loop.append(loop)
    Crashpack(attempt).state("loop", loop)
    assert "loop" not in attempt.states
    assert attempt.events[-1].message.startswith("the state loop: Circular reference")


def test_files_and_claims_are_kept(attempt: Attempt) -> None:
    pack = Crashpack(attempt)
    pack.attach("a", "text \ud800")
    pack.attach("b", b"bytes")
    pack.attach("c", Path("c"))
    pack.violation("flow", "credit", "too much", "low", sent=5)
    pack.passed("closing")
    assert attempt.files == {"a": b"text ?", "b": b"bytes", "c": Path("c")}
    first, second = attempt.claims
    assert (first.oracle, first.violation_type, first.severity, dict(first.evidence)) == (
        "flow",
        "credit",
        "low",
        {"sent": "5"},
    )
    assert (second.oracle, second.violation_type) == ("closing", "")


def test_an_event_has_a_number_and_a_time(attempt: Attempt) -> None:
    pack = Crashpack(attempt)
    pack.event("Sent", "a packet")
    pack.event("Lost")
    first, second = attempt.events
    assert (first.number, first.kind, first.message) == (0, "Sent", "a packet")
    assert (second.number, second.kind, second.message) == (1, "Lost", "")
    assert 0 <= first.time_ns <= second.time_ns
