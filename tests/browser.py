"""A headless Chromium, driven over its DevTools protocol; every request that it makes is written down."""

import asyncio
import base64
import itertools
import json
import re
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import aiohttp
import pytest

SECONDS: Final = 60.0
CHROMIUM: Final = shutil.which("chromium")
NEEDS_CHROMIUM: Final = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
FLAGS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
    "--window-size=1400,900",
)
_ACTS: Final = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()].|.)")


class Page:
    """A page of the browser."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.requested: list[str] = []
        """The addresses that were asked for."""
        self.written = b""
        """What the program has written into the page."""
        self._reader = asyncio.create_task(self._read())

    async def __call__(self, method: str, **parameters: object) -> Mapping[str, Any]:
        """Ask the browser for something and return its answer."""
        number = next(self._numbers)
        answered = self._answers[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        answer = await asyncio.wait_for(answered, SECONDS)
        assert "error" not in answer, answer
        result: Mapping[str, Any] = answer["result"]
        return result

    async def says(self, expression: str) -> object:
        """Return the value of an expression of the page."""
        answer = await self("Runtime.evaluate", expression=expression, returnByValue=True)
        return answer["result"].get("value")

    async def type(self, *keys: str) -> None:
        """Press keys; letters are typed one by one."""
        for key in keys:
            code = {"Enter": 13, "Escape": 27, "ArrowDown": 40, "Backspace": 8}.get(key)
            if code is None:
                for letter in key:
                    await self("Input.dispatchKeyEvent", type="keyDown", key=letter, text=letter)
                    await self("Input.dispatchKeyEvent", type="keyUp", key=letter)
            else:
                text = {"text": "\r"} if key == "Enter" else {}
                given = {"key": key, "code": key, "windowsVirtualKeyCode": code, **text}
                await self("Input.dispatchKeyEvent", type="keyDown", **given)
                await self("Input.dispatchKeyEvent", type="keyUp", **given)

    async def type_with_control(self, letter: str) -> None:
        """Press a letter while Control is held."""
        given = {
            "key": letter,
            "code": f"Key{letter.upper()}",
            "windowsVirtualKeyCode": ord(letter.upper()),
            "modifiers": 2,
        }
        await self("Input.dispatchKeyEvent", type="keyDown", **given)
        await self("Input.dispatchKeyEvent", type="keyUp", **given)

    async def close(self) -> None:
        """Let go of it."""
        self._reader.cancel()
        await asyncio.gather(self._reader, return_exceptions=True)

    async def _read(self) -> None:
        async for message in self._socket:
            told = json.loads(message.data)
            if (answered := self._answers.pop(told.get("id"), None)) is not None:
                answered.set_result(told)
            elif told.get("method") == "Network.requestWillBeSent":
                self.requested.append(told["params"]["request"]["url"])
            elif told.get("method") == "Network.webSocketCreated":
                self.requested.append(told["params"]["url"])
            elif told.get("method") == "Network.webSocketFrameReceived":
                frame = told["params"]["response"]
                if frame["opcode"] == 2:
                    self.written += base64.b64decode(frame["payloadData"])


@asynccontextmanager
async def browser(folder: Path) -> AsyncIterator[Page]:
    """Start a browser whose files are in the new directory *folder*, give its page, and end it."""
    process = _begun(folder)
    try:
        port = await _port(folder, process)
        async with aiohttp.ClientSession() as session:
            async with session.get(f"http://127.0.0.1:{port}/json") as answer:
                (target,) = [each for each in await answer.json() if each["type"] == "page"]
            async with session.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                page = Page(socket)
                for domain in ("Page", "Network", "Runtime"):
                    await page(f"{domain}.enable")
                await page("Emulation.setFocusEmulationEnabled", enabled=True)
                yield page
                await page.close()
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait, SECONDS)


def _begun(folder: Path) -> "subprocess.Popen[bytes]":
    folder.mkdir()
    with (folder / "said").open("wb") as said:
        return subprocess.Popen([CHROMIUM or "", *FLAGS, f"--user-data-dir={folder}", "about:blank"], stderr=said)


async def _port(folder: Path, process: "subprocess.Popen[bytes]") -> int:
    file, end = folder / "DevToolsActivePort", time.monotonic() + SECONDS
    while process.poll() is None and time.monotonic() < end:
        lines = file.read_text().splitlines() if file.exists() else []
        if len(lines) > 1:
            return int(lines[0])
        await asyncio.sleep(0.05)
    raise AssertionError((folder / "said").read_text())


def plain(written: bytes) -> str:
    """What a program wrote, without what acts on a terminal."""
    return _ACTS.sub(b"", written).decode("utf-8", "replace")
