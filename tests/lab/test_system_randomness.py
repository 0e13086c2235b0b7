import importlib
import os
import pkgutil
import random
from pathlib import Path

import aioquic.quic
import pytest
from aioquic import tls
from aioquic.quic import connection, packet, retry
from cryptography.hazmat.primitives.asymmetric import x25519

from atp_tui.lab.dice import Dice
from atp_tui.lab.errors import LabError
from atp_tui.lab.options import LabOptions
from atp_tui.lab.run import run_transfer
from atp_tui.lab.system_randomness import MODULES_WITH_OS, seeded_system

SMALL = LabOptions(size=2000, paths=1, replicas=1)


def test_no_module_of_aioquic_that_takes_randomness_is_forgotten() -> None:
    names = [f"aioquic.quic.{found.name}" for found in pkgutil.iter_modules(aioquic.quic.__path__)]
    modules = [importlib.import_module(name) for name in [*names, "aioquic.tls"]]
    with_urandom = {module for module in modules if "os.urandom" in Path(str(module.__file__)).read_text("utf-8")}
    assert with_urandom == set(MODULES_WITH_OS) == {tls, connection, packet, retry}


def test_aioquic_gets_its_randomness_from_the_seed() -> None:
    def drawn(seed: int) -> tuple[bytes, ...]:
        with seeded_system(Dice(seed, "system")):
            seen = vars(tls)
            return (
                *(vars(module)["os"].urandom(16) for module in MODULES_WITH_OS),
                seen["x25519"].X25519PrivateKey.generate().private_bytes_raw(),
            )

    assert drawn(1) == drawn(1)
    assert not set(drawn(1)) & set(drawn(2))


def test_only_aioquic_sees_the_seed_and_only_while_it_lasts() -> None:
    system, context = os.urandom, tls.Context
    with seeded_system(Dice(1, "system")):
        assert os.urandom is system
        assert vars(tls)["os"].path is os.path
    assert [vars(tls)[name] for name in ("os", "x25519", "Context")] == [os, x25519, context]
    assert all(vars(module)["os"] is os for module in MODULES_WITH_OS)


def test_everything_is_put_back_after_an_error() -> None:
    clock = tls.utcnow
    with pytest.raises(RuntimeError), seeded_system(Dice(1, "system")):
        raise RuntimeError
    assert (vars(tls)["os"], tls.utcnow) == (os, clock)


def test_an_aioquic_without_a_name_that_is_replaced_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(tls, "utcnow")
    with pytest.raises(LabError, match=r"no utcnow in aioquic\.tls"), seeded_system(Dice(1, "system")):
        pass


def test_a_run_leaves_the_randomness_of_the_process_alone() -> None:
    random.seed(5)
    expected = random.random()
    random.seed(5)
    first = run_transfer(SMALL)
    assert random.random() == expected
    with seeded_system(Dice(99, "elsewhere")):
        pass
    assert run_transfer(SMALL).written == first.written
    assert len({vars(tls)["os"].urandom(16) for _ in range(3)}) == 3


def test_no_other_group_is_offered_so_no_key_comes_from_elsewhere() -> None:
    with seeded_system(Dice(1, "system")):
        assert vars(tls.Context(is_client=True))["_supported_groups"] == [tls.Group.X25519]
    assert len(vars(tls.Context(is_client=True))["_supported_groups"]) > 1
