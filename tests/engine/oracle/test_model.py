"""The model: rates that are checked, counts that must belong to them, and the text of a model file."""

import tomllib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine import ATP_CHECKS, DEFAULT_MODEL, CheckRates, DetectionModel, InvalidFormatError, Tally, read_model
from atp_tui.engine.oracle.checks import CHECK_OF
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


@given(
    st.dictionaries(
        st.sampled_from([check.name for check in ATP_CHECKS]),
        st.builds(CheckRates.measured, strategies.tallies, strategies.tallies),
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


def test_a_row_of_the_table_may_have_its_own_default_rates() -> None:
    check = replace(CHECK_OF["quiescence"], detection=0.8)
    assert CheckRates.assumed(check).false_alarm == pytest.approx(0.08)
    assert CheckRates.assumed(replace(check, false_alarm=0.01)) == CheckRates(detection=0.8, false_alarm=0.01)
