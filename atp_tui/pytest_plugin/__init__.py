"""A pytest plugin with which every failing test leaves a crashpack. Source: docs/pytest.md.

It is loaded in every run of pytest wherever this program is installed, so this module imports next to nothing: what
records is imported with ``--crashpacks``, and what writes when a test has failed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from atp_tui.pytest_plugin.fixture import Crashpack
    from atp_tui.pytest_plugin.recorder import Recorder

REPLAY = "crashpack_replay"
MINIMIZE = "crashpack_minimize"
"""The names of the options that run the pack of a simulated test again."""

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
    group.addoption(
        "--crashpack-replay",
        metavar="PACK",
        default="",
        help="run the simulated test that left PACK as it was recorded, and compare event by event",
    )
    group.addoption(
        "--crashpack-minimize",
        metavar="PACK",
        default="",
        help="find the smallest cause of the failure of the simulated test that left PACK, and write it as a pack",
    )


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Record where it is asked for."""
    if not any(config.getoption(name) for name in (OPTION, REPLAY, MINIMIZE)):
        return
    # A worker of xdist is told these by the process that has started it.
    told = getattr(config, "workerinput", {})
    for name in (OPTION, REPLAY, MINIMIZE):
        if given := told.get(name) or config.getoption(name):
            setattr(config.option, name, str(config.invocation_params.dir / given))
    if config.getoption(MINIMIZE) and not config.getoption(OPTION):
        config.option.crashpacks = str(Path(config.getoption(MINIMIZE)).parent)
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
    options = request.config.option
    told = (request.node.nodeid, getattr(options, REPLAY, ""), getattr(options, MINIMIZE, ""))
    if recorder is None or (attempt := recorder.attempt) is None:
        yield Crashpack(None, *told)
        return
    recorder.open_folder(request.getfixturevalue("tmp_path_factory"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QLOGDIR", str(attempt.qlogs))
        patch.setenv("SSLKEYLOGFILE", str(attempt.key_log))
        yield Crashpack(attempt, *told)
