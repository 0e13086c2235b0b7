"""The world in which a test runs a program: networks, disks, dice, what may happen, and an event log."""

from typing import Final

from atp_tui.lab.clock import LabClock
from atp_tui.lab.dice import Dice
from atp_tui.lab.testing.disk import Disk
from atp_tui.lab.testing.errors import CheckFailedError
from atp_tui.lab.testing.failure import repeatable
from atp_tui.lab.testing.network import Network
from atp_tui.lab.testing.outside import Decisions, DiskOdds, NetworkOdds
from atp_tui.lab.trace import NS, Recorder

LONGEST_S: Final = 3_600.0
"""Seconds that a delay, a sync or a dark period may take."""


class World:
    """All that a program may touch while its run is simulated; a test gets one as its argument ``world``.

    Time is that of trio: ``trio.current_time()`` begins at 0, and ``trio.sleep(60)`` takes no time at all.

    Args:
        seed: The seed of the run, u64.
        recorder: Where it is written down what happens.
        decisions: What decides upon networks, disks and events.
        clock: Hands over what arrives.
    """

    def __init__(self, seed: int, recorder: Recorder, decisions: Decisions, clock: LabClock) -> None:
        self.seed = seed
        self._recorder = recorder
        self._decisions = decisions
        self._clock = clock
        self._networks: set[str] = set()
        self._disks: dict[str, Disk] = {}
        self._dice: dict[str, Dice] = {}
        self._asked: dict[str, int] = {}

    def network(
        self,
        name: str = "network",
        *,
        delay: float | tuple[float, float] = 0.01,
        loss: float = 0.0,
        reorder: float = 0.0,
        duplicate: float = 0.0,
        dark: tuple[float, float] | None = None,
    ) -> Network:
        """Make a datagram network.

        Args:
            name: Its name; each network of a world has its own.
            delay: Seconds that a datagram is on its way, or the shortest and the longest time.
            loss: Probability that a datagram is lost.
            reorder: Probability that it is held back so that later ones overtake it.
            duplicate: Probability that it arrives twice.
            dark: How often the network goes dark, and for how long at most, in seconds. What is sent in that time is
                lost.

        Raises:
            ValueError: a name is taken, or a number is out of its range.
        """
        _require(name not in self._networks, f"a name that no other network has, not {name!r}")
        least, most = delay if isinstance(delay, tuple) else (delay, delay)
        _require(0 <= least <= most <= LONGEST_S, f"a delay from 0 to {LONGEST_S:g} s, the shorter first, not {delay}")
        every, longest = dark or (0.0, 0.0)
        _require(dark is None or (every > 0 < longest <= LONGEST_S), f"times above 0 for dark, not {dark}")
        for word, value in (("loss", loss), ("reorder", reorder), ("duplicate", duplicate)):
            _require_probability(word, value)
        jitter_ns = round((most - least) * NS)
        odds = NetworkOdds(loss, jitter_ns, reorder, duplicate, round(every * NS), max(1, round(longest * NS)))
        network = Network(name, round(least * NS), odds, self._recorder, self._decisions)
        self._networks.add(name)
        self._clock.add(network)
        return network

    def disk(self, name: str = "disk", *, sync: float = 0.001, lose: float = 0.5, tear: float = 0.5) -> Disk:
        """Make a disk.

        Args:
            name: Its name; each disk of a world has its own.
            sync: Seconds that a sync takes.
            lose: Probability that a power cut takes a write that was not synced.
            tear: Probability that it tears one that it does not take.

        Raises:
            ValueError: a name is taken, or a number is out of its range.
        """
        _require(name not in self._disks, f"a name that no other disk has, not {name!r}")
        _require(0 <= sync <= LONGEST_S, f"a sync from 0 to {LONGEST_S:g} s, not {sync}")
        _require_probability("lose", lose)
        _require_probability("tear", tear)
        disk = self._disks[name] = Disk(name, sync, DiskOdds(lose, tear), self._recorder, self._decisions)
        return disk

    def power_cut(self, *disks: str) -> None:
        """Cut the power of some disks, or of all where none is named; cancel the tasks of their hosts before.

        Raises:
            ValueError: there is no such disk.
        """
        for name in disks or tuple(self._disks):
            _require(name in self._disks, f"one of the disks {', '.join(self._disks) or '(none)'}, not {name!r}")
            self._disks[name].power_cut()

    def dice(self, name: str) -> Dice:
        """Return the stream of draws called *name*; its draws are input of the test, and no decisions of the world."""
        return self._dice.setdefault(name, Dice(self.seed, "dice", name))

    def happens(self, event: str, probability: float) -> bool:
        """Return whether something happens here, such as a crash. It is a decision, which a minimized cause may need.

        Raises:
            ValueError: the probability is out of its range.
        """
        _require_probability(event, probability)
        number = self._asked.get(event, 0)
        self._asked[event] = number + 1
        is_so = self._decisions.happens(event, number, probability)
        if is_so:
            self._recorder.say("Happened", f"{event}, time {number}")
        return is_so

    def log(self, kind: str, message: str = "", **values: object) -> None:
        """Write an event down.

        Args:
            kind: The kind of the event, such as ``Acknowledged``.
            message: What happened.
            values: Shown after it as ``name=value``.
        """
        said = [message] if message else []
        said += [f"{name}={value!r}" for name, value in values.items()]
        self._recorder.say(str(kind), repeatable(" ".join(said)))

    def check(self, name: str, condition: object, message: str = "") -> None:
        """Fail with the violation *name* unless a condition holds; a plain ``assert`` fails too, named by its place.

        Raises:
            CheckFailedError: it does not hold.
        """
        __tracebackhide__ = True
        if not condition:
            raise CheckFailedError(name, message)


def _require_probability(name: str, value: float) -> None:
    _require(0 <= value <= 1, f"a probability from 0 to 1 for {name}, not {value}")


def _require(is_so: object, expected: str) -> None:
    if not is_so:
        raise ValueError(f"expected {expected}")
