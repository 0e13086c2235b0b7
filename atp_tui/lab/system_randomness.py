"""Seeded randomness and lab time for aioquic, for the length of a run.

aioquic takes connection ids, TLS randoms and keys from the system. Its modules reach these through the names of other
modules, so only their view of those is replaced: the rest of the process keeps real randomness.
"""

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any, Final

from aioquic import tls
from aioquic.quic import connection, packet, retry
from cryptography.hazmat.primitives.asymmetric import x25519

from atp_tui.lab.dice import Dice
from atp_tui.lab.errors import LabError

MODULES_WITH_OS: Final = (tls, connection, packet, retry)
"""The modules of aioquic that a connection uses and that call ``os.urandom``."""

LAB_DAY: Final = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
"""The day on which every run takes place, for certificates."""

X25519_KEY: Final = 32
"""Bytes of a private key. Source: RFC 7748 section 5."""


class _View:
    """A module with some of its names replaced."""

    def __init__(self, module: object, **replaced: object) -> None:
        self.__dict__.update(replaced)
        self._module = module

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the module holds
        return getattr(self._module, name)


class _SeededKeys:
    """The class of X25519 keys with key generation from seeded dice."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice

    def generate(self) -> x25519.X25519PrivateKey:
        return x25519.X25519PrivateKey.from_private_bytes(self._dice.octets(X25519_KEY))


class _OneGroup(tls.Context):
    """TLS with X25519 as its only group: aioquic would make a key for each of four and use one."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - handed through
        super().__init__(**options)
        self._supported_groups = [tls.Group.X25519]


def _replacements(dice: Dice) -> list[tuple[ModuleType, str, object]]:
    """What aioquic is to see: the module, the name in it, and what that stands for."""
    return [
        *((module, "os", _View(os, urandom=dice.octets)) for module in MODULES_WITH_OS),
        (tls, "x25519", _View(x25519, X25519PrivateKey=_SeededKeys(dice))),
        (tls, "Context", _OneGroup),
        (tls, "utcnow", lambda: LAB_DAY),
    ]


@contextmanager
def seeded_system(dice: Dice) -> Iterator[None]:
    """Patch aioquic to draw its randomness from *dice* and the lab's own day, until the block ends.

    Raises:
        LabError: this aioquic does not have the names that are replaced.
    """
    places = _replacements(dice)
    for module, name, _ in places:
        if not hasattr(module, name):
            raise LabError("an aioquic whose randomness can be seeded", f"no {name} in {module.__name__}")
    before = [(module, name, getattr(module, name)) for module, name, _ in places]
    try:
        for module, name, view in places:
            setattr(module, name, view)
        yield
    finally:
        for module, name, original in before:
            setattr(module, name, original)
