"""What is copied as plain text: of the first pane that has something."""

from atp_tui.tui.panes.pane import first_copyable


class Having:
    def __init__(self, what: str, text: str) -> None:
        self._copyable = what, text

    def copyable(self) -> tuple[str, str]:
        return self._copyable


def test_the_first_pane_with_a_text_counts() -> None:
    empty, first, second = Having("nothing", ""), Having("one", "1"), Having("two", "2")
    assert first_copyable(object(), empty, first, second) == ("one", "1")
    assert first_copyable(object(), empty) == ("", "")
    assert first_copyable() == ("", "")
