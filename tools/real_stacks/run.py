"""One run: starts both ends and the relay, makes the fault happen, and writes down what is known to be true."""

import asyncio
import shutil
import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from tools.real_stacks.certificates import Certificates
from tools.real_stacks.plan import ENDS, Options
from tools.real_stacks.relay import HOST, TO_SERVER, Datagram, Relay, bound_socket
from tools.real_stacks.stacks import ROOT, TABLE, Place, Report, Stack

HUNG_S: Final = 120.0
"""The longest time for a client; one that takes longer is killed and counts as not finished."""
SLOW_ENDS: Final = ("heavy", "idle_end")
"""Scenarios in which the server sees the end by its idle timeout."""
WATCH_S: Final = 0.05
TICK_S: Final = 0.05
START_S: Final = 10.0
LINGER_S: Final = 0.7
"""For the server to notice that a client has gone in good order."""


class End(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one end; its exit code is negative if a signal ended it."""

    exit_code: int | None
    killed: bool
    """Whether the driver killed it, as its scenario asks."""
    hung: bool
    report: Report | None
    logs: tuple[str, ...]


class Truth(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a run, by other means than its logs."""

    options: Options
    finished: bool
    """Whether the client says that all bytes came."""
    triggered: bool
    """Whether the fault of the scenario happened before the client ended."""
    client: End
    server: End
    datagrams: dict[str, int]
    """How many came to the relay, by direction."""
    drops: tuple[Datagram, ...]
    """What the relay did not pass on; sizes in bytes, times in ms."""
    starved_ms: float = 0.0
    """The longest wait of an end or the relay for a processor, which delays as a network does."""
    full_buffers: dict[str, int] = {}
    """How many datagrams the system dropped at each end because the end did not read them in time."""


class Program:
    """A running end."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.output = asyncio.ensure_future(process.communicate())
        self.killed = False
        self.hung = False

    async def ended(self, seconds: float) -> bool:
        """Waits for the end, *seconds* at most; returns whether it has ended."""
        done, _ = await asyncio.wait([self.output], timeout=seconds)
        return bool(done)

    def send(self, number: signal.Signals) -> None:
        """Sends a signal unless the program has ended."""
        if self.process.returncode is None:
            self.process.send_signal(number)

    def waited_ns(self) -> dict[Path, int]:
        """How long each thread has waited for a processor, from the second field of its schedstat."""
        found = {}
        for path in Path("/proc", str(self.process.pid), "task").glob("*/schedstat"):
            with suppress(OSError):
                found[path] = int(path.read_text(encoding="ascii").split()[1])
        return found

    async def stop(self) -> None:
        """Asks it to end in the way for which the server of ngtcp2 closes its logs, and kills it if it does not."""
        self.send(signal.SIGINT)
        if not await self.ended(2):
            self.send(signal.SIGKILL)
            await self.ended(2)


async def started(command: list[str]) -> Program:
    """Starts an end in the root of the checkout."""
    pipe = asyncio.subprocess.PIPE
    return Program(await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=pipe, stderr=pipe))


def free_port() -> int:
    """A UDP port that nobody uses now."""
    with bound_socket() as found:
        port: int = found.getsockname()[1]
        return port


def drops_by_port() -> dict[int, int]:
    """How many datagrams the system has dropped at each UDP port, from the columns of /proc/net/udp."""
    rows = [
        row.split()
        for name in ("udp", "udp6")
        for row in Path("/proc/net", name).read_text(encoding="ascii").splitlines()[1:]
    ]
    return {int(row[1].rpartition(":")[2], 16): int(row[-1]) for row in rows}


async def listening(port: int, program: Program) -> None:
    """Waits until *program* has bound *port*."""
    for _ in range(round(START_S * 50)):
        if program.output.done():
            break
        if port in drops_by_port():
            return
        await asyncio.sleep(0.02)
    raise RuntimeError(f"the server did not start: {(await program.output)[1].decode(errors='replace')[-500:]}")


class Run:
    """One run in *directory*, which must not exist yet."""

    def __init__(self, options: Options, directory: Path, certificates: Certificates, go_program: Path) -> None:
        self.options = options
        self.stack: Stack = TABLE[options.stack]
        self.directory = directory
        self.relay = Relay(options, (HOST, free_port()))
        self.place = Place(directory, self.relay.server[1], self.relay.port, certificates, go_program)
        self.programs: dict[str, Program] = {}
        self.triggered = False
        self.rebinds = 0
        self.starved_ms = 0.0
        self.full_buffers = dict.fromkeys(ENDS, 0)

    async def go(self) -> Truth:
        """Runs both ends to their end, and writes truth.json and relay.csv beside their logs."""
        for end in ENDS:
            (self.directory / end).mkdir(parents=True)
        self.stack.prepare(self.options, self.place)
        watchers = [asyncio.ensure_future(each) for each in (self._watch_buffers(), self._watch_processor())]
        try:
            await self._both()
        finally:
            for each in watchers:
                each.cancel()
            for program in self.programs.values():
                await program.stop()
            self.relay.close()
        truth = self._truth()
        self._write(truth)
        return truth

    async def _both(self) -> None:
        server = self.programs["server"] = await started(self.stack.command("server", self.options, self.place))
        await listening(self.place.server_port, server)
        self.relay.on_datagram = self._progress
        self._progress()
        client = self.programs["client"] = await started(self.stack.command("client", self.options, self.place))
        if not await client.ended(HUNG_S):
            client.hung = True
            client.send(signal.SIGKILL)
            await client.ended(2)
        await self._server_end(server)

    async def _watch_buffers(self) -> None:
        """Keeps the drops of both ends, which the system forgets with their sockets."""
        while True:
            await asyncio.sleep(WATCH_S)
            drops = drops_by_port()
            for end, ports in zip(ENDS, (self.relay.client_ports(), {self.place.server_port}), strict=True):
                now = sum(drops.get(port, 0) for port in ports)
                self.full_buffers[end] = max(self.full_buffers[end], now)

    async def _watch_processor(self) -> None:
        """Keeps the longest time for which one of the three waited for a processor."""
        before: dict[Path, int] = {}
        while True:
            own = time.monotonic()
            await asyncio.sleep(TICK_S)
            late = [(time.monotonic() - own - TICK_S) * 1e9]
            now = {path: found for program in self.programs.values() for path, found in program.waited_ns().items()}
            late += [found - before.get(path, 0) for path, found in now.items() if path in before]
            self.starved_ms = max(self.starved_ms, round(max(late) / 1e6, 1))
            before = now

    async def _server_end(self, server: Program) -> None:
        """Lets the server notice the end of its connection."""
        came = any(each.direction == TO_SERVER and each.fate == "passed" for each in self.relay.list)
        if not came:
            return
        if self.stack.ends_itself:
            server.hung = not await server.ended(self.options.idle_ms / 1000 + 5)
        else:
            broken = self.triggered or self.options.scenario in SLOW_ENDS or self.programs["client"].hung
            delays = self.options.delay_ms / 1000 * 10
            await server.ended(delays + (self.options.idle_ms / 1000 + 2 if broken else LINGER_S))

    def _progress(self) -> None:
        """Makes the fault or the next rebinding happen once enough bytes went by."""
        options, share = self.options, self.relay.bytes / max(self.options.total, 1)
        if self.rebinds < options.rebinds and share > (self.rebinds + 1) / (options.rebinds + 1):
            self.rebinds += 1
            self.relay.rebind()
        if self.triggered or share < options.fault_at or (options.fault_at == 1 and not options.seed % 2):
            return
        match options.scenario:
            case "dark" | "cut":
                self.relay.faulty = self.triggered = True
            case "kill_client" | "kill_server" if self.relay.list:
                self._kill(options.fault_end, signal.SIGKILL)
            case "server_exit" if self.relay.list:
                self._kill("server", signal.SIGINT)
            case _:
                return

    def _kill(self, end: str, number: signal.Signals) -> None:
        program = self.programs.get(end)
        if program is not None:
            self.triggered = program.killed = True
            program.send(number)

    def _end(self, end: str) -> End:
        program = self.programs[end]
        output, errors = program.output.result() if program.output.done() else (b"", b"")
        text = output.decode(errors="replace")
        if errors or program.hung:
            (self.directory / f"{end}.txt").write_text(text + errors.decode(errors="replace"), encoding="utf-8")
        return End(
            exit_code=program.process.returncode,
            killed=program.killed,
            hung=program.hung,
            report=self.stack.report(end, self.options, self.place, text),
            logs=tuple(sorted(each.name for each in (self.directory / end).iterdir())),
        )

    def _truth(self) -> Truth:
        client = self._end("client")
        directions = [each.direction for each in self.relay.list]
        return Truth(
            options=self.options,
            finished=client.report is not None and client.report.finished and not client.killed,
            triggered=self.triggered,
            client=client,
            server=self._end("server"),
            datagrams={way: directions.count(way) for way in sorted(set(directions))},
            drops=tuple(self.relay.dropped()),
            starved_ms=self.starved_ms,
            full_buffers=self.full_buffers,
        )

    def _write(self, truth: Truth) -> None:
        (self.directory / "truth.json").write_bytes(msgspec.json.format(msgspec.json.encode(truth), indent=1))
        lines = [",".join(map(str, each)) for each in (Datagram._fields, *self.relay.list)]
        (self.directory / "relay.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
        for name in ("files", "got"):
            shutil.rmtree(self.directory / name, ignore_errors=True)
        (self.directory / "upload.bin").unlink(missing_ok=True)
