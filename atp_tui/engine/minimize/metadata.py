"""What a minimized pack says of itself in its metadata."""

from typing import Final

from atp_tui.engine.digest import JournalDigest
from atp_tui.engine.minimize.config import Minimized, MinimizeMode

MODE: Final = "minimize.mode"
"""The metadata key of the mode, which every minimized pack has."""


def minimize_metadata(
    mode: MinimizeMode, minimized: Minimized, digest: JournalDigest | None, *, says: str, removed: str, kept: str
) -> dict[str, str]:
    """Return the metadata of a minimized pack.

    Args:
        mode: What was cut.
        minimized: How the search ended.
        digest: That of the journal of the pack that was minimized; None where it cannot be read.
        says: What the pack is, and is not.
        removed: What was removed, as a phrase.
        kept: What is left, as a phrase.
    """
    return {
        MODE: mode.value,
        "minimize.says": says,
        "minimize.end": minimized.end.value,
        "minimize.tries": str(minimized.tries),
        "minimize.removed": removed,
        "minimize.kept": kept,
        **({} if digest is None else {"minimize.of_journal": digest.digest}),
    }
