"""A run and its pack on disk, or nothing of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from atp_tui.lab.errors import LabStopped
from atp_tui.lab.options import LabOptions
from atp_tui.lab.pack import crashpack_of
from atp_tui.lab.run import LabProgress, LabRun, run_transfer
from atp_tui.store.destination import require_new_pack
from atp_tui.store.writer import write_pack


def make_pack(
    target: str,
    options: LabOptions,
    *,
    payload: bytes | None = None,
    progress: Callable[[LabProgress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> LabRun:
    """Run one transfer and write its pack into the new directory *target*.

    Args:
        target: A name that is free.
        options: What the run is made from.
        payload: The object, of the size in the options; None for the one that the payload seed gives.
        progress: Called now and then in the caller's thread.
        cancelled: Asked now and then, while the pack is written too; when it says yes, nothing is left on disk.

    Raises:
        IoError: the target exists or cannot be written.
        LabError: the run does not come to its end, or the libraries at hand cannot be seeded.
        LabStopped: *cancelled* said yes.
    """
    target = require_new_pack(target)
    run = run_transfer(options, payload=payload, progress=progress, cancelled=cancelled)
    write_pack(target, unless(cancelled, crashpack_of(run).files()))
    return run


def unless(cancelled: Callable[[], bool] | None, files: Mapping[str, bytes]) -> Mapping[str, Iterable[bytes]]:
    """Return files whose writing stops as soon as *cancelled* says yes.

    Raises:
        LabStopped: where a file is read and *cancelled* says yes.
    """

    def chunks(content: bytes) -> Iterator[bytes]:
        if cancelled is not None and cancelled():
            raise LabStopped("a pack to be written", "an interrupt")
        yield content

    return {path: chunks(content) for path, content in files.items()}
