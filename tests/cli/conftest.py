"""The program called in the process of the tests."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from atp_tui.cli.exit_guard import guarded


class Outcome(NamedTuple):
    """How a call ended."""

    code: int
    out: bytes
    err: bytes

    @property
    def told(self) -> list[str]:
        """The lines of stderr."""
        return self.err.decode().splitlines()


Call = Callable[..., Outcome]


@pytest.fixture
def call(capfdbinary: pytest.CaptureFixture[bytes]) -> Call:
    """Call the program with arguments; return its exit code and what it wrote."""

    def called(*arguments: str | Path) -> Outcome:
        capfdbinary.readouterr()
        code = guarded([str(argument) for argument in arguments])
        out, err = capfdbinary.readouterr()
        return Outcome(code, out, err)

    return called
