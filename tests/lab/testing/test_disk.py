import pytest
import trio

from atp_tui.lab.testing.run import simulate
from atp_tui.lab.testing.world import World
from tests.lab.testing.test_network import passes


def test_what_is_written_is_read_at_once_and_synced_later() -> None:
    async def test(world: World) -> None:
        disk = world.disk(sync=0.5, lose=1)
        disk.write("log", b"hello")
        disk.write("log", b" world")
        disk.write("log", b"J", at=0)
        assert disk.read("log") == b"Jello world"
        await disk.sync("log")
        assert trio.current_time() == 0.5
        disk.write("log", b"!")
        disk.write("other", b"x")
        assert disk.files() == ("log", "other")
        world.power_cut()
        assert disk.read("log") == b"Jello world"
        assert disk.files() == ("log",)
        disk.write("log", b"?")
        assert disk.read("log") == b"Jello world?"

    run = passes(test)
    assert [type(decision).__name__ for decision in run.decisions] == ["Unwritten", "Unwritten"]


def test_a_write_that_survives_behind_a_lost_one_has_zeros_before_it() -> None:
    async def test(world: World) -> None:
        disk = world.disk(lose=0.5, tear=0)
        for number in range(10):
            disk.write("log", bytes([65 + number]))
        world.power_cut()
        found = disk.read("log")
        assert b"\0" in found
        assert all(byte in (0, 65 + place) for place, byte in enumerate(found))

    run = passes(test, seed=1)
    assert 0 < len(run.decisions) < 10


def test_a_torn_write_keeps_its_beginning() -> None:
    async def test(world: World) -> None:
        disk = world.disk(lose=0, tear=1)
        disk.write("log", b"abcdefgh")
        disk.write("byte", b"x")
        world.power_cut()
        assert b"abcdefgh".startswith(disk.read("log"))
        assert 0 < len(disk.read("log")) < 8
        assert disk.read("byte") == b"x"

    assert [type(decision).__name__ for decision in passes(test).decisions] == ["Torn"]


def test_without_chances_everything_survives() -> None:
    async def test(world: World) -> None:
        disk = world.disk(lose=0, tear=0)
        disk.write("log", b"abc")
        world.power_cut("disk")
        assert disk.read("log") == b"abc"

    passes(test)


def test_a_power_cut_during_a_sync_ends_it_with_an_error() -> None:
    async def test(world: World) -> None:
        disk = world.disk(sync=1, lose=1)
        disk.write("log", b"abc")
        async with trio.open_nursery() as nursery:

            async def cut() -> None:
                await trio.sleep(0.5)
                world.power_cut()

            nursery.start_soon(cut)
            with pytest.raises(OSError, match="the power of the disk disk was cut during a sync of 'log'"):
                await disk.sync("log")
        assert disk.files() == ()

    passes(test)


def test_a_sync_takes_what_was_written_before_it_and_two_may_overlap() -> None:
    async def test(world: World) -> None:
        disk = world.disk(sync=1, lose=1)
        disk.write("log", b"a")
        async with trio.open_nursery() as nursery:
            nursery.start_soon(disk.sync, "log")
            await trio.sleep(0.5)
            disk.write("log", b"b")
            nursery.start_soon(disk.sync, "log")
            await trio.sleep(0.75)
            disk.write("log", b"c")
        world.power_cut()
        assert disk.read("log") == b"ab"

    passes(test)


def test_each_disk_is_its_own() -> None:
    async def test(world: World) -> None:
        one, other = world.disk("one", lose=1), world.disk("other", lose=1)
        one.write("log", b"x")
        other.write("log", b"y")
        world.power_cut("other")
        assert one.read("log") == b"x"
        assert other.files() == ()
        with pytest.raises(ValueError, match="expected one of the disks one, other, not 'third'"):
            world.power_cut("third")

    passes(test)


@pytest.mark.parametrize("name", ["missing", "../../etc/passwd"])
def test_a_file_that_is_not_there_is_an_error_and_no_name_reaches_a_real_disk(name: str) -> None:
    async def test(world: World) -> None:
        disk = world.disk()
        with pytest.raises(FileNotFoundError, match="no file"):
            disk.read(name)
        with pytest.raises(FileNotFoundError, match="no file"):
            await disk.sync(name)
        disk.write(name, b"x")
        assert disk.read(name) == b"x"

    passes(test)


@pytest.mark.parametrize("at", [-1, 2**30, 2**62])
def test_an_offset_that_would_fill_the_memory_is_refused(at: int) -> None:
    async def test(world: World) -> None:
        with pytest.raises(ValueError, match="an offset from 0 in a file of at most 1073741824 bytes"):
            world.disk().write("log", b"x", at=at)

    passes(test)


def test_decisions_of_a_pack_that_say_nonsense_do_no_harm() -> None:
    from atp_tui.lab.testing.decisions import Torn

    async def test(world: World) -> None:
        disk = world.disk()
        disk.write("log", b"abc")
        world.power_cut()
        assert disk.read("log") == b"abc"

    assert not simulate(test, decisions=(Torn("disk", 0, 10**9), Torn("none", 5, 0))).is_failed
