"""Pause, stop, and giving up, from another thread."""

import threading

from atp_tui.tui.run_control import RunControl


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_the_clock_stands_still_in_a_pause() -> None:
    clock = Clock()
    wish = RunControl(clock)
    begun = wish.seconds()
    for pass_time, toggles, expected in ((3, True, 3), (10, True, 3), (2, False, 5)):
        clock.now += pass_time
        if toggles:
            wish.toggle()
        assert wish.seconds() - begun == expected


def test_who_waits_goes_on_when_the_pause_ends_in_any_way() -> None:
    for end in (RunControl.toggle, RunControl.stop, RunControl.give_up):
        wish = RunControl()
        wish.toggle()
        waiting = threading.Thread(target=wish.wait)
        waiting.start()
        waiting.join(0.05)
        assert waiting.is_alive()
        assert wish.is_paused
        end(wish)
        waiting.join(5)
        assert not waiting.is_alive()
        assert wish.is_over is (end is not RunControl.toggle)


def test_what_is_being_written_cannot_be_given_up() -> None:
    wish = RunControl()
    assert wish.begin_writing()
    assert not wish.give_up()
    assert not wish.is_given_up
    other = RunControl()
    assert other.give_up()
    assert not other.begin_writing()
