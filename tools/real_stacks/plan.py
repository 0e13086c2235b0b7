"""What a run does: a stack, a scenario and options, all drawn from a seed."""

import random
from collections.abc import Callable, Mapping
from typing import Final

import msgspec

STACKS: Final = ("aioquic", "ngtcp2", "quic-go")

HEALTHY: Final = ("clean", "lossy", "lossy", "jitter", "rebind", "slow", "idle_end", "think")
"""Scenarios in which the transfer is meant to finish; a name twice is drawn twice as often."""

BROKEN: Final = {
    "aioquic": (
        *("dark", "dark", "cut", "heavy", "kill_client", "kill_server", "server_error"),
        *("stall", "reset", "wrong_certificate", "wrong_alpn"),
    ),
    "quic-go": (
        *("dark", "dark", "cut", "heavy", "kill_client", "kill_server", "server_error"),
        *("stall", "reset", "wrong_certificate", "wrong_alpn"),
    ),
    "ngtcp2": ("dark", "dark", "cut", "heavy", "kill_client", "kill_server", "server_exit", "wrong_cipher"),
}
"""Scenarios in which the transfer is meant to fail. The example programs of ngtcp2 have no other way to fail."""

RARE: Final = 0.2
"""Share of the runs with a change of keys, and of those with a validation of the address."""
MOST_LOSS: Final = 0.07
"""Of the runs that are meant to finish."""
SLOW_BYTES: Final = 150_000
EARLY: Final = 0.15
"""Share of the failing runs whose fault happens at once."""

ENDS: Final = ("client", "server")


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """The options of one run; times in ms, sizes in bytes, shares from 0 to 1."""

    stack: str
    scenario: str
    seed: int
    protocol: str = "h3"
    """"h3", or "raw" for one request line and its answer on each stream."""
    streams: int = 1
    down: int = 100_000
    """Bytes that the server sends on each stream."""
    up: int = 0
    """Bytes that the client sends on each stream."""
    loss: float = 0.0
    delay_ms: float = 5.0
    """One way."""
    jitter_ms: float = 0.0
    """Added at random to the delay of each datagram, which reorders them."""
    rate_mbit: float = 0.0
    """Rate of each direction; 0 is without bound."""
    fault_at: float = 1.0
    """Share of the bytes of the run after which the fault of the scenario happens."""
    fault_end: str = ""
    """The end that is killed or from which datagrams are cut."""
    rebinds: int = 0
    key_update: bool = False
    retry: bool = False
    idle_ms: int = 2000
    think_ms: int = 0
    """How long the server (with ngtcp2 the client) waits before it sends."""
    log_limit: int = 0
    """Bytes after which the disk of the server is full; only aioquic, which the other stacks end with. 0 is never."""
    idle_end: bool = False
    """Whether the client leaves the connection to its idle timeout once everything came."""

    @property
    def total(self) -> int:
        """Bytes of application data in both directions together."""
        return self.streams * (self.down + self.up)


def options_of(stack: str, seed: int) -> Options:
    """The run of *stack* with *seed*: an even seed is meant to finish, an odd one to fail."""
    dice = random.Random(f"{stack} {seed}")  # noqa: S311 - a run that can be drawn again
    scenario = dice.choice(BROKEN[stack] if seed % 2 else HEALTHY)
    return with_scenario(drawn(stack, scenario, seed, dice), dice)


def drawn(stack: str, scenario: str, seed: int, dice: random.Random) -> Options:
    """The options that do not depend on the scenario."""
    streams = dice.choice((1, 1, 2, 4))
    return Options(
        stack=stack,
        scenario=scenario,
        seed=seed,
        protocol="h3" if stack == "ngtcp2" else dice.choice(("h3", "raw")),
        streams=streams,
        down=dice.randint(20_000, 600_000) // streams,
        up=dice.choice((0, 0, dice.randint(5_000, 200_000) // streams)),
        delay_ms=round(dice.uniform(1, 25), 1),
        rate_mbit=dice.choice((0.0, 0.0, 10.0, 40.0)),
        key_update=dice.random() < RARE,
        retry=dice.random() < RARE,
        idle_ms=dice.choice((1500, 2000, 3000)),
    )


def fault_at(dice: random.Random) -> float:
    """Mostly in the middle of the transfer, sometimes at the first datagram."""
    return 0.0 if dice.random() < EARLY else round(dice.uniform(0.05, 0.9), 2)


def with_scenario(options: Options, dice: random.Random) -> Options:
    """*options* with those that its scenario needs."""
    loss = round(dice.uniform(0, MOST_LOSS), 3)
    changes = SCENARIOS[options.scenario](dice, loss) if options.scenario in SCENARIOS else {}
    if options.scenario == "slow":
        changes |= {"down": min(options.down, SLOW_BYTES)}
    if options.seed % 2 and options.scenario != "heavy":
        changes |= {"loss": dice.choice((0.0, loss)), "fault_at": fault_at(dice)}
    return msgspec.structs.replace(options, **changes)


SCENARIOS: Final[Mapping[str, Callable[[random.Random, float], dict[str, object]]]] = {
    "lossy": lambda _, loss: {"loss": loss},
    "jitter": lambda dice, loss: {"jitter_ms": round(dice.uniform(2, 15), 1), "loss": dice.choice((0.0, loss))},
    "rebind": lambda dice, loss: {"rebinds": dice.choice((1, 1, 2)), "loss": dice.choice((0.0, loss))},
    "slow": lambda dice, _: {"delay_ms": round(dice.uniform(40, 150), 1)},
    "idle_end": lambda _dice, _loss: {"idle_end": True},
    "think": lambda _dice, _loss: {"think_ms": 1300, "idle_ms": 3000},
    "wrong_alpn": lambda _dice, _loss: {"protocol": "raw"},
    "heavy": lambda dice, _: {"loss": round(dice.uniform(0.2, 0.7), 2)},
    "kill_client": lambda _dice, _loss: {"fault_end": "client"},
    "kill_server": lambda _dice, _loss: {"fault_end": "server"},
    "cut": lambda dice, _: {"fault_end": dice.choice(ENDS)},
}
"""The options that a scenario needs, drawn from the dice and a loss that is bearable."""
