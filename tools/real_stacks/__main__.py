"""Runs real QUIC stacks on loopback and keeps their logs with what is known to be true.

    python -m tools.real_stacks --stack aioquic --seeds 0-119 -o DIRECTORY
    python -m tools.real_stacks --stack ngtcp2 --seeds 3 --set scenario=dark --set down=40000 -o DIRECTORY

Each run leaves STACK/run_SEED/client and server with the logs of each end, truth.json, and relay.csv with every
datagram that came to the relay. A run that is there already is left alone. Needs Linux.
"""

import argparse
import asyncio
import os
import shutil
import sys
from pathlib import Path
from typing import Final

import msgspec

from tools.real_stacks.certificates import Certificates, make_certificates
from tools.real_stacks.plan import STACKS, Options, options_of
from tools.real_stacks.run import Run
from tools.real_stacks.stacks import TABLE, build_go

STARVED_MS: Final = 150.0
"""A run in which somebody waited longer for a processor says nothing of the network; it is made again."""
TRIES: Final = 6


def seeds_of(text: str) -> list[int]:
    """The seeds of a text as 3 or 0-119, both ends included."""
    first, _, last = text.partition("-")
    return list(range(int(first), int(last or first) + 1))


def changed(options: Options, settings: list[str]) -> Options:
    """*options* with those of `--set NAME=VALUE`."""
    values = dict(each.split("=", 1) for each in settings)
    return msgspec.convert(msgspec.structs.asdict(options) | values, Options, strict=False)


async def one(options: Options, directory: Path, certificates: Certificates, program: Path) -> str:
    """A run and its line of output.

    Raises:
        RuntimeError: the server did not start, or the machine was too busy each time.
    """
    for _ in range(TRIES):
        shutil.rmtree(directory, ignore_errors=True)
        truth = await Run(options, directory, certificates, program).go()
        if truth.starved_ms <= STARVED_MS:
            break
    else:
        shutil.rmtree(directory)
        raise RuntimeError(
            f"left out: the machine is too busy, an end waited {truth.starved_ms:.0f} ms for a processor"
        )
    words = "finished" if truth.finished else "not finished"
    fault = ", fault happened" if truth.triggered else ""
    return f"{options.stack} {options.seed} {options.scenario}: {words}{fault}, {len(truth.drops)} dropped"


async def all_runs(arguments: argparse.Namespace, certificates: Certificates, program: Path) -> int:
    """All runs that are not there yet, some at a time; returns how many could not be made."""
    free, failures = asyncio.Semaphore(arguments.parallel), 0

    async def guarded(stack: str, seed: int) -> None:
        nonlocal failures
        directory = arguments.output / stack / f"run_{seed}"
        async with free:
            if (directory / "truth.json").exists():
                return
            try:
                print(await one(changed(options_of(stack, seed), arguments.set), directory, certificates, program))
            except (OSError, RuntimeError) as error:
                failures += 1
                print(f"{stack} {seed}: {error}", file=sys.stderr)

    await asyncio.gather(*(guarded(stack, seed) for stack in arguments.stack for seed in arguments.seeds))
    return failures


def main() -> int:
    """Returns 1 if a run could not be made or a stack is not installed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stack", action="append", choices=STACKS, help="may be repeated; all if none is given")
    parser.add_argument("--seeds", type=seeds_of, default=seeds_of("0-9"), help="SEED or FIRST-LAST")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="an option of plan.py")
    parser.add_argument("--parallel", type=int, default=4, help="runs at a time")
    parser.add_argument("--nice", type=int, default=0, help="below 0, which needs root, on a busy machine")
    parser.add_argument("-o", "--output", type=Path, required=True)
    arguments = parser.parse_args()
    arguments.stack = arguments.stack or list(STACKS)
    arguments.output = arguments.output.resolve()
    missing = [words for stack in arguments.stack if (words := TABLE[stack].missing())]
    if missing:
        print("\n".join(missing), file=sys.stderr)
        return 1
    certificates = make_certificates(arguments.output / "certificates")
    program = arguments.output / "build" / "quicgo_end"
    if "quic-go" in arguments.stack:
        build_go(program)
    os.nice(arguments.nice)
    return 1 if asyncio.run(all_runs(arguments, certificates, program)) else 0


if __name__ == "__main__":
    sys.exit(main())
