"""Follows the attempts of tests, and has a crashpack written of those that fail."""

import logging
import os
from collections.abc import Generator
from pathlib import Path
from typing import Any, Final

import pytest

from atp_tui.pytest_plugin import MINIMIZE, OPTION, REPLAY, RUN
from atp_tui.pytest_plugin.attempt import Attempt, Ended, Failure, LogTaker
from atp_tui.pytest_plugin.failure import failure_of
from atp_tui.pytest_plugin.summary import Summary

WRITTEN: Final = "crashpack"
"""The name of the property of a report that has the path of a pack."""

NOT_WRITTEN: Final = "crashpack_not_written"
"""The name of the property that says why there is none."""

TOLD: Final = "crashpack_told"
"""The name of the property that has a line to print at the end of the session."""

_SECTION: Final = "crashpack written after teardown"


class Recorder:
    """Records each attempt; registered where packs are asked for, in workers of xdist too."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.attempt: Attempt | None = None
        """The attempt that runs."""
        self.summary = Summary(config.getoption(OPTION))
        self._taker = LogTaker()
        self._parent: Path | None = None
        self._folders = 0
        self._ended: dict[str, list[Ended]] = {}
        self._drawn: dict[str, dict[str, int]] = {}

    def open_folder(self, factory: pytest.TempPathFactory) -> None:
        """Make the folder of the attempt that runs; all are in one, since a numbered one takes longer than a test."""
        if self._parent is None:
            self._parent = factory.mktemp("crashpacks")
        self._folders += 1
        if self.attempt is not None:
            self.attempt.open_folder(self._parent, str(self._folders))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None]:
        """Begin an attempt."""
        self._begin(item)
        yield

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self) -> Generator[None]:
        """Record that the test begins."""
        self._say("call begun")
        yield

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self) -> Generator[None]:
        """Record that the teardown begins."""
        self._say("teardown begun")
        yield

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Record how a phase ended; after the teardown, the attempt is over."""
        report = yield
        if self.attempt is not None and self.attempt.node == item.nodeid:
            try:
                self._take(report, call.excinfo.value if call.excinfo else None)
                if report.when == "teardown":
                    self._end(item, report)
            except Exception as error:  # noqa: BLE001 - the failure of the test is reported whatever happens here
                self._not_written(report, error)
        return report

    @pytest.hookimpl
    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Record that somebody interrupts the test; one that ends the run by itself has not failed."""
        if self.attempt is None:
            return
        if isinstance(excinfo.value, KeyboardInterrupt):
            phase = next((name for name in ("setup", "call") if name not in self.attempt.phases), "teardown")
            text = str(excinfo.getrepr(style="long", chain=False))
            self._fail(self.attempt, phase, excinfo.value, text)
        else:
            self._leave()

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_sessionfinish(self) -> Generator[None]:
        """Write the pack of an attempt that was interrupted, after its fixtures were torn down."""
        yield
        attempt = self._leave()
        try:
            if attempt.failures:
                self.summary.add(self._write(attempt))
        except Exception as error:  # noqa: BLE001 - as for a report
            self.summary.refuse(_reason(error))
        finally:
            attempt.close()

    @pytest.hookimpl(optionalhook=True)
    def pytest_handlecrashitem(self, crashitem: str, report: pytest.TestReport) -> None:
        """Write what is known of a test whose worker process has died."""
        attempt = Attempt(crashitem, 1, {})
        message = str(report.longrepr)
        attempt.fail(Failure("call", "WorkerCrash", crashitem.partition("[")[0], message), message)
        try:
            path = self._write(attempt)
        except Exception as error:  # noqa: BLE001 - as for a report
            self._not_written(report, error)
        else:
            report.user_properties.append((WRITTEN, path))
            # JUnit has the properties of teardowns alone, and there is none.
            report.longrepr = f"{message}\n{WRITTEN}: {path}" if path else message

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:  # noqa: ANN401 - a class of xdist, which need not be installed
        """Tell a worker of xdist what all processes of a run have in common."""
        node.workerinput.update({name: getattr(self.config.option, name) for name in (OPTION, RUN, REPLAY, MINIMIZE)})

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Collect what reports say of packs, those of workers too."""
        for name, value in report.user_properties:
            if name == WRITTEN:
                self.summary.add(str(value))
            elif name == NOT_WRITTEN:
                self.summary.refuse(str(value))
            elif name == TOLD:
                self.summary.tell(str(value))

    def pytest_report_header(self) -> list[str]:
        """Say where packs are written."""
        return [f"crashpacks: {self.summary.directory}"] if self.summary.directory else []

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """List the packs."""
        self.summary.write(terminalreporter)

    def _begin(self, item: pytest.Item) -> None:
        node = item.nodeid
        self._leave()
        self.attempt = Attempt(node, getattr(item, "execution_count", 1), self._drawn.get(node, {}))
        self.attempt.worker = os.environ.get("PYTEST_XDIST_WORKER", "")
        self._taker.attempt = self.attempt
        logging.getLogger().addHandler(self._taker)
        self._say("setup begun")

    def _say(self, message: str) -> None:
        if self.attempt is not None:
            self.attempt.say("Phase", message)

    def _take(self, report: pytest.TestReport, error: BaseException | None) -> None:
        attempt, phase = self.attempt, report.when
        if attempt is None:
            return
        attempt.phases[phase] = report.outcome
        if report.failed:
            self._fail(attempt, phase, error, report.longreprtext)
        else:
            attempt.say("Phase", f"{phase} {report.outcome}")

    def _fail(self, attempt: Attempt, phase: str, error: BaseException | None, text: str) -> None:
        attempt.fail(failure_of(phase, error, text, attempt.node, str(self.config.rootpath)), text)

    def _leave(self) -> Attempt:
        """End the recording, and return the attempt."""
        attempt, self.attempt, self._taker.attempt = self.attempt, None, None
        logging.getLogger().removeHandler(self._taker)
        return attempt if attempt is not None else Attempt("", 0, {})

    def _end(self, item: pytest.Item, report: pytest.TestReport) -> None:
        attempt = self._leave()
        try:
            earlier = next((each for each in self._ended.get(attempt.node, ()) if _contradicts(each, attempt)), None)
            if not attempt.failures and earlier is None:
                return
            attempt.sections = list(report.sections)
            path = self._write(attempt, earlier, item)
            self._tell(report, path)
            self._ended.setdefault(attempt.node, []).append(Ended(attempt.inputs, attempt.outcome, Path(path).name))
            self._drawn[attempt.node] = attempt.drawn
        finally:
            report.user_properties.extend((TOLD, line) for line in attempt.told)
            attempt.close()

    def _write(self, attempt: Attempt, earlier: Ended | None = None, item: pytest.Item | None = None) -> str:
        from atp_tui.pytest_plugin.pack import write

        return write(attempt, self.config, earlier, item)

    def _tell(self, report: pytest.TestReport, path: str) -> None:
        """Have a report say where the pack is; empty where enough of its group were kept."""
        if path:
            report.user_properties.append((WRITTEN, path))
            report.sections.append((_SECTION, path))

    def _not_written(self, report: pytest.TestReport, error: Exception) -> None:
        attempt = self._leave()
        attempt.close()
        report.user_properties.append((NOT_WRITTEN, _reason(error)))
        report.sections.append((_SECTION.replace("written", "not written"), _reason(error)))


def _contradicts(earlier: Ended, attempt: Attempt) -> bool:
    """Whether an attempt with the same inputs ended otherwise."""
    is_over = attempt.failures or attempt.outcome == "passed"
    return bool(is_over) and earlier.inputs == attempt.inputs and earlier.outcome != attempt.outcome


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}" if not hasattr(error, "expected") else str(error)
