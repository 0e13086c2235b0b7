"""Makes the logs under tests/logs/real, each by one small run.

    python -m tools.real_stacks.fixtures [NAME...]

NAME is STACK/SCENARIO of the table; all are made if none is given. Connection IDs, keys and times differ each time, so
tests state what a log says and not its bytes. A README is written that names the command of each.
"""

import argparse
import asyncio
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from tools.real_stacks.certificates import Certificates, make_certificates
from tools.real_stacks.plan import ENDS, Options
from tools.real_stacks.run import Run, Truth
from tools.real_stacks.stacks import ROOT, TABLE, build_go

FOLDER: Final = ROOT / "tests" / "logs" / "real"
SEED: Final = 16
MOST_BYTES: Final = 60_000
TRIES: Final = 20


class Fixture(NamedTuple):
    """A run and what it is to be, beside small sizes and a short idle timeout."""

    scenario: str
    settings: Mapping[str, object]
    finished: bool


COMMON: Final[Mapping[str, object]] = {"down": 24_000, "delay_ms": 8.0, "idle_ms": 1500, "seed": SEED}
FIXTURES: Final[Mapping[str, Fixture]] = {
    "clean": Fixture("clean", {}, finished=True),
    "lossy": Fixture("lossy", {"loss": 0.1}, finished=True),
    "dark": Fixture("dark", {"fault_at": 0.5}, finished=False),
    "killed": Fixture("kill_client", {"fault_at": 0.9, "fault_end": "client", "down": 40_000}, finished=False),
}
MORE: Final[Mapping[str, tuple[str, Fixture]]] = {
    "aioquic/full_disk": ("aioquic", Fixture("full_disk", {"log_limit": 20_000}, finished=True)),
    "aioquic/wrong_certificate": ("aioquic", Fixture("wrong_certificate", {}, finished=False)),
    "ngtcp2/idle_end": ("ngtcp2", Fixture("idle_end", {"idle_end": True}, finished=True)),
    "ngtcp2/rebind": ("ngtcp2", Fixture("rebind", {"rebinds": 1}, finished=True)),
    "quic-go/jitter": ("quic-go", Fixture("jitter", {"jitter_ms": 12.0}, finished=True)),
    "quic-go/server_error": ("quic-go", Fixture("server_error", {"fault_at": 0.5}, finished=False)),
}
ALL: Final = {f"{stack}/{name}": (stack, each) for name, each in FIXTURES.items() for stack in TABLE} | dict(MORE)

README: Final = """# Logs of real stacks

Made by `python -m tools.real_stacks.fixtures` on loopback, where a relay lost, delayed and cut what its scenario says:
aioquic 1.7, ngtcp2 0.12.1 (gtlsclient and gtlsserver of Debian) and quic-go 0.29 (of Debian, with
tools/real_stacks/quicgo). `client` and `server` are the logs of both ends as the stack wrote them; an end without a
file wrote none. `truth.json` has what is known of the run by other means than its logs, `relay.csv` each datagram that
came to the relay. All sizes are in bytes, times in ms.

| logs | finished | made by | note |
| --- | --- | --- | --- |
"""


def options_of(stack: str, fixture: Fixture) -> Options:
    """The options of a run for a fixture."""
    settings = {"stack": stack, "scenario": fixture.scenario, **COMMON, **fixture.settings}
    return msgspec.convert(settings, Options)


async def made(name: str, directory: Path, certificates: Certificates, program: Path) -> Truth:
    """Runs until the transfer ends as it is to, and keeps the run.

    Raises:
        RuntimeError: no run did, or a log is too large.
    """
    stack, fixture = ALL[name]
    for _ in range(TRIES):
        shutil.rmtree(directory, ignore_errors=True)
        truth = await Run(options_of(stack, fixture), directory, certificates, program).go()
        cut = fixture.scenario != "kill_client" or has_bytes(directory) or stack == "aioquic"
        lost = fixture.scenario != "lossy" or bool(truth.drops)
        if truth.finished == fixture.finished and cut and lost:
            return truth
    raise RuntimeError(f"{name}: no run of {TRIES} ended as it is to")


def has_bytes(directory: Path) -> bool:
    """Whether the client wrote a part of its log before it was killed."""
    return any(each.stat().st_size for each in (directory / "client").iterdir())


def keep(directory: Path, target: Path) -> None:
    """Moves the logs of a run to *target*, under the names of their ends.

    Raises:
        RuntimeError: a log is too large to keep.
    """
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for end in ENDS:
        logs = sorted((directory / end).iterdir(), key=lambda path: path.stat().st_size)
        if logs:
            if logs[-1].stat().st_size > MOST_BYTES:
                raise RuntimeError(f"{target.name}: a log of {logs[-1].stat().st_size} bytes is too large to keep")
            shutil.copyfile(logs[-1], target / f"{end}{logs[-1].suffix}")
    for name in ("truth.json", "relay.csv"):
        shutil.copyfile(directory / name, target / name)


def readme_row(name: str) -> str:
    """The row of the README for one fixture."""
    stack, fixture = ALL[name]
    settings = ", ".join(f"{key} {value}" for key, value in fixture.settings.items())
    command = f"`python -m tools.real_stacks.fixtures {name}`"
    return f"| {stack}/{name.partition('/')[2]} | {'yes' if fixture.finished else 'no'} | {command} | {settings} |"


async def make_all(names: list[str]) -> None:
    """Makes the fixtures, one after another."""
    with tempfile.TemporaryDirectory() as scratch:
        certificates = make_certificates(Path(scratch, "certificates"))
        program = Path(scratch, "build", "quicgo_end")
        if any(ALL[name][0] == "quic-go" for name in names):
            build_go(program)
        for name in names:
            directory = Path(scratch, "run")
            truth = await made(name, directory, certificates, program)
            keep(directory, FOLDER / name)
            print(f"{name}: {'finished' if truth.finished else 'not finished'}, {len(truth.drops)} dropped")
    rows = [readme_row(name) for name in sorted(ALL)]
    (FOLDER / "README.md").write_text(README + "\n".join([*rows, ""]), encoding="utf-8")


def main() -> int:
    """Returns 1 if a stack is not installed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", choices=[*ALL, []])
    names = parser.parse_args().names or list(ALL)
    missing = {words for name in names if (words := TABLE[ALL[name][0]].missing())}
    if missing:
        print("\n".join(sorted(missing)), file=sys.stderr)
        return 1
    asyncio.run(make_all(names))
    return 0


if __name__ == "__main__":
    sys.exit(main())
