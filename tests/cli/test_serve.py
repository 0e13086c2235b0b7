"""``atp-tui serve``: who is let in, what is started, and how it ends."""

import asyncio
import os
import queue
import re
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request
from hypothesis import example, given
from hypothesis import strategies as st

from atp_tui.cli import browser_server, serve
from atp_tui.cli.browser_server import BrowserServer, is_loopback
from atp_tui.cli.browser_start import opened
from atp_tui.cli.serve import explorer_command, title_of
from atp_tui.cli.terminal import is_served
from atp_tui.store.extras import how_to_install
from atp_tui.store.open import open_pack
from tests.browser import plain
from tests.cli.conftest import Call
from tests.examples import examples
from tests.program import PACKS, PROGRAM

PACK = PACKS / "five-violations"
SECONDS = 30.0
Client = TestClient[Request, Application]
SHOWS_ARGUMENTS = "#!/bin/sh\nprintf '%s\\0' \"$@\"\n"

# What is started


@pytest.fixture(scope="module")
def program_that_shows_its_arguments(tmp_path_factory: pytest.TempPathFactory) -> Path:
    program = tmp_path_factory.mktemp("a folder; $(touch x)") / "shows 'it'"
    program.write_text(SHOWS_ARGUMENTS)
    program.chmod(0o755)
    return program


@examples(60)
@given(path=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1))
@example(path="a'b\"c$(touch x)`touch y`;touch z&|<>\n\\")
@example(path="-rf")
@example(path="\udcff")
def test_the_shell_hands_on_any_path_as_it_is(program_that_shows_its_arguments: Path, path: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "executable", str(program_that_shows_its_arguments))
        command = explorer_command(path, keeps_index=False)
    ended = subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=True, timeout=SECONDS)
    expected = ["-P", "-m", "atp_tui", "open", "--no-cache", "--", path, ""]
    assert [os.fsdecode(part) for part in ended.stdout.split(b"\0")] == expected
    assert ended.stderr == b""


def test_a_page_is_not_the_terminal_of_the_server() -> None:
    command = explorer_command("x", keeps_index=True)
    assert "-u TMUX" in command
    assert "--no-cache" not in command
    assert is_served({"TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver"})
    assert not is_served({})


# What is told


def test_without_the_extra_one_line_says_what_to_install(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "atp_tui.cli.browser_server")
    monkeypatch.setitem(sys.modules, "textual_serve.server", None)
    outcome = call("serve", PACK)
    assert (outcome.code, outcome.out) == (2, b"")
    (line,) = outcome.told
    assert f"textual-serve, which is not installed; install it: {how_to_install('web')}" in line


def test_the_path_is_looked_at_first(call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delitem(sys.modules, "atp_tui.cli.browser_server")
    monkeypatch.setitem(sys.modules, "textual_serve.server", None)
    outcome = call("serve", tmp_path / "nowhere")
    assert (outcome.code, len(outcome.told)) == (4, 1)


def test_a_port_that_is_taken_is_one_line(call: Call) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        outcome = call("serve", "--port", str(taken.getsockname()[1]), PACK)
    assert (outcome.code, outcome.out) == (2, b"")
    (line,) = outcome.told
    assert "already in use" in line


@pytest.mark.parametrize(("host", "is_warned"), [("127.0.0.1", False), ("localhost", False), ("0.0.0.0", True)])  # noqa: S104
def test_an_address_of_others_is_warned_of(
    call: Call, monkeypatch: pytest.MonkeyPatch, host: str, *, is_warned: bool
) -> None:
    monkeypatch.setattr(
        browser_server, "serve_until_told", lambda _server, listener, ready: (ready(), listener.close())
    )
    monkeypatch.setattr(serve, "_tell_errors", lambda: None)
    outcome = call("serve", "--host", host, "--port", "0", PACK)
    assert outcome.code == 0
    assert any("can read the pack and type keys as you" in line for line in outcome.told) == is_warned
    assert re.fullmatch(rb"http://[\d.]+:\d+/\?key=[\w-]{32}\n", outcome.out)


@pytest.mark.parametrize(
    ("host", "is_local"),
    [("localhost", True), ("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("0.0.0.0", False),  # noqa: S104
     ("::", False), ("192.0.2.1", False), ("localhost.example", False)],
)  # fmt: skip
def test_loopback_is_known(host: str, *, is_local: bool) -> None:
    assert is_loopback(host) == is_local


def test_the_title_is_the_pack_and_its_verdict() -> None:
    title = title_of(open_pack(str(PACK)))
    assert title == f"{PACK}: FAILED 4 High 1 Medium"


# The browser


class Browser:
    """Stands for the browser of a desktop."""

    def __init__(self) -> None:
        self.pages: queue.SimpleQueue[str] = queue.SimpleQueue()

    def open(self, address: str) -> bool:
        self.pages.put(address)
        return True


def test_the_browser_is_given_a_private_file_that_leads_to_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Browser()
    monkeypatch.setattr(webbrowser, "get", lambda: browser)
    with opened("http://127.0.0.1:1/?key=a&b"):
        address = browser.pages.get(timeout=SECONDS)
        assert "key" not in address
        page = Path(unquote(urlsplit(address).path))
        assert page.stat().st_mode & 0o77 == 0
        assert page.parent.stat().st_mode & 0o77 == 0
        assert 'content="0; url=http://127.0.0.1:1/?key=a&amp;b"' in page.read_text()
    assert not page.parent.exists()


@pytest.mark.parametrize("found", [webbrowser.GenericBrowser("w3m"), webbrowser.Error("none")])
def test_a_browser_of_the_terminal_is_not_opened(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], found: webbrowser.BaseBrowser | Exception
) -> None:
    def get() -> webbrowser.BaseBrowser:
        if isinstance(found, Exception):
            raise found
        return found

    monkeypatch.delenv("BROWSER", raising=False)
    monkeypatch.setattr(webbrowser, "get", get)
    with opened("http://127.0.0.1:1/?key=a"):
        pass
    assert capsys.readouterr().err == "atp-tui: no browser could be opened; open the address yourself\n"


def test_the_browser_is_opened_on_request_alone(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Browser()
    monkeypatch.setattr(webbrowser, "get", lambda: browser)
    monkeypatch.setattr(serve, "_tell_errors", lambda: None)
    monkeypatch.setattr(
        browser_server, "serve_until_told", lambda _server, listener, ready: (ready(), listener.close())
    )
    assert call("serve", "--port", "0", PACK).code == 0
    assert browser.pages.empty()
    assert call("serve", "--port", "0", "--open", PACK).code == 0
    assert browser.pages.get(timeout=SECONDS).startswith("file:///")


# Who is let in


@pytest.fixture
async def server() -> BrowserServer:
    return BrowserServer("exit 1", "a <script>alert(1)</script> pack", is_local=True)


@pytest.fixture
async def client(server: BrowserServer) -> AsyncIterator[Client]:
    async with TestClient(TestServer(await server._make_app())) as found:
        yield found


async def status(client: Client, path: str, **headers: str) -> int:
    async with client.get(path, headers={name.title(): value for name, value in headers.items()}) as answer:
        return answer.status


async def test_only_who_has_the_key_is_let_in(client: Client, server: BrowserServer) -> None:
    for path in ("/", "/?key=", "/?key=wrong", "/ws", "/static/js/textual.js", "/static/", "/download/1", "/nowhere"):
        assert await status(client, path) == 403
    assert await status(client, f"/?key={server.key}") == 200
    assert await status(client, "/") == 200, "the cookie is the key from now on"
    assert await status(client, "/static/js/textual.js") == 200


async def test_no_other_site_and_no_other_name_is_let_in(client: Client, server: BrowserServer) -> None:
    port, key = client.port, f"/?key={server.key}"
    assert await status(client, key, origin="http://evil.example") == 403
    assert await status(client, key, origin="null") == 403
    assert await status(client, key, host=f"evil.example:{port}") == 403
    assert await status(client, key, host="127.0.0.1.evil.example") == 403
    assert await status(client, key, origin=f"http://127.0.0.1:{port}") == 200
    assert await status(client, key, host="localhost:9000", origin="http://localhost:9000") == 200, "a tunnel"
    for origin in ("http://evil.example", f"http://127.0.0.1:{port + 1 if port else 1}"):
        with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
            await client.ws_connect("/ws", origin=origin)


async def test_the_page_asks_nothing_of_other_hosts(client: Client, server: BrowserServer) -> None:
    async with client.get(f"/?key={server.key}") as answer:
        text, policy = await answer.text(), answer.headers["Content-Security-Policy"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        cookie = answer.headers["Set-Cookie"]
    own = f"{client.host}:{client.port}"
    assert {found for found in re.findall(r"(?:https?|wss?)://([^/\"' ]+)", text) if found != "www.w3.org"} == {own}
    assert policy.startswith("default-src 'none'; ")
    assert set(re.findall(r"\w+://(\S+?)[; ]", policy)) == {own}
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "<script>alert" not in text
    assert "<title>a &lt;script&gt;alert(1)&lt;/script&gt; pack</title>" in text
    assert server.key not in "".join(re.findall("<title>.*?</title>", text))
    assert "/static/fonts/RobotoMono-VariableFont_wght.ttf" in text
    assert await status(client, "/static/fonts/RobotoMono-VariableFont_wght.ttf") == 200


# How it ends


@contextmanager
def serving() -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    """Start a server; give it and the address that it prints."""
    argv = [*PROGRAM, "serve", "--port", "0", "--no-cache", str(PACK)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            yield process, process.stdout.readline().decode().strip()
        finally:
            process.kill()


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (signal.SIGTERM, 0),
        pytest.param(signal.SIGINT, 0, marks=pytest.mark.soak),
        pytest.param(signal.SIGHUP, 0, marks=pytest.mark.soak),
        pytest.param(signal.SIGKILL, -signal.SIGKILL, marks=pytest.mark.soak),
    ],
)
async def test_the_explorers_end_with_the_server(number: signal.Signals, code: int) -> None:
    with serving() as (process, address):
        async with asyncio.timeout(SECONDS), aiohttp.ClientSession() as session:
            page = address.replace("http:", "ws:").replace("/?", "/ws?")
            async with session.ws_connect(f"{page}&width=120&height=36") as opened:
                written = b""
                while "intact 23/23" not in plain(written):
                    written += await opened.receive_bytes()
                (explorer,) = children(process.pid)
                assert is_running(explorer)
                process.send_signal(number)
                async for _ in opened:
                    pass
            assert await asyncio.to_thread(process.wait) == code
            await asyncio.to_thread(wait_for_the_end_of, explorer)
        assert process.stderr is not None
        assert [line.split(b";")[0] for line in process.stderr] == [b"atp-tui: serving " + str(PACK).encode()]


SLOW_END = """
import sys
from atp_tui.cli.browser_server import BrowserServer, listen, serve_until_told
listener = listen("127.0.0.1", 0)
command = "trap '' TERM; printf '__GANGLION__\\\\n'; cat > /dev/null; exec >&- 2>&-; exec sleep " + sys.argv[1]
server = BrowserServer(command, "slow", is_local=True)
server_address = f"http://127.0.0.1:{listener.getsockname()[1]}/ws?key={server.key}"
serve_until_told(server, listener, lambda: print(server_address, flush=True))
"""


@pytest.mark.parametrize("seconds", ["0.5", pytest.param("600", marks=pytest.mark.soak)])
async def test_an_explorer_that_ends_late_is_waited_for_and_then_killed(seconds: str) -> None:
    words, pipe = [sys.executable, "-c", SLOW_END, seconds], subprocess.PIPE
    with subprocess.Popen(words, stdout=pipe, stderr=pipe, text=True) as process:  # noqa: ASYNC220
        assert process.stdout is not None
        address = (await asyncio.to_thread(process.stdout.readline)).strip()
        async with asyncio.timeout(SECONDS), aiohttp.ClientSession() as session, session.ws_connect(address) as page:
            await page.send_str('["ping", "a"]')
            await page.receive()
            (explorer,) = children(process.pid)
            process.send_signal(signal.SIGTERM)
            async for _ in page:
                pass
        _, told = await asyncio.to_thread(process.communicate)
    assert (process.returncode, told, is_running(explorer)) == (0, "", False)


def wait_for_the_end_of(pid: int) -> None:
    while is_running(pid):
        time.sleep(0.05)


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, check=True, timeout=SECONDS)
    return [int(line) for line in listed.stdout.split()]
