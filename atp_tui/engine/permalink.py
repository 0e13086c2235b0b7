"""A place in a pack that one person shows another: an event, a lane, a filter, and the digest of the pack."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from atp_tui.clean import is_clean
from atp_tui.engine.errors import InvalidFormatError
from atp_tui.engine.trace import Lane

if TYPE_CHECKING:
    from atp_tui.engine.event_location import EventLocation

SHORT: Final = len("sha256:") + 16
"""Characters of a digest that are enough to tell packs apart by accident."""

LONGEST: Final = 2000
"""Characters that a line may have: more do not paste well."""

_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{8,64}")


def is_whole_digest(text: str) -> bool:
    """Return whether a text is ``sha256:`` and 64 hex digits."""
    return len(text) == len("sha256:") + 64 and _DIGEST.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Permalink:
    """Where somebody is to look; all of it may be left out."""

    at: "EventLocation | None" = None
    """The event."""
    at_text: str = ""
    """The same as it is typed."""
    lane: Lane | None = None
    query_text: str = ""
    """The filter as it is typed."""
    digest: str = ""
    """``sha256:`` and the first hex digits, 8 at least, of the digest of the pack."""

    @classmethod
    def read(cls, at: str = "", lane: str = "", query_text: str = "", digest: str = "") -> "Permalink":
        """Return the place that options name.

        Raises:
            InvalidFormatError: one of them cannot be meant; the error names it.
        """
        if not (at or lane or query_text or digest):
            return cls()
        # The parsers are loaded for a place that was named: every start of the explorer comes here.
        from atp_tui.engine.event_location import EventLocation
        from atp_tui.engine.query import Query

        for name, read, typed in (("--at", EventLocation.read, at), ("--filter", Query.parse, query_text)):
            try:
                if typed:
                    read(typed)
            except InvalidFormatError as error:
                raise InvalidFormatError(error.expected, error.found, place=name) from None
        if not is_clean(query_text):
            raise InvalidFormatError("only visible characters", repr(query_text), place="--filter")
        if digest and not _DIGEST.fullmatch(digest):
            expected = "sha256: and 8 to 64 hex digits in small letters"
            raise InvalidFormatError(expected, repr(digest), place="--digest")
        event = EventLocation.read(at) if at else None
        return cls(event, at, Lane(lane) if lane else None, query_text, digest)

    @property
    def is_anywhere(self) -> bool:
        """Whether it names no event, lane or filter."""
        return self.at is None and self.lane is None and not self.query_text

    def is_of(self, digest: str) -> bool:
        """Return whether the place is in the pack with a digest; one that names no digest is in any."""
        return not self.digest or digest.startswith(self.digest)

    def line(self, *paths: str) -> str:
        """Return the command that leads there in the pack at a path, or in that of two logs, for a shell prompt.

        Raises:
            InvalidFormatError: path or filter hold what would paste as something else than what is seen.
        """
        for name, text in (*(("the path of the pack", path) for path in paths), ("the filter", self.query_text)):
            if not is_clean(text):
                raise InvalidFormatError(f"only visible characters in {name}", "an invisible one")
        from atp_tui.engine.shell import quote, quote_path

        named = (
            ("--at", self.at_text),
            ("--lane", self.lane.value if self.lane else ""),
            ("--filter", self.query_text),
            ("--digest", self.digest[:SHORT]),
        )
        words = ["atp-tui", "open", *map(quote_path, paths)]
        words += [word for name, text in named if text for word in (name, quote(text))]
        line = " ".join(words)
        if len(line) > LONGEST:
            raise InvalidFormatError(f"a line of at most {LONGEST} characters", f"{len(line)}")
        return line


ANYWHERE: Final = Permalink()
"""No place in particular, in any pack."""
