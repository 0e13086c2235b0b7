"""A stylesheet whose rules are parsed once for each set of variables."""

from typing import Final

from textual.cache import LRUCache
from textual.css.stylesheet import Stylesheet

_SOURCES: Final = 1_000
"""Sources of which the rules are kept: each stylesheet, and each class of widgets with styles of its own."""


class CachedStylesheet(Stylesheet):
    """Parses a source again only if the source or a variable has changed.

    Textual parses all sources again whenever it applies a theme, which it does twice before the first frame, and drops
    what it has parsed with that.
    """

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        self._parse_cache = LRUCache(_SOURCES)

    def set_variables(self, variables: dict[str, str]) -> None:
        """Set CSS variables, and drop what was parsed with others."""
        if variables != self._variables:
            super().set_variables(variables)
            self._require_parse = True
            self._rules_map = None

    def reparse(self) -> None:
        """Parse what has changed.

        Raises:
            TokenError: a source cannot be parsed.
            StylesheetError: a source has a value that is none.
        """
        self.parse()
