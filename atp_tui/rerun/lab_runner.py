"""Runs the transfer of a pack in this project's lab."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from atp_tui.engine.errors import CrashpackError, ReplayError
from atp_tui.engine.replay.run import RecordedRun, Rerun, RerunStoppedError

if TYPE_CHECKING:
    from atp_tui.lab.decision import Decision
    from atp_tui.lab.pack import LabInputs
    from atp_tui.lab.redraw import Redraw
    from atp_tui.lab.run import LabProgress, LabRun

LAB: Final = "atp-tui"
"""The name of the lab in the metadata of its packs."""


class LabMissingError(ReplayError):
    """The lab is not installed."""

    def __str__(self) -> str:
        return f"the lab is not installed ({self.found}); {self.advice}"


class LabRunner:
    """Runs the transfer of one pack again, from what the pack tells.

    Args:
        recorded: What the pack tells.
        sent: The object, where it was given to the run and does not come from a seed.
        is_stopped: Asked now and then; when it says yes, the run stops.
        progress: Told now and then how far a run has come, in the caller's thread.
    """

    lab: Final = LAB

    def __init__(
        self,
        recorded: RecordedRun,
        *,
        sent: bytes | None = None,
        is_stopped: Callable[[], bool] | None = None,
        progress: Callable[[LabProgress], None] | None = None,
    ) -> None:
        self._recorded = recorded
        self._sent = sent
        self._is_stopped = is_stopped
        self._progress = progress
        self._inputs: LabInputs | None = None

    def versions(self) -> Mapping[str, str]:
        """Return the versions on which a run depends, as they are here.

        Raises:
            LabMissingError: the lab is not installed.
        """
        require_lab()
        from atp_tui.lab.versions import lab_versions

        return lab_versions()

    def run(self) -> Rerun:
        """Run the transfer as the pack tells it.

        Raises:
            ReplayError: the pack does not tell enough, or the run does not come to its end.
        """
        from atp_tui.lab.decision import write_decisions

        run = self.run_with(self.inputs().decisions if self.inputs().is_forced else None, with_qlogs=False)
        stored = {f"stored.{replica}": digest for replica, digest in enumerate(run.digests.stored)}
        return Rerun(
            results=(run.result,),
            state=run.state,
            events=run.events,
            digests={"sent": run.digests.sent, **stored},
            seeds=run.seeds,
            decisions=write_decisions(run.decisions),
        )

    def run_with(
        self,
        decisions: Sequence[Decision] | None,
        *,
        with_qlogs: bool,
        is_to_end: bool = False,
        redraw: Redraw | None = None,
    ) -> LabRun:
        """Run the transfer with other outside decisions.

        Args:
            decisions: What is to happen outside, and nothing else; None to roll the dice.
            with_qlogs: Keep the log of every connection.
            redraw: From when on all of that is drawn again; None for never.
            is_to_end: Do not ask whether the run is still wanted.

        Raises:
            RerunStoppedError: it is not wanted any more.
            ReplayError: the pack does not tell enough, or the run does not come to its end.
        """
        require_lab()
        from atp_tui.lab.run import run_transfer

        inputs = self.inputs()
        is_stopped = None if is_to_end else self._is_stopped
        # A small run would end before it asks.
        if is_stopped is not None and is_stopped():
            raise RerunStoppedError("a run to its end", "an interrupt")
        try:
            return run_transfer(
                inputs.options,
                decisions=decisions,
                redraw=redraw,
                payload=None if inputs.is_seeded else self._given(inputs),
                with_qlogs=with_qlogs,
                cancelled=is_stopped,
                progress=self._progress,
            )
        except CrashpackError as error:
            raise _as_replay_error(error) from None

    def inputs(self) -> LabInputs:
        """Return what the pack tells of its run.

        Raises:
            ReplayError: it does not tell enough.
        """
        if self._inputs is None:
            require_lab()
            from atp_tui.lab.pack import read_inputs

            try:
                self._inputs = read_inputs(self._recorded.pack, self._recorded.decisions or b"")
            except CrashpackError as error:
                raise _as_replay_error(error) from None
            if self._inputs.is_forced and self._recorded.decisions is None:
                raise ReplayError("the external decisions of the run", "no decisions.jsonl that can be read")
        return self._inputs

    def _given(self, inputs: LabInputs) -> bytes:
        from atp_tui.lab.ground_truth import digest

        if self._sent is None:
            advice = "pass the object with --send FILE"
            raise ReplayError("an object derived from a seed", "one that was given as a file", advice=advice)
        if digest(self._sent) != inputs.digests.sent:
            advice = "pass the object that the pack was made with"
            raise ReplayError(f"an object with {inputs.digests.sent}", digest(self._sent), file="--send", advice=advice)
        return self._sent


def require_lab(*, is_loaded: bool = True) -> None:
    """See to it that the lab is installed and, unless told otherwise, loaded.

    Raises:
        LabMissingError: it is not installed.
    """
    from atp_tui.lab import requested_options as choice

    try:
        (choice.require_lab if is_loaded else choice.require_libraries)()
    except CrashpackError as error:
        raise LabMissingError(error.expected, error.found, advice=error.advice) from None


def _as_replay_error(error: CrashpackError) -> ReplayError:
    from atp_tui.lab.errors import LabStopped

    kind = RerunStoppedError if isinstance(error, LabStopped) else ReplayError
    return kind(error.expected, error.found, file=error.file, place=error.place, advice=error.advice)
