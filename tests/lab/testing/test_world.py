from typing import Any

import pytest

from atp_tui.lab.testing.errors import CheckFailedError
from atp_tui.lab.testing.run import simulate
from atp_tui.lab.testing.world import World
from tests.lab.testing.test_network import passes


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"loss": -0.1}, "a probability from 0 to 1 for loss, not -0.1"),
        ({"reorder": 1.1}, "a probability from 0 to 1 for reorder, not 1.1"),
        ({"duplicate": float("nan")}, "a probability from 0 to 1 for duplicate, not nan"),
        ({"delay": -1}, "a delay from 0 to 3600 s, the shorter first, not -1"),
        ({"delay": (0.2, 0.1)}, "a delay from 0 to 3600 s, the shorter first, not (0.2, 0.1)"),
        ({"dark": (0, 1)}, "times above 0 for dark, not (0, 1)"),
        ({"dark": (1, 0)}, "times above 0 for dark, not (1, 0)"),
    ],
)
def test_a_network_out_of_range_is_refused(given: dict[str, Any], expected: str) -> None:
    async def test(world: World) -> None:
        with pytest.raises(ValueError, match="expected") as caught:
            world.network(**given)
        assert str(caught.value) == f"expected {expected}"
        world.network()
        with pytest.raises(ValueError, match="a name that no other network has, not 'network'"):
            world.network()

    passes(test)


@pytest.mark.parametrize("given", [{"sync": -1}, {"sync": 1e9}, {"lose": 2}, {"tear": -1}])
def test_a_disk_out_of_range_is_refused(given: dict[str, Any]) -> None:
    async def test(world: World) -> None:
        with pytest.raises(ValueError, match="expected a"):
            world.disk(**given)
        world.disk()
        with pytest.raises(ValueError, match="a name that no other disk has, not 'disk'"):
            world.disk()

    passes(test)


def test_dice_repeat_by_seed_and_name_and_are_no_decisions() -> None:
    drawn: list[tuple[float, float, str]] = []

    async def test(world: World) -> None:
        dice = world.dice("one")
        first = dice.random()
        assert world.dice("one") is dice
        drawn.append((first, world.dice("two").random(), dice.choice("abc")))

    runs = [simulate(test, seed=seed) for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2]
    assert drawn[0][0] != drawn[0][1]
    assert [run.decisions for run in runs] == [(), (), ()]


def test_what_happens_is_a_decision_that_can_be_left_out() -> None:
    answers: list[list[bool]] = []

    async def test(world: World) -> None:
        answers.append([world.happens("crash", 0.3) for _ in range(20)])
        assert not world.happens("never", 0)
        assert world.happens("always", 1) or answers[1:]
        with pytest.raises(ValueError, match="a probability from 0 to 1 for odd"):
            world.happens("odd", 7)

    run = passes(test)
    simulate(test, decisions=run.decisions[1:])
    assert sum(answers[0]) == len(run.decisions) - 1
    assert sum(answers[1]) == sum(answers[0]) - 1


def test_a_log_entry_has_its_values_and_hostile_text_is_only_text() -> None:
    async def test(world: World) -> None:
        world.log("Seen", "a packet", number=3, name="x")
        world.log("Poll", "\x1b[31m\ud800" + "x" * 10_000)
        world.log("Bare")

    events = passes(test).events
    said = {event.fields.kind: event.fields.message for event in events if event.fields.message is not None}
    assert said["Seen"] == "a packet number=3 name='x'"
    assert said["Bare"] == ""
    assert len(said["Poll"]) < 2_010


def test_a_check_fails_under_its_name() -> None:
    async def test(world: World) -> None:
        world.check("holds", condition=True)
        world.check("is in order", [], "1 before 2")

    run = simulate(test)
    assert isinstance(run.error, CheckFailedError)
    assert isinstance(run.error, AssertionError)
    assert str(run.error) == "is in order: 1 before 2"
    assert run.signature == (("simulation", "is in order"),)
    assert run.failures[0].message == "1 before 2"
