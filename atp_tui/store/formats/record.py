"""A record as one JSON document. Source: FORMAT.md section 5."""

from types import MappingProxyType
from typing import Final

from atp_tui.engine.digest import sha256_of
from atp_tui.engine.errors import CrashpackError
from atp_tui.engine.imported import Imported
from atp_tui.engine.journal import JournalReading
from atp_tui.engine.oracle.check import Lacking
from atp_tui.engine.oracle.recorded_answer import NOT_IN_LOGS, judged_states, read_answers
from atp_tui.engine.pack_format import read_document
from atp_tui.engine.pack_parser import PackFiles, ParsedPack
from atp_tui.engine.soundness import RECORD_CHECKS
from atp_tui.engine.source import PackSource
from atp_tui.store.format import Format, ReadOptions
from atp_tui.store.named_file import read_file
from atp_tui.store.pack import Pack
from atp_tui.store.trace.events import LoadedEvents

SOURCE: Final = PackSource(
    name="a record",
    has_files=False,
    has_logs=False,
    clock="simulated time",
    checks=RECORD_CHECKS,
)

_LACKING: Final[Lacking] = MappingProxyType({"missing_artifacts": "a record in one file has no artifacts"})


def _read(path: str, _: ReadOptions) -> Pack:
    data = read_file(path)
    try:
        bare, events = read_document(data)
    except CrashpackError as error:
        raise error.within(path) from None
    nothing = PackFiles(texts={}, faults={}, journal_digest=None, artifacts={})
    reading = ParsedPack(nothing, bare, JournalReading(bare.oracle_results, ()), None, None, None, None)
    metadata = bare.metadata
    return Pack(
        path=path,
        source=SOURCE.of_pack(metadata),
        reading=reading,
        events=LoadedEvents(events),
        logs={},
        states=judged_states(bare.oracle_results, read_answers(metadata)),
        digest=sha256_of(data),
        lacking=_LACKING if Imported.of(metadata) is None else {**NOT_IN_LOGS, **_LACKING},
    )


FORMAT: Final = Format(recognizes=lambda found: not found.is_directory, read=_read)
