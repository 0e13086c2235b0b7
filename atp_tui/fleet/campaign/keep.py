"""The packs that a campaign keeps: some of each kind of failure, each whole or not at all."""

import os
import zlib
from collections import Counter
from collections.abc import Mapping
from typing import Final

from atp_tui.engine.errors import InvalidFormatError, IoError
from atp_tui.fleet.campaign.rows import Returned
from atp_tui.fleet.look import Looked, look
from atp_tui.store.refusal import unwritable
from atp_tui.store.writer import write_pack

FOLDER: Final = "packs"
"""The directory of the packs, in that of the campaign."""

FILE_LIMIT: Final = 1 << 30
"""Bytes that a file of a pack may have."""


def keep_packs(folder: str, returned: Returned, kept: Counter[str], keep: int) -> dict[int, Looked]:
    """Write the packs of a batch that are wanted, and return what a scan takes from them, by the number of the run.

    Args:
        folder: The directory of the campaign.
        returned: What the worker returned.
        kept: Packs that are kept so far, by fingerprint.
        keep: A pack is wanted while one of its fingerprints has fewer packs than this.

    Raises:
        IoError: a pack cannot be written; nothing of it is left.
    """
    counts = Counter(kept)
    found: dict[int, Looked] = {}
    for row in returned.rows:
        fingerprints = {seen.fingerprint for seen in row.violations}
        if row.number in returned.packs and any(counts[each] < keep for each in fingerprints):
            looked = _keep(folder, f"{row.cell}-{row.number}", returned.packs[row.number])
            if not looked.fault:
                found[row.number] = looked
                counts.update(fingerprints)
    return found


def _keep(folder: str, name: str, files: Mapping[str, bytes]) -> Looked:
    """Write a pack; one that exists was written by a campaign that was killed before it wrote the row."""
    parent = os.path.join(folder, FOLDER)
    path = os.path.join(parent, name)
    try:
        os.makedirs(parent, exist_ok=True)
    except OSError as error:
        raise unwritable(parent, error) from None
    if not os.path.lexists(path):
        write_pack(path, {each: _whole(content, path) for each, content in files.items()})
    return look(os.fsencode(path), 0)


def _whole(content: bytes, path: str) -> bytes:
    reader = zlib.decompressobj()
    try:
        found = reader.decompress(content, FILE_LIMIT)
    except zlib.error as error:
        raise InvalidFormatError("a compressed file from a worker", str(error), file=path) from None
    if not reader.eof:
        raise IoError(f"files of at most {FILE_LIMIT} bytes from a worker", "a larger one", file=path)
    return found
