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
from cryptography.hazmat.primitives.asymmetric import ec, x448, x25519

from atp_tui.lab.dice import Dice
from atp_tui.lab.errors import LabError

MODULES_WITH_OS: Final = (tls, connection, packet, retry)
"""The modules of aioquic that a connection uses and that call ``os.urandom``."""

KEY_MODULES: Final = ("ec", "x25519", "x448")
"""The modules from which aioquic's TLS makes keys."""

LAB_DAY: Final = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
"""The day on which every run takes place, for certificates."""


class _View:
    """A module with some of its names replaced."""

    def __init__(self, module: object, **replaced: object) -> None:
        self.__dict__.update(replaced)
        self._module = module

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the module holds
        return getattr(self._module, name)


class _SeededKeys:
    """Key generation from seeded dice; everything else is the class itself."""

    def __init__(self, kind: Any, size: int, dice: Dice) -> None:  # noqa: ANN401 - one of two classes without a common one
        self._kind = kind
        self._size = size
        self._dice = dice

    def generate(self) -> Any:  # noqa: ANN401 - as above
        return self._kind.from_private_bytes(self._dice.octets(self._size))


def _views(dice: Dice) -> dict[str, _View]:
    """What aioquic sees in place of the modules of these names."""

    def curve_key(curve: ec.EllipticCurve, backend: object = None) -> ec.EllipticCurvePrivateKey:  # noqa: ARG001 - the interface of ec
        # Any number from 1 to the group's order less 1 is a key; one bit less than the curve's is always below it.
        bits = curve.key_size - 1
        return ec.derive_private_key(1 | (int.from_bytes(dice.octets(bits // 8 + 1), "big") >> 1) % 2**bits, curve)

    return {
        "os": _View(os, urandom=dice.octets),
        "ec": _View(ec, generate_private_key=curve_key),
        "x25519": _View(x25519, X25519PrivateKey=_SeededKeys(x25519.X25519PrivateKey, 32, dice)),
        "x448": _View(x448, X448PrivateKey=_SeededKeys(x448.X448PrivateKey, 56, dice)),
    }


@contextmanager
def seeded_system(dice: Dice) -> Iterator[None]:
    """Give aioquic randomness from *dice* and the lab's own day, until the block ends.

    Raises:
        LabError: this aioquic does not have the names that are replaced.
    """
    views = _views(dice)
    places: list[tuple[ModuleType, str, object]] = [(module, "os", views["os"]) for module in MODULES_WITH_OS]
    places += [(tls, name, views[name]) for name in KEY_MODULES]
    places += [(tls, "utcnow", lambda: LAB_DAY)]
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
