"""Textual's stylesheets, parsed once for all apps of a test run, and their rules hashed without a call of Python."""

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation

_Key = tuple[str, CSSLocation, bool, int, str, frozenset[tuple[str, str]]]

_PARSED: dict[_Key, list[RuleSet]] = {}


def share_parsed_styles() -> None:
    """Let the stylesheets of all apps share their parsed rules, as those of one app do already."""
    parse = Stylesheet._parse_rules

    def parse_once(
        sheet: Stylesheet,
        css: str,
        read_from: CSSLocation,
        is_default_rules: bool = False,  # noqa: FBT002 - the signature is Textual's
        tie_breaker: int = 0,
        scope: str = "",
    ) -> list[RuleSet]:
        key = (css, read_from, is_default_rules, tie_breaker, scope, frozenset(sheet._variables.items()))
        if key not in _PARSED:
            _PARSED[key] = parse(sheet, css, read_from, is_default_rules, tie_breaker, scope)
        return _PARSED[key]

    Stylesheet._parse_rules = parse_once  # type: ignore[method-assign, assignment]
    # The same hash, of the identity; all rules are hashed for every node whose styles are applied.
    RuleSet.__hash__ = object.__hash__  # type: ignore[method-assign]
