"""Imported connections as packs on disk."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from atp_tui.engine.artifacts import TRACE
from atp_tui.engine.errors import IoError
from atp_tui.engine.imported_record import record_of
from atp_tui.engine.pack_format import LOG_OF, rendered
from atp_tui.engine.source_table import TABLE
from atp_tui.store.logs.convert import (
    DEFAULT_OPTIONS,
    Conversion,
    ConvertedLog,
    Draft,
    ImportOptions,
    Told,
    spooled_name,
)
from atp_tui.store.logs.excerpt import excerpt
from atp_tui.store.logs.source import LogSource
from atp_tui.store.refusal import unwritable
from atp_tui.store.spool import Spool, SpooledFile
from atp_tui.store.unique_name import name_directory
from atp_tui.store.writer import check_target, write_pack

_GROWN: Final = (TRACE, *LOG_OF.values())
_PACKS: Final = "packs"
_STEM: Final = 60
"""Characters of the name of a log that the name of its pack has."""


@dataclass(frozen=True, slots=True)
class ImportedPack:
    """A pack that was written."""

    name: str
    """The name of its directory in the target; empty where it is the target itself."""
    log: str
    """The path of the log, or of the first one."""
    number: int | None
    """The number of its connection in the log; None where the log has one alone."""


def import_logs(
    sources: Sequence[LogSource],
    target: str,
    options: ImportOptions = DEFAULT_OPTIONS,
    tell: Told = lambda _: None,
    *,
    is_cache: bool = False,
) -> tuple[ImportedPack, ...]:
    """Import logs into the new directory *target*: a pack, or a directory with one for each connection.

    Args:
        sources: The logs.
        target: The directory, which must not exist.
        options: What is wanted of the logs.
        tell: Told now and then how far it is.
        is_cache: Whether the target is a directory of packs in any case, and need not last.

    Raises:
        IoError: a log cannot be read, the target exists, or something cannot be written; then nothing of it is left.
    """
    target = check_target(target)
    parent = os.path.dirname(target) or "."
    try:
        with Spool(parent) as spool:
            converted = [Conversion(source, n, spool, options, tell).run() for n, source in enumerate(sources)]
            return _Packs(spool, target, is_cache=is_cache).write(converted)
    except OSError as error:
        raise unwritable(target, error) from None


class _Packs:
    """Writes the packs of converted logs."""

    def __init__(self, spool: Spool, target: str, *, is_cache: bool) -> None:
        self._spool, self._target, self._is_cache = spool, target, is_cache
        self._names: set[str] = set()

    def write(self, converted: Sequence[ConvertedLog]) -> tuple[ImportedPack, ...]:
        """Write them all or none."""
        drafts = [(log, draft) for log in converted for draft in log.drafts or (None,)]
        if len(drafts) == 1 and not self._is_cache:
            (log, draft) = drafts[0]
            write_pack(self._target, self._files(log, draft))
            return (ImportedPack("", log.source.path, None),)
        folder = self._spool.folder(_PACKS)
        found = tuple(self._one(folder, log, draft) for log, draft in drafts)
        if not found:
            raise IoError("a log with events of the wanted end", "none", file=self._target)
        name_directory(folder, self._target)
        return found

    def _one(self, folder: str, log: ConvertedLog, draft: Draft | None) -> ImportedPack:
        number = draft.end.connection.number if draft is not None and len(log.drafts) > 1 else None
        stem = self._name(log.source.name, number)
        write_pack(os.path.join(folder, stem), self._files(log, draft), is_lasting=not self._is_cache)
        return ImportedPack(stem, log.source.path, number)

    def _name(self, log: str, number: int | None) -> str:
        """A free name for the pack of a connection."""
        safe = "".join(each if each.isascii() and (each.isalnum() or each in "._-") else "_" for each in log)
        stem = os.path.splitext(safe)[0].strip(".")[:_STEM] or "log"
        stem += "" if number is None else f"-{number:03d}"
        name, again = stem, 1
        while name in self._names:
            again += 1
            name = f"{stem}~{again}"
        self._names.add(name)
        return name

    def _files(self, log: ConvertedLog, draft: Draft | None) -> Mapping[str, bytes | Iterable[bytes] | SpooledFile]:
        """The files of the pack of a connection, or of a log without any."""
        if draft is None:
            return {**rendered(record_of((), (replace(log.log, path=""),)))}
        is_alone = len(log.drafts) == 1
        source = log.log if is_alone or not log.log.path else replace(log.log, path=f"{log.log.path}.excerpt")
        end = replace(draft.end, log=source)
        files = rendered(record_of((end,), (source,)))
        grown = {name: self._spool.file(spooled_name(draft.prefix, name)) for name in _GROWN}
        records = self._records(log, draft, source.path, is_alone=is_alone) if source.path else {}
        return {**files, **grown, **records}

    def _records(self, log: ConvertedLog, draft: Draft, path: str, *, is_alone: bool) -> Mapping[str, SpooledFile]:
        """The copy of a log, or the records of one of its connections, with the table that leads there."""
        table = spooled_name(draft.prefix, TABLE)
        if is_alone:
            return {path: self._spool.file(log.copy), TABLE: self._spool.file(table)}
        text, entries = f"{draft.prefix}excerpt", f"{draft.prefix}entries"
        for records, found in excerpt(self._spool.file(table).path, self._spool.file(log.copy).path):
            self._spool.append(text, records)
            self._spool.append(entries, found)
        return {path: self._spool.file(text), TABLE: self._spool.file(entries)}
