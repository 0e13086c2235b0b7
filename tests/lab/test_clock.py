import random
from collections.abc import Awaitable, Callable
from math import inf

import pytest
import trio
from trio._core import _run as scheduler

from atp_tui.lab import clock
from atp_tui.lab.clock import Alarm, LabClock, Watch, check_scheduler, run_seeded
from atp_tui.lab.errors import LabError
from atp_tui.lab.region import Region, checkpoint
from atp_tui.lab.trace import Recorder, WrittenEvent


def test_this_trio_has_the_private_names_that_are_set() -> None:
    check_scheduler()
    assert isinstance(scheduler._ALLOW_DETERMINISTIC_SCHEDULING, bool)
    assert isinstance(scheduler._r, random.Random)


@pytest.mark.parametrize("name", ["_ALLOW_DETERMINISTIC_SCHEDULING", "_r"])
def test_a_trio_without_them_is_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(scheduler, name)
    with pytest.raises(LabError, match="trio: expected a trio whose scheduler can be seeded"):
        check_scheduler()


async def crowd(recorder: Recorder) -> None:
    """Many tasks whose deadlines tie."""
    recorder.begin(trio.lowlevel.current_task())
    async with Region(recorder) as region:
        for number in range(20):
            region.start(worker, recorder, number)


async def worker(recorder: Recorder, number: int) -> None:
    for turn in range(5):
        await trio.sleep(0.5)
        recorder.say("Turn", f"{number} in turn {turn}")
    await checkpoint(recorder, f"{number} is done")


def crowd_with(seed: int) -> tuple[WrittenEvent, ...]:
    recorder = Recorder()
    run_seeded(lambda: crowd(recorder), seed=seed, watch=Watch(recorder, 60.0), clock=LabClock(), deadline=60.0)
    return recorder.written()


def test_the_same_seed_gives_the_same_schedule_and_another_seed_another() -> None:
    ballast = [object() for _ in range(1000)]
    first = crowd_with(1)
    del ballast
    assert crowd_with(1) == first
    assert crowd_with(2) != first


def test_the_wakes_of_one_moment_stand_in_the_order_of_the_tasks() -> None:
    wakes: list[int] = []
    for _, kind, data in crowd_with(1):
        if kind == "Wake" and isinstance(data, dict):
            wakes.append(int(data["Task"]["task"][1:]))
        elif wakes:
            assert wakes == sorted(wakes)
            wakes.clear()


def test_the_life_of_tasks_and_regions_is_written_down() -> None:
    kinds = [kind for _, kind, _ in crowd_with(1)]
    for kind in ("Spawn", "Schedule", "Complete"):
        assert kinds.count(kind) == 21
    for kind in ("RegionCreated", "RegionCloseBegin", "RegionCloseComplete"):
        assert kinds.count(kind) == 2
    assert kinds.count("Checkpoint") == 20
    assert kinds[:2] == ["RegionCreated", "Spawn"]
    assert kinds[-1] == "RegionCloseComplete"


def test_lab_time_passes_without_waiting() -> None:
    times = [time for time, kind, _ in crowd_with(1) if kind == "Turn"]
    assert sorted(set(times)) == [500_000_000 * turn for turn in range(1, 6)]


def test_the_scheduler_is_put_back_also_after_an_error() -> None:
    before = (scheduler._ALLOW_DETERMINISTIC_SCHEDULING, scheduler._r.getstate())

    async def fail() -> None:
        raise OSError("broken")

    with pytest.raises(OSError, match="broken"):
        run_seeded(fail, seed=1, watch=Watch(Recorder(), 60.0), clock=LabClock(), deadline=60.0)
    crowd_with(3)
    assert (scheduler._ALLOW_DETERMINISTIC_SCHEDULING, scheduler._r.getstate()) == before


def test_a_run_that_spins_in_one_instant_ends_with_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "MAX_STEPS_AT_ONCE", 1000)

    async def spin() -> None:
        await trio.sleep(2)
        while True:
            await trio.lowlevel.checkpoint()

    with pytest.raises(
        LabError, match="watchdog: expected simulated time to advance within 1000 steps, found a run that spins at"
    ):
        run_seeded(spin, seed=1, watch=Watch(Recorder(), 60.0), clock=LabClock(), deadline=60.0)


def test_a_run_that_is_too_long_ends_with_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "MAX_STEPS", 1000)

    async def dawdle() -> None:
        for _ in range(10_000):
            await trio.sleep(0.001)

    with pytest.raises(LabError, match="watchdog: expected a run of at most 1000 steps"):
        run_seeded(dawdle, seed=1, watch=Watch(Recorder(), 60.0), clock=LabClock(), deadline=60.0)


def test_a_deadlock_ends_at_the_deadline_and_nothing_is_written_after_it() -> None:
    recorder, told = Recorder(), []

    async def deadlock() -> None:
        recorder.begin(trio.lowlevel.current_task())
        try:
            await trio.sleep_forever()
        finally:
            recorder.say("After", "the deadline")

    watch = Watch(recorder, 5.0, at_deadline=lambda: told.append(recorder.now))
    assert run_seeded(deadlock, seed=1, watch=watch, clock=LabClock(), deadline=5.0) is None
    assert told == [5.0]
    assert [kind for _, kind, _ in recorder.written()] == ["RegionCreated", "Spawn", "Schedule", "Yield"]


def test_an_error_in_a_task_comes_out_as_itself() -> None:
    recorder = Recorder()

    async def fail() -> None:
        raise LabError("a thing", "another")

    async def main() -> None:
        recorder.begin(trio.lowlevel.current_task())
        async with Region(recorder) as region:
            region.start(fail)

    with pytest.raises(LabError, match="expected a thing, found another"):
        run_seeded(main, seed=1, watch=Watch(recorder, 60.0), clock=LabClock(), deadline=60.0)


def steps_of(main: Callable[[Recorder, LabClock], Awaitable[object]], seed: int = 1) -> list[tuple[int, str, str]]:
    """Run tasks with alarms, and return their steps and words with their times."""
    recorder, clock_here = Recorder(), LabClock()
    watch = Watch(recorder, 60.0)
    run_seeded(lambda: main(recorder, clock_here), seed=seed, watch=watch, clock=clock_here, deadline=60.0)
    return [(time, kind, str(data)) for time, kind, data in recorder.written()]


async def sleeps(recorder: Recorder, alarm: Alarm, *times: float) -> None:
    for time in times:
        if not await alarm.sleep_until(time):
            return
        recorder.say("Awake", "")


def test_an_alarm_wakes_its_task_at_its_time() -> None:
    async def main(recorder: Recorder, here: LabClock) -> None:
        recorder.begin(trio.lowlevel.current_task())
        await sleeps(recorder, here.alarm(), 0.25, 0.75)

    assert [time for time, kind, _ in steps_of(main) if kind == "Awake"] == [250_000_000, 750_000_000]


@pytest.mark.parametrize("seed", range(20))
def test_an_alarm_does_what_a_wait_for_an_event_with_a_deadline_does(seed: int) -> None:
    """The trace is the same, event by event, even where the last deadline and the cancellation tie."""

    async def with_alarms(recorder: Recorder, here: LabClock) -> None:
        recorder.begin(trio.lowlevel.current_task())
        alarms = [here.alarm() for _ in range(3)]
        async with Region(recorder) as region:
            for alarm in alarms:
                region.start(sleeps, recorder, alarm, 0.1, 0.2, 0.3, inf)
            await trio.sleep(0.15)
            alarms[1].call()
            await trio.sleep(0.15)
            region.cancel()

    async def with_events(recorder: Recorder, _here: LabClock) -> None:
        recorder.begin(trio.lowlevel.current_task())
        events = [trio.Event() for _ in range(3)]

        async def wait(number: int, *times: float) -> None:
            for time in times:
                with trio.move_on_at(time):
                    await events[number].wait()
                events[number] = trio.Event()
                recorder.say("Awake", "")

        async with Region(recorder) as region:
            for number in range(3):
                region.start(wait, number, 0.1, 0.2, 0.3, inf)
            await trio.sleep(0.15)
            events[1].set()
            await trio.sleep(0.15)
            region.cancel()

    assert steps_of(with_alarms, seed) == steps_of(with_events, seed)


def test_a_call_before_the_sleep_counts_once() -> None:
    async def main(recorder: Recorder, here: LabClock) -> None:
        recorder.begin(trio.lowlevel.current_task())
        alarm = here.alarm()
        alarm.call()
        await sleeps(recorder, alarm, 0.5, 0.5)

    assert [time for time, kind, _ in steps_of(main) if kind == "Awake"] == [0, 500_000_000]


def test_a_cancelled_sleep_leaves_no_alarm() -> None:
    async def main(recorder: Recorder, here: LabClock) -> None:
        recorder.begin(trio.lowlevel.current_task())
        alarm = here.alarm()
        with trio.move_on_at(0.1):
            await alarm.sleep_until(0.2)
        assert alarm.time == inf
        await trio.sleep_until(0.3)
        recorder.say("Awake", "")

    assert [time for time, kind, _ in steps_of(main) if kind == "Awake"] == [300_000_000]
    assert all(time != 200_000_000 for time, _, _ in steps_of(main))
