"""The banner that says that what is shown is not what was recorded."""

from textual.content import Content
from textual.reactive import var

from atp_tui.engine.what_if_session import WhatIfSession
from atp_tui.tui.options import OpenOptions
from atp_tui.tui.state_diff import what_if_banner
from atp_tui.tui.widgets.banner import Banner


class WhatIfBanner(Banner):
    """Names the edited fields of the state and, once the oracle has judged them, what they changed."""

    session: var[WhatIfSession | None] = var(None)

    def __init__(self, options: OpenOptions, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._options = options

    def watch_session(self, session: WhatIfSession | None) -> None:
        """Show the banner of another state, or hide it."""
        given = self._options.state
        is_given = session is not None and given is not None and session.what_if.edits[:1] == (given,)
        source = self._options.state_name if is_given else ""
        text = what_if_banner(session, self._options.keymap, source) if session is not None else ""
        if text:
            self.show(Content(text))
        else:
            self.hide()
