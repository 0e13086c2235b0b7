import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import ModuleType
from typing import Any

import pytest

from atp_tui.engine.errors import InvalidFormatError, IoError
from atp_tui.fleet.campaign.executors import check_workers, executor_named
from atp_tui.fleet.campaign.rows import Facts
from atp_tui.fleet.campaign.worker import facts
from atp_tui.fleet.drive import AbortedError, Result, Work
from tests.campaigns import Inline


def never() -> bool:
    return False


@pytest.mark.parametrize(
    "name", ["", "local", "local:", "local:0", "local:9999", "local:two", "dask://", "module", "a b:c", "module:"]
)
def test_names_that_are_no_executor(name: str) -> None:
    with pytest.raises(InvalidFormatError, match="executor: expected local:N, dask://HOST:PORT or "):
        executor_named(name)


def test_a_factory_makes_an_executor() -> None:
    engine = executor_named("concurrent.futures:ThreadPoolExecutor")()
    assert engine.workers == ThreadPoolExecutor()._max_workers
    check_workers(engine, 60, never)
    assert engine.submit(lambda: 3).result() == 3
    engine.close(is_whole=True)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("no_such_module:factory", "ModuleNotFoundError"),
        ("os:no_such_name", "AttributeError"),
        ("os:getcwd", "expected an object with the method submit, found str"),
        ("os:kill", "TypeError"),
    ],
)
def test_what_is_wrong_with_a_factory_is_told(name: str, words: str) -> None:
    with pytest.raises(IoError, match=words):
        executor_named(name)()


class _Closing(Inline):
    def __init__(self) -> None:
        super().__init__()
        self.closed: list[bool] = []

    def close(self, *, is_whole: bool) -> None:
        self.closed.append(is_whole)


class _Answering(_Closing):
    """An executor whose workers say something of themselves."""

    def __init__(self, *answers: Facts) -> None:
        super().__init__()
        self.workers = len(answers)
        self._answers = [*answers, *answers]

    def submit(self, work: Work[Result], /) -> Future[Result]:  # noqa: ARG002 - an executor's signature
        future: Future[Any] = Future()
        future.set_result(self._answers.pop(0))
        return future


def test_workers_with_other_versions_are_listed() -> None:
    versions = dict(facts().versions)
    old = Facts("far:2", tuple({**versions, "trio": "0.1"}.items()))
    bare = Facts("far:3", tuple((name, found) for name, found in versions.items() if name != "lab"))
    engine = _Answering(facts(), old, bare)
    with pytest.raises(IoError) as caught:
        check_workers(engine, 60, never)
    words = f"far:2 has trio 0.1, not {versions['trio']}; far:3 has lab none, not {versions['lab']}"
    assert str(caught.value) == f"workers with other versions: {words}; install the same everywhere"
    assert engine.closed == [False]


class _Mute(_Closing):
    def submit(self, work: Work[Result], /) -> Future[Result]:  # noqa: ARG002 - an executor's signature
        return Future()


class _Breaking(_Closing):
    def submit(self, work: Work[Result], /) -> Future[Result]:  # noqa: ARG002 - as above
        raise RuntimeError("no\x1bworker")


def test_an_executor_that_does_not_answer_is_refused() -> None:
    engine = _Mute()
    with pytest.raises(IoError, match=r"a worker has not answered for 0\.05 s"):
        check_workers(engine, 0.05, never)
    with pytest.raises(AbortedError):
        check_workers(engine, 600, lambda: True)
    breaking = _Breaking()
    with pytest.raises(IoError, match=r"a worker cannot run anything: RuntimeError: no.*worker"):
        check_workers(breaking, 60, never)
    assert engine.closed == [False, False]
    assert breaking.closed == [False]


class _ClusterExecutor(ThreadPoolExecutor):
    """Its shutdown takes one argument, as that of Dask."""

    def shutdown(self, *, wait: bool) -> None:  # type: ignore[override]
        super().shutdown(wait=wait)


class _Client:
    """What this program needs of a client of Dask."""

    threads: dict[str, int]
    answers: dict[str, Facts]
    closed = 0
    status = "running"

    def __init__(self, address: str, timeout: float, *, set_as_default: bool) -> None:
        if address != "host:8786":
            raise OSError(f"no scheduler at {address} after {timeout} s")
        assert not set_as_default

    def nthreads(self) -> dict[str, int]:
        return self.threads

    def run(self, function: Callable[[], Facts]) -> dict[str, Facts]:
        assert function is facts
        return self.answers

    def get_executor(self, *, pure: bool) -> ThreadPoolExecutor:
        assert not pure
        return _ClusterExecutor(1)

    def close(self) -> None:
        type(self).closed += 1


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> type[_Client]:
    module = ModuleType("distributed")
    found = type("Client", (_Client,), {"threads": {"w1": 1, "w2": 1}, "answers": {"w1": facts()}, "closed": 0})
    monkeypatch.setattr(module, "Client", found, raising=False)
    monkeypatch.setitem(sys.modules, "distributed", module)
    return found


def test_a_cluster_has_a_worker_for_each_thread(client: type[_Client]) -> None:
    engine = executor_named("dask://host:8786")()
    assert engine.workers == 2
    assert engine.submit(lambda: 3).result() == 3
    assert not engine.is_lost()
    client.status = "closed"
    assert engine.is_lost()
    engine.close(is_whole=True)
    assert client.closed == 1


@pytest.mark.parametrize(
    ("address", "threads", "versions", "words"),
    [
        ("host:1", {"w": 1}, None, "expected a scheduler of Dask, found OSError: no scheduler at host:1"),
        ("host:8786", {}, None, "expected workers, found none; start some with 'dask worker --nthreads 1'"),
        ("host:8786", {"w": 8}, None, "workers with several threads: w has 8; start them with --nthreads 1"),
        ("host:8786", {"w": 1}, (("lab", "0"),), "workers with other versions: far:1 has lab 0, not"),
    ],
)
def test_what_is_wrong_with_a_cluster_is_told(
    client: type[_Client],
    address: str,
    threads: dict[str, int],
    versions: tuple[tuple[str, str], ...] | None,
    words: str,
) -> None:
    client.threads = threads
    client.answers = {"w": facts() if versions is None else Facts("far:1", versions)}
    with pytest.raises(IoError) as caught:
        executor_named(f"dask://{address}")()
    assert words in str(caught.value)


def test_dask_that_is_missing_is_told_with_its_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(IoError, match="Dask is not installed; install it: "):
        executor_named("dask://host:8786")()
