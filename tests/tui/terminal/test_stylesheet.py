from collections.abc import Callable

import pytest
from textual.css import stylesheet
from textual.css.errors import UnresolvedVariableError

from atp_tui.tui.terminal.stylesheet import CachedStylesheet
from tests import parsed_styles

RED, BLUE = {"ink": "red"}, {"ink": "blue"}


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sources that were parsed; the stylesheets of a test run share what is parsed, these do not."""
    found: list[str] = []
    parse: Callable[..., object] = vars(stylesheet)["parse"]

    def noted(scope: str, css: str, *given: object, **named: object) -> object:
        found.append(css)
        return parse(scope, css, *given, **named)

    monkeypatch.setattr(stylesheet, "parse", noted)
    monkeypatch.setattr(CachedStylesheet, "_parse_rules", parsed_styles._parse)
    return found


def sheet(*sources: str) -> CachedStylesheet:
    found = CachedStylesheet(variables=dict(RED))
    for number, css in enumerate(sources):
        found.add_source(css, read_from=("", str(number)))
    return found


def inks(found: CachedStylesheet) -> list[str]:
    return [rule.styles.color.css for rule in found.rules]


def test_what_is_known_is_not_parsed_again(parsed: list[str]) -> None:
    found = sheet("A { color: $ink; }")
    for _ in range(3):
        found.set_variables(dict(RED))
        found.reparse()
    assert inks(found) == ["rgb(255,0,0)"]
    found.add_source("B { color: $ink; }", read_from=("", "b"))
    assert inks(found) == ["rgb(255,0,0)"] * 2
    assert parsed == ["A { color: $ink; }", "B { color: $ink; }"]


def test_another_value_of_a_variable_counts_at_once(parsed: list[str]) -> None:
    found = sheet("A { color: $ink; }")
    assert inks(found) == ["rgb(255,0,0)"]
    assert found.rules_map["A"] == found.rules
    found.set_variables(dict(BLUE))
    assert [rule.styles.color.css for rule in found.rules_map["A"]] == inks(found) == ["rgb(0,0,255)"]
    found.reparse()
    assert len(parsed) == 2


def test_more_sources_than_textual_keeps_are_kept(parsed: list[str]) -> None:
    found = sheet(*(f"W{number} {{ width: 1; }}" for number in range(100)))
    for _ in range(3):
        found.reparse()
    assert len(parsed) == len(found.rules) == 100


def test_a_source_that_cannot_be_parsed_is_told(parsed: list[str]) -> None:
    found = sheet("A { color: $paper; }")
    with pytest.raises(UnresolvedVariableError):
        found.reparse()
    assert parsed
