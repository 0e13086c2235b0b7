"""A pytest plugin with which every failing test leaves a crashpack. Source: docs/pytest.md.

It is loaded in every run of pytest wherever this program is installed, so this module imports next to nothing: what
records is imported with ``--crashpacks``, and what writes when a test has failed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from atp_tui.pytest_plugin.fixture import Crashpack
    from atp_tui.pytest_plugin.recorder import Recorder

OPTION = "crashpacks"
"""The name of the option, and of the plugin that records."""

RUN = "crashpack_run"
"""The name of a value beside the options, the same in all processes of a run: what the names of its packs have in
common."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup(OPTION, "crashpacks of failing tests (atp-tui)")
    group.addoption("--crashpacks", metavar="DIR", help="write a crashpack of each failing attempt of a test into DIR")
    group.addoption(
        "--crashpack-keep",
        metavar="N",
        type=int,
        default=0,
        help="write at most N crashpacks of a run for each group of failures; 0, the default, for all",
    )
    group.addoption(
        "--crashpack-build",
        metavar="LABEL",
        default="",
        help="the build that the crashpacks are counted for, such as a commit; default: GITHUB_SHA or CI_COMMIT_SHA",
    )
    group.addoption(
        "--crashpack-tls-keys",
        action="store_true",
        help="keep what is written to SSLKEYLOGFILE in the crashpacks; whoever has it can decrypt the traffic",
    )


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Record where it is asked for."""
    if not config.getoption(OPTION):
        return
    # A worker of xdist is told both by the process that has started it.
    told = getattr(config, "workerinput", {})
    config.option.crashpacks = told.get(OPTION) or str(config.invocation_params.dir / config.getoption(OPTION))
    setattr(config.option, RUN, told.get(RUN) or os.urandom(4).hex())
    from atp_tui.pytest_plugin.recorder import Recorder

    config.pluginmanager.register(Recorder(config), f"{OPTION}-recorder")


@pytest.fixture
def crashpack(request: pytest.FixtureRequest) -> Iterator[Crashpack]:
    """Seeds, events, states, results of oracles and files for the crashpack that the test leaves where it fails.

    Without ``--crashpacks`` its seeds are drawn as well, and nothing is kept.
    """
    from atp_tui.pytest_plugin.fixture import Crashpack

    recorder: Recorder | None = request.config.pluginmanager.get_plugin(f"{OPTION}-recorder")
    if recorder is None or (attempt := recorder.attempt) is None:
        yield Crashpack(None)
        return
    recorder.open_folder(request.getfixturevalue("tmp_path_factory"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QLOGDIR", str(attempt.qlogs))
        patch.setenv("SSLKEYLOGFILE", str(attempt.key_log))
        yield Crashpack(attempt)
