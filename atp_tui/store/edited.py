"""An edited run as a new pack: the record with one result judged anew, and the state that it was judged on."""

from collections.abc import Iterable, Iterator, Mapping

from atp_tui.engine import artifacts
from atp_tui.engine.json_text import dumps
from atp_tui.engine.oracle.recorded_state import known_state, told_fields
from atp_tui.engine.pack_format import LOG_OF, log_chunks, render, trace_chunks
from atp_tui.engine.trace import TraceEvent
from atp_tui.engine.what_if import WhatIf, write_field
from atp_tui.store.pack import Pack


def edited_files(pack: Pack, what_if: WhatIf) -> Mapping[str, bytes | Iterable[bytes]]:
    """Return the files of the pack that an edited state makes of *pack*.

    The metadata tell which fields were edited and from which journal; further artifacts of the pack are not taken over.
    """
    record = what_if.record(pack.crashpack)
    told = {f"what_if.{name}": _told(what_if, name) for name in what_if.changed_fields}
    digest = pack.reading.files.journal_digest
    if digest is not None:
        told["what_if.of_journal"] = digest.digest
    edited = record.changed(metadata={**record.metadata, **told}, artifact_paths=(artifacts.STATE,))
    known = {result.oracle_name: known_state(result, pack.states) for result in record.oracle_results}
    states = {name: told_fields(each.state, each.lacking) for name, each in known.items()}
    states[what_if.recorded.oracle_name] = told_fields(what_if.state, what_if.lacking)
    files: dict[str, bytes | Iterable[bytes]] = {**render(edited), artifacts.STATE: dumps(states)}
    files[artifacts.TRACE] = trace_chunks(_events(pack))
    for lane, name in LOG_OF.items():
        files[name] = log_chunks(_events(pack), lane)
    return files


def _events(pack: Pack) -> Iterator[TraceEvent]:
    return (event for event in pack.events if isinstance(event, TraceEvent))


def _told(what_if: WhatIf, name: str) -> str:
    return f"{write_field(what_if.known.state, name)} -> {write_field(what_if.state, name)}"
