"""What a run of pytest says of the project under test."""

import os
import sys
import tomllib
from functools import lru_cache
from pathlib import Path

import pytest

from atp_tui.engine.pytest_command import PROGRAMS

BUILDS = ("GITHUB_SHA", "CI_COMMIT_SHA")
"""The variables in which GitHub and GitLab name the commit that is tested."""


@lru_cache(maxsize=1)
def project_name(root: Path) -> str:
    """Return the name of a project from its pyproject.toml, else that of its directory."""
    try:
        told = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
        name = told["project"]["name"]
    except (OSError, ValueError, KeyError, TypeError):
        name = ""
    return name if isinstance(name, str) and name else root.name


def build_label(config: pytest.Config) -> str:
    """Return the build that a pack is counted for, empty where nothing names one."""
    given: str = config.getoption("crashpack_build")
    return given or next((os.environ[name] for name in BUILDS if os.environ.get(name)), "")


def program_of(config: pytest.Config) -> str:
    """Return how pytest was started; in a worker of xdist, how the run was."""
    worker = getattr(config, "workerinput", {})
    argv = worker.get("mainargv", sys.argv) or [""]
    return PROGRAMS[argv[0].endswith("__main__.py")]
