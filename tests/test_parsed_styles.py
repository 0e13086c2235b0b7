from typing import Any

import pytest
from textual.dom import DOMNode

from tests.explorer import opened, press
from tests.parsed_styles import apply_as_textual


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_every_node_looks_as_textual_makes_it(size: tuple[int, int]) -> None:
    steps = (
        (),
        ("tab",),
        ("3", "slash", "l", "enter"),
        ("7", "e"),
        ("escape", "z"),
        ("question_mark",),
        ("escape", "F2"),
    )
    async with opened("five-violations", size) as pilot:
        for keys in steps:
            await press(pilot, *keys)
            screens = pilot.app.screen_stack
            nodes = [node for screen in screens for node in screen.walk_children(DOMNode, with_self=True)]
            assert [node for node in nodes if not _is_textuals(node)] == []


def _is_textuals(node: DOMNode) -> bool:
    """Whether a node and its parts keep their rules when Textual styles them."""
    parts: list[Any] = [node, *(styles.node for styles in node._component_styles.values())]
    before = [part.styles.base.get_rules() for part in parts]
    for part in parts:
        apply_as_textual(node.app.stylesheet, part)
    return before == [part.styles.base.get_rules() for part in parts]
