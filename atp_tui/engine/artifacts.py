"""The names of the nine files, and which paths stay inside a pack. Source: FORMAT.md sections 5, 6 and 8."""

from typing import Final

TRACE: Final = "transfer.atp-trace"
JOURNAL: Final = "journal"
JOURNAL_DIGEST: Final = "journal.digest"
LEDGER: Final = "evidence-ledger.json"
MANIFEST: Final = "manifest"
PATHLOG: Final = "pathlog"
QUICLOG: Final = "quiclog"
REPAIRLOG: Final = "repairlog"
REPLAY_COMMAND: Final = "replay_command.sh"

NINE_FILES: Final = (
    TRACE,
    JOURNAL,
    JOURNAL_DIGEST,
    LEDGER,
    MANIFEST,
    PATHLOG,
    QUICLOG,
    REPAIRLOG,
    REPLAY_COMMAND,
)
"""The files of a pack in the order in which they are written."""

LEDGER_PATHS: Final = (
    TRACE,
    MANIFEST,
    JOURNAL,
    JOURNAL_DIGEST,
    LEDGER,
    PATHLOG,
    QUICLOG,
    REPAIRLOG,
    REPLAY_COMMAND,
)
"""The same files in the order in which the ledger names them."""

STATE: Final = "transfer-state.json"
"""A further artifact of this project's lab: the state for each oracle name."""

AGENT_PROOF: Final = "agent-proof.json"
"""A further artifact: the proof of the task whose work the pack shows."""
DECISIONS: Final = "decisions.jsonl"
"""A further artifact of this project's lab: every outside decision, in order."""

REMOVED: Final = "removed-decisions.jsonl"
"""A further artifact of a minimized pack: the outside decisions that it does without."""


def stays_inside(path: str) -> bool:
    """Return whether an artifact path leads to a place inside the pack."""
    return bool(path) and not path.startswith("/") and "\0" not in path and ".." not in path.split("/")
