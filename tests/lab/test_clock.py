import random

import pytest
import trio
from trio._core import _run as scheduler

from atp_tui.lab import clock
from atp_tui.lab.clock import Watch, check_scheduler, run_seeded
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
    run_seeded(lambda: crowd(recorder), seed=seed, watch=Watch(recorder, 60.0), deadline=60.0)
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
        run_seeded(fail, seed=1, watch=Watch(Recorder(), 60.0), deadline=60.0)
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
        run_seeded(spin, seed=1, watch=Watch(Recorder(), 60.0), deadline=60.0)


def test_a_run_that_is_too_long_ends_with_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "MAX_STEPS", 1000)

    async def dawdle() -> None:
        for _ in range(10_000):
            await trio.sleep(0.001)

    with pytest.raises(LabError, match="watchdog: expected a run of at most 1000 steps"):
        run_seeded(dawdle, seed=1, watch=Watch(Recorder(), 60.0), deadline=60.0)


def test_a_deadlock_ends_at_the_deadline_and_nothing_is_written_after_it() -> None:
    recorder, told = Recorder(), []

    async def deadlock() -> None:
        recorder.begin(trio.lowlevel.current_task())
        try:
            await trio.sleep_forever()
        finally:
            recorder.say("After", "the deadline")

    watch = Watch(recorder, 5.0, at_deadline=lambda: told.append(recorder.now))
    assert run_seeded(deadlock, seed=1, watch=watch, deadline=5.0) is None
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
        run_seeded(main, seed=1, watch=Watch(recorder, 60.0), deadline=60.0)
