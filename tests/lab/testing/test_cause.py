import pytest
import trio

from atp_tui.clean import is_clean
from atp_tui.engine.errors import ReplayError
from atp_tui.engine.minimize.config import MinimizeEnd
from atp_tui.lab.decision import Lost
from atp_tui.lab.testing.cause import LISTED, Cause, minimize
from atp_tui.lab.testing.decisions import Decision, Happened
from atp_tui.lab.testing.run import Simulation, simulate
from atp_tui.lab.testing.world import World


async def fragile(world: World) -> None:
    """Fails where the first and the last of some datagrams are lost, or where two power cuts take the same byte."""
    network = world.network(loss=0.4, delay=(0.01, 0.05), duplicate=0.2)
    disk = world.disk()
    sender, receiver = network.socket("a"), network.socket("b")
    for number in range(8):
        await sender.sendto(bytes([number]), "b")
        disk.write("log", bytes([number + 1]))
    got: set[int] = set()
    with trio.move_on_after(1):
        while True:
            datagram, _ = await receiver.recvfrom()
            got.add(datagram[0])
    world.power_cut()
    kept = disk.read("log") if disk.files() else b""
    world.check("ends", got & {0, 7}, "both ends are lost")
    world.check("log", len(kept) == 8 or world.happens("mercy", 0.0), f"{len(kept)} bytes")


def failing(number: int) -> Simulation:
    found = [run for seed in range(60) if (run := simulate(fragile, seed=seed)).is_failed]
    return found[number]


@pytest.mark.parametrize("number", range(6))
def test_a_cause_still_fails_and_nothing_of_it_can_be_left_out(number: int) -> None:
    run = failing(number)
    cause = minimize(fragile, run)
    assert cause.minimized.end is MinimizeEnd.MINIMAL
    assert cause.run.signature == run.signature
    assert cause.run.decisions == cause.decisions
    assert sorted(map(str, (*cause.decisions, *cause.removed))) == sorted(map(str, run.decisions))
    assert len(cause.decisions) in (1, 2)
    for place in range(len(cause.decisions)):
        left = cause.decisions[:place] + cause.decisions[place + 1 :]
        assert simulate(fragile, seed=run.seed, decisions=left).signature != run.signature
    assert cause.sentences[0].startswith(f"cause: {len(cause.decisions)} of {cause.total} external decisions: ")
    assert cause.sentences[-1].startswith("1-minimal: nothing that is left can be removed on its own (")


def test_a_failure_of_the_program_alone_needs_nothing() -> None:
    async def test(world: World) -> None:
        world.happens("noise", 1.0)
        world.check("never", condition=False)

    cause = minimize(test, simulate(test))
    assert (cause.decisions, cause.removed) == ((), (Happened("noise", 0),))
    assert cause.sentences[0] == "cause: 0 of 1 external decisions"


def test_a_run_that_passed_has_no_cause() -> None:
    async def test(_world: World) -> None:
        """Do nothing."""

    with pytest.raises(ReplayError, match="expected a run that failed, found no violation"):
        minimize(test, simulate(test))


def test_a_failure_that_does_not_come_again_is_told() -> None:
    turns = iter(range(100))

    async def test(world: World) -> None:
        world.check("first", next(turns) > 0)

    with pytest.raises(ReplayError, match="a failure that reproduces with all decisions"):
        minimize(test, simulate(test))


def test_an_interrupt_ends_the_search_with_the_best_so_far() -> None:
    turns = iter(range(100))

    async def test(world: World) -> None:
        asked = [world.happens(f"event {number}", 1.0) for number in range(16)]
        if next(turns) == 4:
            raise KeyboardInterrupt
        world.check("odd", not asked[3])

    cause = minimize(test, simulate(test))
    assert cause.minimized.end is MinimizeEnd.STOPPED
    assert Happened("event 3", 0) in cause.decisions
    assert len(cause.decisions) < 16


def test_a_long_cause_is_cut() -> None:
    async def test(world: World) -> None:
        asked = [world.happens("event", 1.0) for _ in range(LISTED + 5)]
        world.check("all", not all(asked))

    sentences = minimize(test, simulate(test)).sentences
    assert len(sentences) == LISTED + 3
    assert sentences[-2] == "  and 5 more"


def test_decisions_are_of_the_world() -> None:
    decision: Decision = Happened("x", 1)
    assert simulate(fragile, decisions=[decision]).decisions == ()


def test_what_a_pack_names_is_clean_in_the_cause() -> None:
    """Decisions may come from a pack; an interrupt keeps those that are not needed."""

    async def test(world: World) -> None:
        world.check("never", condition=False)

    run = simulate(test, decisions=[])
    named = (Lost("\x1b]0;owned\x07", 0),)
    told = Cause(run, named, (), minimize(test, run).minimized).sentences
    assert told[1] == "  datagram 0 on ␛]0;owned␇ is lost"
    assert all(map(is_clean, told))
