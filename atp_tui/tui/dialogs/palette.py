"""The palette: every action by label, sentence and synonym, with its key at the right edge."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final, Protocol, runtime_checkable

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.screen import Screen

from atp_tui.tui.key_names import shown_key
from atp_tui.tui.palette import Offer
from atp_tui.tui.text import own_text

_MARGIN: Final = 6
"""Cells of a row of the palette that are taken by its edges and its scrollbar."""


@runtime_checkable
class OffersCommands(Protocol):
    """An app that says what the palette can do."""

    def offered(self, screen: Screen[object]) -> Sequence[Offer]:
        """Return what can be done on a screen, the most important first."""


class OfferProvider(Provider):
    """Finds what is typed among what the app offers."""

    @property
    def _offers(self) -> Sequence[Offer]:
        return self.app.offered(self.screen) if isinstance(self.app, OffersCommands) else ()

    async def discover(self) -> Hits:
        """Yield all that is offered."""
        for offer in self._offers:
            yield DiscoveryHit(own_text(offer.row(self._width)), offer.run, text=offer.label)

    async def search(self, query: str) -> Hits:
        """Yield what fits *query*."""
        for offer in self._offers:
            if score := offer.score(query):
                yield Hit(score, own_text(offer.row(self._width)), offer.run, text=offer.label)

    @property
    def _width(self) -> int:
        return max(0, self.app.size.width - _MARGIN)


def offers_of(screen: Screen[object], run: Callable[[str], object]) -> Iterator[Offer]:
    """Yield what the keys of a screen do, each once; *run* is given the action that was chosen.

    Bindings without an id are Textual's own.
    """
    told = set[str]()
    for key, active in screen.active_bindings.items():
        binding = active.binding
        if active.node is screen and binding.id and binding.description not in told:
            told.add(binding.description)
            yield Offer(binding.description, "", "", shown_key(key), partial(run, binding.action))
