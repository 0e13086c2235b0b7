"""The model: rates that are checked, counts that must belong to them, and the text of a model file."""

import math
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine import ATP_CHECKS, DEFAULT_MODEL, CheckRates, DetectionModel, InvalidFormatError, Tally, read_model
from atp_tui.engine.statistics import beta_share
from tests import strategies

GOOD: dict[str, Any] = {
    "detection": 0.95,
    "false_alarm": 0.002,
    "broken": {"fired": 190, "runs": 200},
    "clean": {"fired": 4, "runs": 2000},
}


def test_a_check_that_is_not_given_keeps_the_default() -> None:
    model = read_model({"title": "here", "journal": GOOD})
    assert (model.title, model.journal.detection, model.journal.false_alarm) == ("here", 0.95, 0.002)
    others = [check.name for check in ATP_CHECKS if check.name != "journal"]
    assert all(model.rates(name) == DEFAULT_MODEL.rates(name) for name in others)


@pytest.mark.parametrize("rate", [0, 0.0, 1, 1.0, -0.1, 1.1, float("nan"), float("inf"), "0.5", True, None])
@pytest.mark.parametrize("field", ["detection", "false_alarm"])
def test_a_rate_lies_strictly_between_0_and_1(field: str, rate: object) -> None:
    with pytest.raises(InvalidFormatError) as raised:
        read_model({"quiescence": GOOD | {field: rate}})
    assert raised.value.place == f"quiescence.{field}"


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ({"quiet": GOOD}, "quiet"),
        ({"journal": {"detection": 0.5}}, "journal.false_alarm"),
        ({"journal": {key: GOOD[key] for key in ("detection", "false_alarm")}}, "journal.broken"),
        ({"journal": {key: GOOD[key] for key in GOOD if key != "clean"}}, "journal.clean"),
        ({"journal": GOOD | {"clean": {"fired": 4}}}, "journal.clean.runs"),
        ({"journal": GOOD | {"clean": {"fired": 4, "runs": -1}}}, "journal.clean.runs"),
        ({"journal": GOOD | {"clean": {"fired": 5, "runs": 4}}}, "journal.clean.fired"),
        ({"journal": GOOD | {"clean": {"fired": 0, "runs": 0}}}, "journal.clean.runs"),
        ({"journal": GOOD | {"clean": {"fired": 40, "runs": 2000}}}, "journal.clean"),
        ({"journal": GOOD | {"broken": {"fired": 10, "runs": 200}}}, "journal.broken"),
        ({"journal": GOOD | {"power": 1}}, "journal.power"),
        ({"journal": 0.9}, "journal"),
        ({"schema_version": 2}, "schema_version"),
        ({"title": 1}, "title"),
    ],
)
def test_what_is_no_model_is_an_error_that_names_the_field(document: dict[str, object], place: str) -> None:
    with pytest.raises(InvalidFormatError) as raised:
        read_model(document)
    assert raised.value.place == place


def test_a_name_of_no_check_has_no_rates() -> None:
    with pytest.raises(InvalidFormatError, match="a check"):
        DEFAULT_MODEL.rates("title")


def test_measured_rates_are_those_of_jeffreys() -> None:
    rates = CheckRates.measured(Tally(fired=0, runs=9), Tally(fired=1, runs=1999))
    assert (rates.detection, rates.false_alarm) == (0.05, 0.00075)
    assert rates.broken == Tally(fired=0, runs=9)


@pytest.mark.parametrize(("fired", "runs", "place"), [(3, 2, "broken.fired"), (0, 0, "broken.runs")])
def test_counts_that_cannot_be_are_refused(fired: int, runs: int, place: str) -> None:
    with pytest.raises(InvalidFormatError) as raised:
        CheckRates.measured(Tally(fired=fired, runs=runs), Tally(fired=0, runs=1))
    assert raised.value.place == place


tallies = st.integers(1, 10**6).flatmap(lambda runs: st.builds(Tally, fired=st.integers(0, runs), runs=st.just(runs)))


@given(
    st.dictionaries(
        st.sampled_from([check.name for check in ATP_CHECKS]), st.builds(CheckRates.measured, tallies, tallies)
    ),
    strategies.texts,
)
def test_a_written_model_is_read_back(measured: dict[str, CheckRates], title: str) -> None:
    model = DetectionModel(title=title, **measured)
    assert read_model(tomllib.loads(model.write())) == model


def test_the_text_of_a_model_file() -> None:
    model = DetectionModel(
        title='a "lab"', journal=CheckRates.measured(Tally(fired=10, runs=10), Tally(fired=0, runs=10))
    )
    assert model.write() == (
        "schema_version = 1\n"
        'title = "a \\"lab\\""\n'
        "\n"
        "[journal]\n"
        "detection = 0.9545454545454546  # 95% interval 0.782804 to 1.000000\n"
        "broken = { fired = 10, runs = 10 }\n"
        "false_alarm = 0.045454545454545456  # 95% interval 0.000000 to 0.217196\n"
        "clean = { fired = 0, runs = 10 }\n"
    )


@pytest.mark.parametrize(
    ("fired", "runs", "low", "high"),
    [
        # Quantiles of the beta distribution as tables of the Jeffreys interval print them.
        (0, 10, 0.0, 0.2172),
        (1, 10, 0.0110, 0.3813),
        (5, 10, 0.2235, 0.7765),
        (10, 10, 0.7828, 1.0),
        (0, 1, 0.0, 0.8532),
    ],
)
def test_intervals_are_those_of_the_tables(fired: int, runs: int, low: float, high: float) -> None:
    assert Tally(fired=fired, runs=runs).interval() == pytest.approx((low, high), abs=1e-4)


@given(st.floats(0.0, 1.0), st.integers(1, 40), st.integers(1, 40))
def test_the_incomplete_beta_function_is_a_sum_of_binomials(x: float, a: int, b: int) -> None:
    n = a + b - 1
    binomials = math.fsum(math.comb(n, k) * x**k * (1 - x) ** (n - k) for k in range(a, n + 1))
    assert beta_share(x, a, b) == pytest.approx(binomials, abs=1e-10)


@given(tallies)
def test_an_interval_holds_the_rate_and_its_share_of_probability(tally: Tally) -> None:
    low, high = tally.interval()
    assert 0 <= low <= tally.rate <= high <= 1
    a, b = tally.fired + 0.5, tally.runs - tally.fired + 0.5
    if 0 < tally.fired < tally.runs:
        assert beta_share(high, a, b) - beta_share(low, a, b) == pytest.approx(0.95, abs=1e-6)


@pytest.mark.parametrize("level", [0.0, 1.0, 2.0])
def test_a_level_that_is_no_probability_is_refused(level: float) -> None:
    with pytest.raises(InvalidFormatError, match="level"):
        Tally(fired=1, runs=2).interval(level)
