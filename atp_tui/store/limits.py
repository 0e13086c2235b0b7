"""Every limit on what is read of a pack, or for one, in one table. Source: SAFETY.md, "Files of a pack"."""

from typing import Final, NamedTuple

from atp_tui.clean import MAX_LENGTH, MAX_MARKS
from atp_tui.engine.budget import KEPT_LIMIT
from atp_tui.engine.json_stream import VALUE_LIMIT, VALUES_LIMIT
from atp_tui.engine.json_text import MAX_DEPTH
from atp_tui.engine.lines import MAX_TEXT_LINE
from atp_tui.engine.pack_format import RECORD_VALUES_LIMIT
from atp_tui.engine.query import MAX_PATTERN
from atp_tui.engine.survey import MAX_BROKEN
from atp_tui.store.atp import MODEL_LIMIT
from atp_tui.store.directory import DIGEST_LIMIT, LEDGER_LIMIT, NAMES_LIMIT, SCRIPT_LIMIT, TEXT_LIMIT
from atp_tui.store.formats.native import FURTHER_LIMIT, STATE_FILE_LIMIT, TRACE_LIMIT
from atp_tui.store.keymap_file import KEYMAP_LIMIT
from atp_tui.store.log_file import MAX_LINE
from atp_tui.store.named_file import RECORD_LIMIT
from atp_tui.store.note_file import NOTE_LIMIT
from atp_tui.store.proof_file import PROOF_LIMIT
from atp_tui.store.signatures import KEY_LIMIT
from atp_tui.store.theme_file import THEME_LIMIT
from atp_tui.store.trace.file import MAX_EVENT
from atp_tui.store.trace.kind_counts import KIND_LENGTH_LIMIT, KINDS_LIMIT
from atp_tui.store.user_dirs import MAX_TOTAL

DECISIONS_LIMIT: Final = 16 << 20
STATE_LIMIT: Final = 16 << 20
OBJECT_LIMIT: Final = 64 << 20

_BYTES: Final = "bytes"


class Limit(NamedTuple):
    """How much of something is taken."""

    what: str
    most: int
    unit: str
    why: str
    past: str
    """What happens past it."""

    @property
    def told(self) -> str:
        """The number with its unit, as people say it: ``64 MiB``."""
        if self.unit != _BYTES:
            return f"{self.most:,} {self.unit}"
        for name, size in (("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)):
            if self.most % size == 0:
                return f"{self.most // size:,} {name}"
        return f"{self.most:,} bytes"


_REFUSED: Final = "the file is refused with its size, the rest of the pack is shown"
_ENDED: Final = "the command ends with code 4"

LIMITS: Final[tuple[Limit, ...]] = (
    Limit("journal, manifest", TEXT_LIMIT, _BYTES, "ten times what 10,000 failed results give", _REFUSED),
    Limit("evidence ledger", LEDGER_LIMIT, _BYTES, "three times what 100,000 results give", _REFUSED),
    Limit("replay command", SCRIPT_LIMIT, _BYTES, "held as a whole; three times what 100,000 oracles give", _REFUSED),
    Limit("journal.digest", DIGEST_LIMIT, _BYTES, "two lines", _REFUSED),
    Limit(
        "what is kept in memory of journal, manifest and ledger",
        KEPT_LIMIT,
        _BYTES,
        "100,000 failed results with their ledger take two thirds",
        "the rest is hashed and counted, one row says what is not shown, and the pack is not sound",
    ),
    Limit("one line of journal or manifest", MAX_TEXT_LINE, _BYTES, "decoded as a whole", "cut, and told as a fault"),
    Limit("one value of the ledger", VALUE_LIMIT, _BYTES, "decoded as a whole", "the ledger is told as not read"),
    Limit("values in one value of the ledger", VALUES_LIMIT, "values", "each takes memory", "the same"),
    Limit("trace, log", TRACE_LIMIT, _BYTES, "read in pieces; its index needs a byte an event", _REFUSED),
    Limit("record in one JSON file", RECORD_LIMIT, _BYTES, "held as a whole; a directory may have far more", _ENDED),
    Limit("values in a record in one JSON file", RECORD_VALUES_LIMIT, "values", "each takes memory", _ENDED),
    Limit("one event of a trace", MAX_EVENT, _BYTES, "decoded as a whole", "the event is told as broken"),
    Limit("one line of a log", MAX_LINE, _BYTES, "no screen shows more", "the line is cut"),
    Limit("JSON in JSON", MAX_DEPTH, "levels", "decoders call themselves", "the text or event is refused"),
    Limit("broken events told one by one", MAX_BROKEN, "events", "a list is for people", "the rest is counted"),
    Limit(
        "further names in the directory", NAMES_LIMIT, "names", "nothing is done with them", "told as at least so many"
    ),
    Limit("one text that is shown", MAX_LENGTH, "characters", "no screen shows more", "it is cut and says so"),
    Limit("marks on one character", MAX_MARKS, "marks", "more paint over other rows", "they are cut and it says so"),
    Limit("further file of JSON lines", FURTHER_LIMIT, _BYTES, "looked at line by line", "it is told as not read"),
    Limit("further JSON file", STATE_FILE_LIMIT, _BYTES, "looked at as a whole", "it is told as not read"),
    Limit("note beside a pack", NOTE_LIMIT, _BYTES, "written by a person", "it is left alone, and that is told"),
    Limit("keymap", KEYMAP_LIMIT, _BYTES, "a key for each command", "the command ends with code 2"),
    Limit("remembered theme", THEME_LIMIT, _BYTES, "the name of a theme", "it is ignored, with a notice"),
    Limit("decisions of a run", DECISIONS_LIMIT, _BYTES, "held as a whole for a replay", "taken for missing"),
    Limit("proof of a task", PROOF_LIMIT, _BYTES, "held as a whole", _ENDED),
    Limit("state given to the oracle", STATE_LIMIT, _BYTES, "held as a whole", _ENDED),
    Limit("object given to the lab", OBJECT_LIMIT, _BYTES, "what the lab can send", _ENDED),
    Limit("model file", MODEL_LIMIT, _BYTES, "a few numbers for each check", _ENDED),
    Limit("key file", KEY_LIMIT, _BYTES, "a key is far smaller", _ENDED),
    Limit("different kinds of events", KINDS_LIMIT, "kinds", "a list is for people", "the rest is counted in one row"),
    Limit(
        "one kind of the list", KIND_LENGTH_LIMIT, "characters", "no screen shows more", "counted in the same one row"
    ),
    Limit("regular expression", MAX_PATTERN, "characters", "typed by a person; time is linear", "refused"),
    Limit("kept indexes in all", MAX_TOTAL, _BYTES, "a cache, not an archive", "those unused for longest go"),
)
"""All of them, those of a pack first."""
