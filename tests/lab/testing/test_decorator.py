import inspect
import itertools

import pytest
import trio

from atp_tui.lab.testing import SimulationError, World, simulated
from atp_tui.lab.testing.decorator import VARIABLE


def test_every_seed_is_run_until_one_fails() -> None:
    seeds: list[int] = []

    @simulated(seeds=10)
    async def test(world: World) -> None:
        seeds.append(world.seed)
        world.check("small", world.seed < 4)

    with pytest.raises(AssertionError, match="small") as caught:
        test()
    assert seeds == [0, 0, 1, 2, 3, 4, 4], "the first and the failing one are run twice"
    assert caught.value.__notes__ == ["seed 4 failed (4 of 10 had passed) after 0.000000 s"]


def test_seeds_may_be_given_and_one_may_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    seeds: list[int] = []

    @simulated(seeds=[7, 9])
    async def test(world: World) -> None:
        seeds.append(world.seed)

    test()
    monkeypatch.setenv(VARIABLE, "123")
    test()
    assert seeds == [7, 7, 9, 123, 123]
    for text in ("x", "-1", str(2**64), "１"):
        monkeypatch.setenv(VARIABLE, text)
        with pytest.raises(ValueError, match=f"{VARIABLE}: expected an unsigned 64-bit integer"):
            test()


def test_it_may_stand_without_parentheses_and_passes_further_arguments_on() -> None:
    seen: list[tuple[object, ...]] = []

    @simulated
    async def test(number: int, world: World, *, name: str = "x") -> None:
        seen.append((number, name, world.seed))

    test(5)
    assert seen[0] == (5, "x", 0)
    assert len(seen) == 101
    assert list(inspect.signature(test).parameters) == ["number", "name", "crashpack"]
    assert not inspect.iscoroutinefunction(test)


def test_methods_are_tests_too() -> None:
    class Suite:
        seen = 0

        @simulated(seeds=2)
        async def test(self, world: World) -> None:
            await trio.sleep(world.seed)
            self.seen += 1

    suite = Suite()
    suite.test()
    assert suite.seen == 3


def test_what_cannot_be_a_simulated_test_is_refused() -> None:
    def plain(world: World) -> None:
        """Not async."""

    async def other() -> None:
        """No world."""

    for function in (plain, other):
        with pytest.raises(TypeError, match="expected an async function with an argument 'world', not <function"):
            simulated(function)  # type: ignore[arg-type]
    for seeds in (0, [], [-1], [2**64], [True], ["x"]):
        with pytest.raises(ValueError, match="expected at least one seed, each from 0 to"):
            simulated(seeds=seeds)  # type: ignore[arg-type]


def test_a_test_that_is_not_deterministic_says_where_it_differs() -> None:
    turns = itertools.count()

    @simulated(seeds=5)
    async def test(world: World) -> None:
        await trio.sleep(1)
        world.log("Turn", f"number {next(turns)}")

    with pytest.raises(SimulationError) as caught:
        test()
    said = str(caught.value)
    assert said.startswith("not deterministic: first difference at event ")
    assert "Turn number 0" in said
    assert "Turn number 1" in said


def test_a_failure_that_does_not_come_again_is_not_deterministic_and_has_the_failure_as_its_cause() -> None:
    turns = itertools.count()

    @simulated(seeds=5)
    async def test(world: World) -> None:
        if world.seed == 3:
            assert next(turns), "only once"

    with pytest.raises(SimulationError, match="not deterministic") as caught:
        test()
    assert "only once" in str(caught.value.__cause__)


def test_the_time_limit_is_that_of_the_decorator() -> None:
    @simulated(seeds=1, time_limit=5)
    async def test(world: World) -> None:
        del world
        await trio.sleep(10)

    with pytest.raises(SimulationError, match="the run did not end within 5 s of simulated time"):
        test()
