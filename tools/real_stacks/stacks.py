"""The three stacks: what each needs, the commands of its two ends, and how its client says that it finished."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from tools.real_stacks.certificates import Certificates
from tools.real_stacks.plan import Options
from tools.real_stacks.relay import HOST

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parent.parent
GO_PATH: Final = "/usr/share/gocode"
GO_PACKAGE: Final = Path(GO_PATH, "src/github.com/lucas-clemente/quic-go")
FAIL_MS: Final = 100
"""From the part of an answer that a failing server sends to its failure."""
ODD: Final = 997
"""The sizes of files are made odd by it, so that no two requests of a run ask for the same file."""


class Place(NamedTuple):
    """Where a run happens."""

    directory: Path
    server_port: int
    relay_port: int
    certificates: Certificates
    program: Path
    """The program of quic-go."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What an end said of its transfer, in bytes."""

    asked: int
    received: int
    finished: bool
    error: str = ""


class Stack(NamedTuple):
    """One stack; an end is "client" or "server"."""

    name: str
    missing: Callable[[], str]
    """What is not installed and how to install it, or nothing."""
    prepare: Callable[[Options, Place], None]
    command: Callable[[str, Options, Place], list[str]]
    report: Callable[[str, Options, Place, str], Report | None]
    """From the output of an end; None if it said nothing."""
    ends_itself: bool
    """Whether the server ends with its one connection."""


def own_command(program: list[str], end: str, options: Options, place: Place) -> list[str]:
    """The command line of our two programs, which have the same options."""
    trusted = place.certificates.other if options.scenario == "wrong_certificate" else place.certificates.trusted
    values: dict[str, object] = {
        "host": HOST,
        "port": place.server_port if end == "server" else place.relay_port,
        "protocol": options.protocol,
        "streams": options.streams,
        "down": options.down,
        "up": options.up,
        "idle": options.idle_ms,
        "think": options.think_ms,
        "log-limit": options.log_limit if end == "server" else 0,
        "qlog": place.directory / end,
        "ca": trusted,
        "cert": place.certificates.trusted,
        "key": place.certificates.key,
    }
    if options.scenario == "wrong_alpn" and end == "client":
        values["alpn"] = "other"
    if options.scenario in OWN_FAILURES and end == "server":
        values |= {"fail": OWN_FAILURES[options.scenario], "fail-at": options.fault_at, "fail-after": FAIL_MS}
    flags = [f"--{name}" for name in ("retry", "key-update", "idle-end") if getattr(options, name.replace("-", "_"))]
    return [*program, end, *(f"--{name}={value}" for name, value in values.items()), *flags]


OWN_FAILURES: Final[Mapping[str, str]] = {"server_error": "close", "stall": "stall", "reset": "reset"}


def own_report(_end: str, _options: Options, _place: Place, output: str) -> Report | None:
    """The last line that is JSON."""
    for line in reversed(output.splitlines()):
        if line.startswith("{"):
            return msgspec.convert(json.loads(line), Report)
    return None


def _nothing(_options: Options, _place: Place) -> None:
    return


def _aioquic_missing() -> str:
    return "" if importlib.util.find_spec("aioquic") else "aioquic is not installed: pip install 'atp-tui[lab]'"


def _aioquic_command(end: str, options: Options, place: Place) -> list[str]:
    return own_command([sys.executable, "-m", "tools.real_stacks.aioquic_end"], end, options, place)


def _go_missing() -> str:
    if shutil.which("go") and GO_PACKAGE.is_dir():
        return ""
    return "quic-go is not installed: apt-get install golang-go golang-github-lucas-clemente-quic-go-dev"


def build_go(program: Path) -> None:
    """Builds the program of quic-go from Debian's sources, without the network."""
    environment = os.environ | {"GO111MODULE": "off", "GOPATH": GO_PATH, "GOFLAGS": "", "GOCACHE": str(program.parent)}
    command = ["go", "build", "-trimpath", "-o", str(program), "main.go"]
    subprocess.run(command, cwd=HERE / "quicgo", env=environment, check=True)


def _go_command(end: str, options: Options, place: Place) -> list[str]:
    return own_command([str(place.program)], end, options, place)


NGTCP2_SERVER: Final = shutil.which("gtlsserver", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


NGTCP2_CIPHERS: Final = "NORMAL:-VERS-ALL:+VERS-TLS1.3:-CIPHER-ALL:+"


def _ngtcp2_missing() -> str:
    if shutil.which("gtlsclient") and NGTCP2_SERVER:
        return ""
    return "ngtcp2 is not installed: apt-get install ngtcp2-client ngtcp2-server"


def _ngtcp2_files(options: Options) -> list[int]:
    """The size of the file of each stream."""
    return [options.down + ODD * number for number in range(options.streams)]


def _ngtcp2_prepare(options: Options, place: Place) -> None:
    for name in ("files", "got"):
        (place.directory / name).mkdir()
    for size in _ngtcp2_files(options):
        (place.directory / "files" / f"{size}.bin").write_bytes(bytes(size))
    (place.directory / "upload.bin").write_bytes(bytes(options.up))


def _ngtcp2_command(end: str, options: Options, place: Place) -> list[str]:
    where, idle = place.directory, f"{options.idle_ms}ms"
    shared = ["--quiet", "--no-quic-dump", "--no-http-dump", f"--timeout={idle}", f"--handshake-timeout={idle}"]
    shared += [f"--qlog-dir={where / end}"]
    if options.scenario == "wrong_cipher":
        shared += [f"--ciphers={NGTCP2_CIPHERS}{'AES-256-GCM' if end == 'server' else 'CHACHA20-POLY1305'}"]
    if end == "server":
        files = ["--validate-addr"] if options.retry else []
        place_and_keys = [HOST, str(place.server_port), str(place.certificates.key), str(place.certificates.trusted)]
        return [NGTCP2_SERVER or "gtlsserver", *shared, *files, f"--htdocs={where / 'files'}", *place_and_keys]
    own = [f"--download={where / 'got'}"]
    if not options.idle_end:
        own += ["--exit-on-all-streams-close"]
    if options.think_ms:
        own += [f"--delay-stream={options.think_ms}ms"]
    if options.up:
        own += ["--http-method=POST", f"--data={where / 'upload.bin'}"]
    if options.key_update:
        own += ["--key-update=20ms"]
    addresses = [f"https://localhost/{size}.bin" for size in _ngtcp2_files(options)]
    return ["gtlsclient", *shared, *own, HOST, str(place.relay_port), *addresses]


def _ngtcp2_report(end: str, options: Options, place: Place, output: str) -> Report | None:
    """From the files that came: the programs themselves say nothing."""
    if end == "server":
        return None
    asked = sum(_ngtcp2_files(options))
    received = sum(each.stat().st_size for each in (place.directory / "got").iterdir())
    last = output.strip().splitlines()[-1:] if received < asked else []
    return Report(asked=asked, received=received, finished=received == asked, error="".join(last))


TABLE: Final = {
    stack.name: stack
    for stack in (
        Stack("aioquic", _aioquic_missing, _nothing, _aioquic_command, own_report, ends_itself=True),
        Stack("ngtcp2", _ngtcp2_missing, _ngtcp2_prepare, _ngtcp2_command, _ngtcp2_report, ends_itself=False),
        Stack("quic-go", _go_missing, _nothing, _go_command, own_report, ends_itself=True),
    )
}
