"""Textual's stylesheets for the many apps of a test run: parsed once, and matched once for all nodes that are alike.

What a node looks like is still Textual's own answer; it is kept by everything that its selectors ask of the node and of
those above it.
"""

from collections.abc import Hashable
from functools import cache
from typing import Any, Final
from weakref import WeakKeyDictionary

from textual.css.model import RuleSet, Selector, SelectorType
from textual.css.styles import RulesMap
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation
from textual.dom import DOMNode

_Variables = frozenset[tuple[str, str]]
_Key = tuple[str, CSSLocation, bool, int, str, _Variables]

_VARIABLES: Final[dict[_Variables, _Variables]] = {}
_OF_SHEETS: Final[WeakKeyDictionary[Stylesheet, tuple[dict[str, str], _Variables]]] = WeakKeyDictionary()
_PARSED: Final[dict[_Key, list[RuleSet]]] = {}

_ORDER: Final = frozenset({"first-of-type", "last-of-type", "first-child", "last-child", "empty"})


class _Applicable:
    """Rules that the nodes of some selector names may match, and the looks that they have given."""

    def __init__(self, rules: tuple[RuleSet, ...]) -> None:
        selectors = [each for rule in rules for those in rule.selector_set for each in those.selectors]
        asked = frozenset().union(*(rule.pseudo_classes for rule in rules))
        self.has_hover = "hover" in asked
        self.has_focus_within = "focus-within" in asked
        self.has_order = not asked.isdisjoint(_ORDER)
        self.has_odd_or_even = not asked.isdisjoint({"odd", "even"})
        self.given: dict[Hashable, RulesMap] = {}
        """The rules that a node gets, by its signature."""
        self.taken: dict[Hashable, RulesMap] = {}
        """The same as they are once the node has them."""
        self._selectors = [each for each in selectors if each.pseudo_classes]
        self._classes = frozenset(each.name for each in selectors if each.type is SelectorType.CLASS)
        self._classes |= {"-textual-system"}
        self._ids = frozenset(each.name for each in selectors if each.type is SelectorType.ID)
        self._pseudo_classes: dict[Hashable, list[str]] = {}

    def flag(self, node: DOMNode) -> None:
        """Say on a node what changes of it, or of those beside it, ask for its rules again."""
        node._has_hover_style, node._has_focus_within = self.has_hover, self.has_focus_within
        node._has_order_style, node._has_odd_or_even = self.has_order, self.has_odd_or_even

    def signature(self, node: DOMNode) -> Hashable:
        """Everything that the selectors can ask of a node and of those above it."""
        signs: list[Hashable] = []
        above: Any = node
        while isinstance(above, DOMNode):
            name = above._id if above._id in self._ids else None
            sign = (above._css_type_names, self._classes.intersection(above._classes), name)
            asked = self._pseudo_classes.get(sign)
            if asked is None:
                asked = self._pseudo_classes[sign] = self._asked(above)
            signs.append((sign, *(above.has_pseudo_class(each) for each in asked)) if asked else sign)
            above = above._parent
        return tuple(signs)

    def _asked(self, node: DOMNode) -> list[str]:
        """The pseudo-classes of the selectors that match a node apart from them."""
        matching: list[Selector] = [each for each in self._selectors if each._check(node)]
        return sorted({name for each in matching for name in each.pseudo_classes})


_SHEETS: Final[WeakKeyDictionary[Stylesheet, tuple[list[RuleSet], dict[frozenset[str], _Applicable]]]] = (
    WeakKeyDictionary()
)
"""The rules of each stylesheet, and which of them apply to the nodes of some selector names."""

_APPLICABLE: Final[dict[tuple[RuleSet, ...], _Applicable]] = {}
_GIVEN: Final[dict[int, RulesMap]] = {}
"""What Textual gives to nodes whose look is not known yet, by their identity."""

_parse, apply_as_textual, _replace = Stylesheet._parse_rules, Stylesheet.apply, Stylesheet.replace_rules


def share_parsed_styles() -> None:
    """Let the stylesheets of all apps share their parsed rules, as those of one app do already, and what they give."""
    # The same hash, of the identity; all rules are hashed for every node whose styles are applied.
    RuleSet.__hash__ = object.__hash__  # type: ignore[method-assign]
    Stylesheet._parse_rules = _parse_once  # type: ignore[method-assign, assignment]
    Stylesheet.apply = _apply_once  # type: ignore[method-assign, assignment]
    Stylesheet.replace_rules = classmethod(_keep_given)  # type: ignore[assignment, method-assign]
    Stylesheet._process_component_classes = _style_components  # type: ignore[method-assign, assignment]


def _parse_once(
    sheet: Stylesheet,
    css: str,
    read_from: CSSLocation,
    is_default_rules: bool = False,  # noqa: FBT002 - the signature is Textual's
    tie_breaker: int = 0,
    scope: str = "",
) -> list[RuleSet]:
    key = (css, read_from, is_default_rules, tie_breaker, scope, _variables(sheet))
    if key not in _PARSED:
        _PARSED[key] = _parse(sheet, css, read_from, is_default_rules, tie_breaker, scope)
    return _PARSED[key]


def _variables(sheet: Stylesheet) -> _Variables:
    """Return the variables of a stylesheet, the same object for all that have the same."""
    known = _OF_SHEETS.get(sheet)
    if known is None or known[0] is not sheet._variables:
        found = frozenset(sheet._variables.items())
        known = _OF_SHEETS[sheet] = sheet._variables, _VARIABLES.setdefault(found, found)
    return known[1]


def _applicable(sheet: Stylesheet, node: DOMNode) -> _Applicable:
    """Return the rules of a stylesheet that a node may match, in the order in which Textual asks them."""
    rules = sheet.rules
    known = _SHEETS.get(sheet)
    if known is None or known[0] is not rules:
        known = _SHEETS[sheet] = rules, {}
    names = frozenset(node._selector_names)
    if names not in known[1]:
        limited = {rule for name in sheet.rules_map.keys() & names for rule in sheet.rules_map[name]}
        applicable = tuple(filter(limited.__contains__, reversed(rules)))
        known[1][names] = _APPLICABLE.setdefault(applicable, _Applicable(applicable))
    return known[1][names]


def _apply_once(
    sheet: Stylesheet, node: DOMNode, *, animate: bool = False, cache: dict[tuple[Any, ...], RulesMap] | None = None
) -> None:
    """Style a node, with Textual finding out the rules only where no node like it was styled."""
    rules = _applicable(sheet, node)
    signature = rules.signature(node)
    if signature not in rules.given:
        apply_as_textual(sheet, node, animate=animate, cache=cache)
        rules.given[signature] = _GIVEN.pop(id(node), {})
        return
    rules.flag(node)
    if given := rules.given[signature]:
        base = node.styles.base
        is_still = not (animate and (node.app.animator._animations or node.app.animator._scheduled))
        if is_still and base._rules == rules.taken.get(signature):
            node.notify_style_update()
        else:
            _replace(node, given, animate=animate)
            if not animate:
                rules.taken[signature] = base._rules.copy()
    sheet._process_component_classes(node)


def _keep_given(_: type[Stylesheet], node: DOMNode, rules: RulesMap, animate: bool = False) -> None:  # noqa: FBT002
    """Replace the rules of a node as Textual does, and keep them for nodes like it."""
    _GIVEN[id(node)] = rules
    _replace(node, rules, animate=animate)


def _style_components(sheet: Stylesheet, node: DOMNode) -> None:
    """Style the parts of a node as Textual does; a part that keeps its rules keeps its styles."""
    before = node._component_styles.copy()
    node._component_styles.clear()
    for name in sorted(_component_classes(type(node))):
        known = before.get(name)
        part = known.node if known is not None else None
        if known is None or part is None or not _has_its_rules(sheet, part):
            part = DOMNode(classes=name)
            part._attach(node)
            sheet.apply(part)
        node._component_styles[name] = part.styles
    if node._component_styles != before:
        node.refresh()


def _has_its_rules(sheet: Stylesheet, part: DOMNode) -> bool:
    rules = _applicable(sheet, part)
    taken = rules.taken.get(rules.signature(part))
    return taken is not None and part.styles.base._rules == taken


@cache
def _component_classes(kind: type[DOMNode]) -> frozenset[str]:
    return kind._get_component_classes()
