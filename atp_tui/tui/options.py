"""What a person asked for when the explorer was opened."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from atp_tui.engine.permalink import ANYWHERE, Permalink
from atp_tui.store.kept_import import KeptImport
from atp_tui.tui.keymap import DEFAULT_KEYMAP, Keymap

if TYPE_CHECKING:
    from atp_tui.engine.oracle.model import DetectionModel
    from atp_tui.engine.oracle.state import TransferState


@dataclass(frozen=True, slots=True)
class OpenOptions:
    """How a pack is opened, and with what beside it."""

    keeps_index: bool = True
    """Whether the index of a large trace is kept, and a kept one taken."""
    model: "DetectionModel | None" = None
    """The rates of the checks, for the evidence; None for the assumed ones."""
    place: Permalink = ANYWHERE
    """Where to look first, and in which pack."""
    from_start: bool = False
    """Whether the events begin with the first one, not where the worst violation has its first related event."""
    keymap: Keymap = DEFAULT_KEYMAP
    """Which keys do what."""
    state: "TransferState | None" = None
    """The state from which what if starts; None for the one behind the record."""
    state_name: str = ""
    """The file that it is from."""
    theme: str = ""
    """The name of a theme; empty for the usual one."""
    theme_file: str = ""
    """Where the theme is remembered that was chosen last; empty where it is not."""
    is_still: bool = False
    """Whether nothing may move."""
    kept: KeptImport | None = None
    """The import to open in place of what is at the path, which is then only its name."""

    def for_another_pack(self) -> "OpenOptions":
        """Return the options without those that are about one pack alone."""
        return replace(self, place=ANYWHERE, state=None, state_name="", kept=None)


DEFAULT_OPTIONS: Final = OpenOptions()
