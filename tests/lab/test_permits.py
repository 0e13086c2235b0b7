from collections.abc import Awaitable, Callable

import pytest
import trio

from atp_tui.lab.clock import LabClock, Watch, run_seeded
from atp_tui.lab.permits import Operations, Permits
from atp_tui.lab.region import Region
from atp_tui.lab.trace import Recorder


def run(main: Callable[[], Awaitable[None]], recorder: Recorder) -> None:
    async def begun() -> None:
        recorder.begin(trio.lowlevel.current_task())
        await main()

    run_seeded(begun, seed=0, watch=Watch(recorder, 60.0), clock=LabClock(), deadline=60.0)


def test_a_permit_leaks_when_its_holder_ends_and_not_before() -> None:
    recorder = Recorder()
    permits = Permits(recorder)
    seen: list[tuple[str, ...]] = []

    async def hold(name: str, *, settles: bool) -> None:
        permit = permits.open(name)
        await trio.sleep(1)
        if settles:
            permits.settle(permit, "in time")

    async def forgetful() -> None:
        await hold("forgotten", settles=False)

    async def tidy() -> None:
        await hold("kept", settles=True)

    async def main() -> None:
        async with Region(recorder) as region:
            region.start(forgetful)
            region.start(tidy)
            await trio.sleep(0.5)
            seen.append(tuple(permit.name for permit in permits.leaked()))
        seen.append(tuple(permit.name for permit in permits.leaked()))

    run(main, recorder)
    assert seen == [(), ("forgotten",)]


def test_an_operation_is_pending_until_it_is_done_or_given_up() -> None:
    operations = Operations(Recorder())
    for name in ("a", "b", "c"):
        operations.begin(name)
    operations.done("b")
    operations.give_up("a")
    assert operations.pending() == ("c",)
    with pytest.raises(KeyError):
        operations.done("b")
