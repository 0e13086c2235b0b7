import random
from contextlib import suppress

import pytest
import trio
import trio.testing

from atp_tui.lab.testing.run import SEED, Simulation, Test, simulate
from atp_tui.lab.testing.world import World


async def chatter(world: World) -> None:
    """Some tasks that send datagrams over a bad network, and fail now and then."""
    network = world.network(delay=(0.01, 0.05), loss=0.2, reorder=0.1, duplicate=0.1, dark=(0.5, 0.1))
    disk = world.disk()
    sender, receiver = network.socket("a"), network.socket("b")
    got: list[bytes] = []

    async def take() -> None:
        while True:
            datagram, _ = await receiver.recvfrom()
            got.append(datagram)
            disk.write("log", datagram)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(take)
        for number in range(20):
            await sender.sendto(bytes([number]), "b")
            await trio.sleep(world.dice("pause").random() / 50)
        await trio.sleep(1)
        if world.happens("crash", 0.5):
            world.power_cut()
        nursery.cancel_scope.cancel()
    assert len(got) % 3, f"{len(got)} datagrams"


def failed(test: Test, **given: float) -> Simulation:
    run = simulate(test, **given)  # type: ignore[arg-type]
    assert run.is_failed
    assert run.events[-1].fields.kind == "Failure"
    assert run.result.violations[0].evidence["events"] == str(len(run.events) - 1)
    return run


def kinds(run: Simulation) -> list[str]:
    return [failure.kind for failure in run.failures]


@pytest.mark.parametrize("seed", range(8))
def test_the_same_seed_and_its_decisions_alone_give_the_same_run(seed: int) -> None:
    run = simulate(chatter, seed=seed)
    assert simulate(chatter, seed=seed).chain == run.chain
    forced = simulate(chatter, seed=seed, decisions=run.decisions)
    assert (forced.chain, forced.decisions, forced.signature) == (run.chain, run.decisions, run.signature)
    assert forced.is_forced
    assert not run.is_forced


def test_another_seed_gives_another_run_and_no_decisions_a_quiet_one() -> None:
    assert len({simulate(chatter, seed=seed).chain for seed in range(5)}) == 5
    quiet = simulate(chatter, seed=1, decisions=())
    assert quiet.decisions == ()
    assert not [event for event in quiet.events if event.fields.kind in {"DatagramLost", "WriteLost", "Happened"}]


def test_time_is_simulated_and_begins_at_0() -> None:
    times = []

    async def test(_world: World) -> None:
        times.append(trio.current_time())
        await trio.sleep(86_400 / 48)
        times.append(trio.current_time())

    assert simulate(test).time_ns == 1_800 * 10**9
    assert times == [0.0, 1_800.0]


def test_an_exception_is_named_by_its_place() -> None:
    async def inner() -> None:
        await trio.sleep(1)
        raise ValueError("no luck")

    async def test(_world: World) -> None:
        await inner()

    run = failed(test)
    (kind,) = kinds(run)
    assert kind.startswith("ValueError in test_an_exception_is_named_by_its_place.inner (")
    assert isinstance(run.error, ValueError)
    assert run.result.violations[0].evidence["message"] == "no luck"


def test_an_exception_before_anything_has_happened_is_a_failure_too() -> None:
    async def test(world: World) -> None:
        world.network(loss=2)

    run = failed(test)
    assert kinds(run)[0].startswith("ValueError in test_an_exception_before")
    assert run.failures[0].message == "expected a probability from 0 to 1 for loss, not 2"


def test_each_exception_in_a_group_is_a_failure_and_one_kind_counts_once() -> None:
    async def raise_(error: Exception) -> None:
        raise error

    async def test(_world: World) -> None:
        async with trio.open_nursery() as nursery:
            for error in (KeyError("a"), ValueError("b"), ValueError("c")):
                nursery.start_soon(raise_, error)

    run = simulate(test)
    assert {kind.split(" ")[0] for kind in kinds(run)} == {"KeyError", "ValueError"}
    assert isinstance(run.error, ExceptionGroup)
    events = [int(violation.evidence["events"]) for violation in run.result.violations]
    assert events == [len(run.events) - 2, len(run.events) - 1]
    assert [run.events[event].fields.message for event in events] == [
        f"{failure.kind}: {failure.message}" for failure in run.failures
    ]


def test_addresses_in_memory_are_no_part_of_a_run() -> None:
    async def test(world: World) -> None:
        world.log("Seen", thing=object())
        raise ValueError(f"{object()}")

    assert failed(test).chain == failed(test).chain
    assert failed(test).failures[0].message == "<object object at 0x…>"


def test_where_nothing_is_left_to_wait_for_it_says_who_waits() -> None:
    event = trio.Event()

    async def helper() -> None:
        await event.wait()

    async def test(world: World) -> None:
        socket = world.network().socket("a")
        async with trio.open_nursery() as nursery:
            nursery.start_soon(helper)
            await trio.sleep(2)
            await socket.recvfrom()

    run = failed(test)
    assert kinds(run) == ["quiescence"]
    assert run.time_ns == 2 * 10**9
    message = run.failures[0].message
    assert "T0 in test_where_nothing_is_left_to_wait_for_it_says_who_waits.test (" in message
    assert "): recvfrom; T1 in test_where_nothing_is_left_to_wait_for_it_says_who_waits.helper (" in message
    assert message.endswith("): wait")


def test_a_run_that_does_not_end_is_stopped_at_its_time_limit() -> None:
    async def test(_world: World) -> None:
        while True:
            await trio.sleep(0.5)
            await trio.sleep(0.5)

    run = failed(test, time_limit=60)
    assert kinds(run) == ["time limit"]
    assert run.time_ns == 60 * 10**9


def test_a_run_without_progress_is_stopped() -> None:
    async def test(_world: World) -> None:
        await trio.sleep(1)
        while True:
            await trio.lowlevel.checkpoint()

    assert kinds(failed(test)) == ["progress"]


def test_a_run_with_too_many_events_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("atp_tui.lab.testing.run.MAX_EVENTS", 2_000)

    async def test(world: World) -> None:
        while True:
            world.log("Again")
            await trio.sleep(1)

    run = failed(test)
    assert kinds(run) == ["progress"]
    assert "a run of at most 2000 events" in run.failures[0].message


def test_those_who_wait_until_all_tasks_are_blocked_are_woken_before_time_passes() -> None:
    async def test(_world: World) -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.sleep, 5)
            await trio.testing.wait_all_tasks_blocked()
            assert trio.current_time() == 0

    assert not simulate(test).is_failed


def test_cleanup_may_take_time_when_a_run_has_stalled_and_its_errors_do_not_hide_that() -> None:
    async def test(_world: World) -> None:
        try:
            await trio.sleep_forever()
        finally:
            with trio.CancelScope(shield=True):
                await trio.sleep(5)
            raise ValueError("in cleanup")

    assert kinds(failed(test)) == ["quiescence"]


def test_a_task_that_waits_in_a_shield_does_not_hang_the_run() -> None:
    async def wait() -> None:
        with trio.CancelScope(shield=True):
            await trio.Event().wait()

    async def stubborn() -> None:
        for _ in range(5):
            with suppress(BaseException):
                await wait()

    async def test(world: World) -> None:
        with trio.CancelScope(shield=True):
            async with trio.open_nursery() as nursery:
                nursery.start_soon(wait)
                nursery.start_soon(stubborn)
                await world.network().socket("a").recvfrom()

    assert kinds(failed(test)) == ["quiescence"]
    assert not simulate(_nothing).is_failed


async def _nothing(_world: World) -> None:
    """Do nothing."""


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, pytest.skip.Exception, pytest.xfail.Exception])
@pytest.mark.parametrize("is_in_nursery", [False, True])
def test_what_is_no_failure_reaches_the_caller(error: type[BaseException], is_in_nursery: bool) -> None:
    async def raise_() -> None:
        raise error

    async def test(_world: World) -> None:
        if not is_in_nursery:
            await raise_()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(raise_)

    before = random.getstate()
    with pytest.raises(error):
        simulate(test)
    assert random.getstate() == before
    assert not simulate(_nothing).is_failed


def test_a_failure_of_pytest_is_a_failure() -> None:
    async def test(_world: World) -> None:
        pytest.fail("on purpose")

    assert kinds(failed(test))[0].startswith("Failed in ")


def test_the_generator_of_the_module_random_is_seeded_and_put_back() -> None:
    drawn: list[float] = []

    async def test(_world: World) -> None:
        drawn.append(random.random())

    before = random.getstate()
    for seed in (1, 1, 2):
        simulate(test, seed=seed)
    assert drawn[0] == drawn[1] != drawn[2]
    assert random.getstate() == before


def test_what_a_program_does_with_its_world_after_the_run_changes_nothing() -> None:
    worlds: list[World] = []

    async def test(world: World) -> None:
        worlds.append(world)
        world.network().socket("a")

    run = simulate(test)
    events = run.events
    worlds[0].log("Late")
    worlds[0].network("late").socket("b")
    assert simulate(test).chain == run.chain
    assert run.events == events


def test_tasks_and_nurseries_of_any_program_are_in_the_log() -> None:
    async def test(_world: World) -> None:
        async with trio.open_nursery() as outer, trio.open_nursery() as inner:
            inner.start_soon(trio.sleep, 1)
            outer.start_soon(trio.sleep, 2)

    events = [event.fields for event in simulate(test).events]
    regions = [event.data.decode() for event in events if event.kind == "RegionCreated"]
    assert regions[1:] == [
        '{"Region":{"region":"R1","parent":"R0"}}',
        '{"Region":{"region":"R2","parent":"R1"}}',
    ]
    closed = [event.data.decode() for event in events if event.kind == "RegionCloseComplete"]
    assert closed[:2] == list(reversed(regions[1:]))
    assert [event.message for event in events if event.kind == "TaskName"] == ["T1 is trio.sleep", "T2 is trio.sleep"]
    assert sum(event.kind == "Complete" for event in events) >= 2


def test_the_seed_has_the_name_by_which_replay_lines_set_it() -> None:
    from atp_tui.engine.shell import seed_suffix
    from atp_tui.lab.testing.decorator import VARIABLE

    assert f"ATP_SEED_{seed_suffix(SEED)}" == VARIABLE
