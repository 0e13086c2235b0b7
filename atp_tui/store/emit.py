"""A record in a file, written as the nine files of a pack: the trace and the logs grow in a spool, batch by batch."""

import os

from atp_tui.engine.artifacts import TRACE
from atp_tui.engine.errors import InvalidFormatError, SerializationError
from atp_tui.engine.pack_format import LOG_OF, grown_files, read_batches, rendered
from atp_tui.store.named_file import read_file
from atp_tui.store.refusal import unwritable
from atp_tui.store.spool import Spool
from atp_tui.store.writer import write_pack


def emit(record: str, target: str) -> None:
    """Write the nine files of the record in a file into the new directory *target*.

    Args:
        record: The path of the file.
        target: The directory, which must not exist.

    Raises:
        SerializationError: the file is not JSON.
        InvalidFormatError: it holds no record.
        IoError: the file cannot be read, or the directory cannot be written; then nothing of it is left.
    """
    data = read_file(record)
    try:
        pack, batches = read_batches(data)
        with Spool(os.path.dirname(target)) as spool:
            for grown in grown_files(batches):
                for name, content in grown.items():
                    spool.append(name, content)
            files = {name: spool.file(name) for name in (TRACE, *LOG_OF.values())}
            write_pack(target, {**rendered(pack), **files})
    except (InvalidFormatError, SerializationError) as error:
        raise error.within(record) from None
    except OSError as error:
        raise unwritable(target, error) from None
