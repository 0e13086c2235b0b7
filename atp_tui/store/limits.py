"""Every limit on what is read of a pack, or for one, in one table. Source: SAFETY.md, "Files of a pack"."""

from typing import Final, NamedTuple

from atp_tui.clean import MAX_LENGTH, MAX_MARKS
from atp_tui.engine.budget import KEPT_LIMIT
from atp_tui.engine.diff.facts import TEXTS_LIMIT
from atp_tui.engine.json_stream import VALUE_LIMIT, VALUES_LIMIT
from atp_tui.engine.json_text import MAX_DEPTH
from atp_tui.engine.lines import MAX_TEXT_LINE
from atp_tui.engine.oracle.judgement import MAX_JUDGEMENTS
from atp_tui.engine.pack_format import RECORD_EVENTS_LIMIT, RECORD_PART_LIMIT, RECORD_VALUES_LIMIT
from atp_tui.engine.query import MAX_PATTERN
from atp_tui.engine.records.lines import RECORD_LINE_LIMIT
from atp_tui.engine.survey import MAX_BROKEN
from atp_tui.store.archive.budget import ALL_NAMES_LIMIT, BYTES_LIMIT, FOLDERS_LIMIT, MEMBERS_LIMIT, NAME_LIMIT
from atp_tui.store.archive.decompress import PARTS_LIMIT, WINDOW_LIMIT
from atp_tui.store.archive.tar import HEADER_LIMIT
from atp_tui.store.archive.zip import DIRECTORY_LIMIT
from atp_tui.store.atp import MODEL_LIMIT
from atp_tui.store.directory import DIGEST_LIMIT, LEDGER_LIMIT, NAMES_LIMIT, SCRIPT_LIMIT, TEXT_LIMIT
from atp_tui.store.formats.native import FURTHER_LIMIT, STATE_FILE_LIMIT, TRACE_LIMIT
from atp_tui.store.keymap_file import KEYMAP_LIMIT
from atp_tui.store.log_file import MAX_LINE
from atp_tui.store.mapping_file import MAPPING_LIMIT
from atp_tui.store.named_file import OBJECT_LIMIT, RECORD_LIMIT, STATE_LIMIT
from atp_tui.store.note_file import NOTE_LIMIT
from atp_tui.store.proof_file import PROOF_LIMIT
from atp_tui.store.recorded_run import DECISIONS_LIMIT
from atp_tui.store.signatures import KEY_LIMIT
from atp_tui.store.theme_file import THEME_LIMIT
from atp_tui.store.trace.file import MAX_EVENT
from atp_tui.store.trace.kind_counts import KIND_LENGTH_LIMIT, KINDS_LIMIT
from atp_tui.store.user_dirs import AGE_LIMIT, ARCHIVES_LIMIT, MAX_TOTAL, SEEN_LIMIT

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


_REFUSED: Final = "the file is rejected with its size, the rest of the pack is shown"
_ENDED: Final = "the command exits with 4"

LIMITS: Final[tuple[Limit, ...]] = (
    Limit("journal, manifest", TEXT_LIMIT, _BYTES, "ten times the size for 10,000 failed results", _REFUSED),
    Limit("evidence ledger", LEDGER_LIMIT, _BYTES, "three times the size for 100,000 results", _REFUSED),
    Limit(
        "replay command", SCRIPT_LIMIT, _BYTES, "loaded as a whole; three times the size for 100,000 oracles", _REFUSED
    ),
    Limit("journal.digest", DIGEST_LIMIT, _BYTES, "two lines", _REFUSED),
    Limit(
        "data kept in memory of journal, manifest and ledger",
        KEPT_LIMIT,
        _BYTES,
        "100,000 failed results with their ledger need two thirds",
        "the rest is hashed and counted, a finding reports what is not shown, and the pack is not sound",
    ),
    Limit(
        "one line of journal or manifest", MAX_TEXT_LINE, _BYTES, "decoded as a whole", "cut, and reported as a fault"
    ),
    Limit("one value of the ledger", VALUE_LIMIT, _BYTES, "decoded as a whole", "the ledger is reported as not read"),
    Limit("values in one value of the ledger", VALUES_LIMIT, "values", "each needs memory", "the same"),
    Limit("trace, log", TRACE_LIMIT, _BYTES, "read in pieces; its index needs a byte an event", _REFUSED),
    Limit("record in one JSON file", RECORD_LIMIT, _BYTES, "loaded as a whole; a directory may be far larger", _ENDED),
    Limit("values in a record in one JSON file", RECORD_VALUES_LIMIT, "values", "each needs memory", _ENDED),
    Limit("values in one result or field of such a record", RECORD_PART_LIMIT, "values", "decoded as a whole", _ENDED),
    Limit("events in such a record", RECORD_EVENTS_LIMIT, "events", "each needs memory", _ENDED),
    Limit(
        "oracles whose checks `check --atp` lists",
        MAX_JUDGEMENTS,
        "oracles",
        "each takes 40 lines; all are judged",
        "the worst are listed, the rest is counted",
    ),
    Limit(
        "compressed texts kept of one pack by `diff`",
        TEXTS_LIMIT,
        _BYTES,
        "twenty times the size for 100,000 results",
        "all is compared, and differences without a text are counted",
    ),
    Limit("one event of a trace", MAX_EVENT, _BYTES, "decoded as a whole", "the event is reported as malformed"),
    Limit("one line of a log", MAX_LINE, _BYTES, "no screen shows more", "the line is cut"),
    Limit("JSON in JSON", MAX_DEPTH, "levels", "decoders are recursive", "the text or event is rejected"),
    Limit("malformed events reported one by one", MAX_BROKEN, "events", "a list is for people", "the rest is counted"),
    Limit("other names in the directory", NAMES_LIMIT, "names", "they are not used", "reported as at least so many"),
    Limit("one text that is shown", MAX_LENGTH, "characters", "no screen shows more", "it is cut and marked as cut"),
    Limit(
        "marks on one character", MAX_MARKS, "marks", "more would overlap other rows", "they are cut and marked as cut"
    ),
    Limit("additional file of JSON lines", FURTHER_LIMIT, _BYTES, "read line by line", "it is reported as not read"),
    Limit("additional JSON file", STATE_FILE_LIMIT, _BYTES, "loaded as a whole", "it is reported as not read"),
    Limit("note beside a pack", NOTE_LIMIT, _BYTES, "written by a person", "it is ignored, and reported"),
    Limit("keymap", KEYMAP_LIMIT, _BYTES, "keys for each command", "the command exits with 2"),
    Limit("remembered theme", THEME_LIMIT, _BYTES, "the name of a theme", "it is ignored, with a notice"),
    Limit("decisions of a run", DECISIONS_LIMIT, _BYTES, "loaded as a whole for a replay", "treated as missing"),
    Limit("proof of a task", PROOF_LIMIT, _BYTES, "loaded as a whole", _ENDED),
    Limit("state passed to the oracle", STATE_LIMIT, _BYTES, "loaded as a whole", _ENDED),
    Limit("object passed to the lab", OBJECT_LIMIT, _BYTES, "what the lab can send", _ENDED),
    Limit("model file", MODEL_LIMIT, _BYTES, "a few numbers for each check", _ENDED),
    Limit("mapping of structured logs", MAPPING_LIMIT, _BYTES, "a few names of fields", _ENDED),
    Limit(
        "line of a structured log",
        RECORD_LINE_LIMIT,
        _BYTES,
        "decoded as a whole",
        "the line is reported, and its beginning kept as text",
    ),
    Limit("key file", KEY_LIMIT, _BYTES, "a key is far smaller", _ENDED),
    Limit("different kinds of events", KINDS_LIMIT, "kinds", "a list is for people", "the rest is counted in one row"),
    Limit("one kind of the list", KIND_LENGTH_LIMIT, "characters", "no screen shows more", "counted in the same row"),
    Limit("files of an archive, unpacked", BYTES_LIMIT, _BYTES, "they are written to the disk", _ENDED),
    Limit("files and folders of an archive", MEMBERS_LIMIT, "names", "each costs memory and a file", _ENDED),
    Limit("name of a member of an archive", NAME_LIMIT, _BYTES, "file systems take few more", _ENDED),
    Limit("folders of an archive, one inside another", FOLDERS_LIMIT, "levels", "paths have a limit", _ENDED),
    Limit("all names of an archive", ALL_NAMES_LIMIT, _BYTES, "the places of packs are kept in memory", _ENDED),
    Limit("list of the members of a zip", DIRECTORY_LIMIT, _BYTES, "loaded as a whole", _ENDED),
    Limit("additional header of a member of a tar", HEADER_LIMIT, _BYTES, "loaded as a whole", _ENDED),
    Limit("memory that a compressed file asks for", WINDOW_LIMIT, _BYTES, "half of what a command may use", _ENDED),
    Limit("streams in one compressed file", PARTS_LIMIT, "streams", "each needs a decoder", _ENDED),
    Limit("regular expression", MAX_PATTERN, "characters", "typed by a person; time is linear", "rejected"),
    Limit("all cached indexes", MAX_TOTAL, _BYTES, "a cache, not an archive", "the least recently used are deleted"),
    Limit("all unpacked archives", ARCHIVES_LIMIT, _BYTES, "as above; those in use stay", "the same"),
    Limit("time without use of an unpacked archive", AGE_LIMIT, "days", "disks are not endless", "it is deleted"),
    Limit(
        "lists of the packs in known archives", SEEN_LIMIT, _BYTES, "as above", "the least recently used are deleted"
    ),
)
"""All of them, those of a pack first."""
