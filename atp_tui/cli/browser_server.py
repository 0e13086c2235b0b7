"""The server behind `atp-tui serve`: textual-serve, with a guard before it.

Whoever may use the page can read what its user can read and write packs in their name. So every request must bring a
key that only the address holds which is printed, must be meant for this host, and must not come from a page of another
site. The page itself may ask nothing of any other host. Source: SAFETY.md, "The process"; RFC 6455 section 10.2.
"""

import asyncio
import html
import ipaddress
import re
import secrets
import socket
from asyncio.subprocess import Process
from collections.abc import Callable
from typing import Final, cast
from weakref import WeakSet

from aiohttp import web
from aiohttp.typedefs import Handler
from textual_serve.app_service import AppService
from textual_serve.server import Server

from atp_tui.cli.signals import ENDING, is_ignored

PATIENCE: Final = 3.0
"""Seconds that open pages have to end their explorers when the server ends."""

_KEY: Final = "key"
_LOOPBACK_NAMES: Final = ("localhost", "127.0.0.1", "[::1]")
_PORT: Final = re.compile(r":\d+$")
_OUTSIDE: Final = re.compile(r'<link[^>]*href="https://[^>]*>')
_FONT: Final = (
    "<style>@font-face { font-family: 'Roboto Mono'; "
    "src: url('/static/fonts/RobotoMono-VariableFont_wght.ttf'); }</style>"
)
"""In place of the font that textual-serve's page fetches from the internet; the same one comes with it."""

_FOCUS: Final = """<script>
addEventListener("load", () => new MutationObserver((_, observer) => {
  const keys = document.querySelector(".xterm-helper-textarea");
  if (keys) { keys.focus(); observer.disconnect(); }
}).observe(document.body, { attributes: true, childList: true, subtree: true }));
</script>"""
"""Gives the keys to the terminal, which takes none before it was clicked otherwise."""


def is_loopback(host: str) -> bool:
    """Return whether *host* can be reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on *host*.

    Args:
        host: A name or an address.
        port: 0 takes a free one.

    Raises:
        OSError: it cannot be had.
    """
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    return socket.create_server(address[:2], family=family)


class BrowserServer(Server):
    """Serves one explorer for each page that is opened.

    Args:
        command: For a shell: starts the explorer.
        title: The title of the page, which it also shows until the explorer has started.
        is_local: Whether only this machine can reach it.
    """

    def __init__(self, command: str, title: str, *, is_local: bool) -> None:
        super().__init__(command, title=title)
        self.key: Final = secrets.token_urlsafe(24)
        self._is_local = is_local
        self._pages: set[asyncio.Task[object]] = set()
        self._explorers: WeakSet[Process] = WeakSet()

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.middlewares.append(self._guard)
        app.on_response_prepare.append(self._harden)
        return app

    async def on_startup(self, app: web.Application) -> None:
        """Print nothing: the command has printed where the page is."""

    async def on_shutdown(self, app: web.Application) -> None:  # noqa: ARG002
        """End the explorers of all pages that are open, and wait for their ends."""
        for page in self._pages:
            page.cancel()
        if self._pages:
            await asyncio.wait(self._pages, timeout=PATIENCE)
        explorers = tuple(self._explorers)
        if explorers:
            await asyncio.wait([asyncio.create_task(each.wait()) for each in explorers], timeout=PATIENCE)
        for each in explorers:
            # This kills one that is still running. A transport that outlives the loop makes Python print a traceback.
            each._transport.close()  # type: ignore[attr-defined] # noqa: SLF001

    async def handle_index(self, request: web.Request) -> web.Response:
        """Serve the page; it connects back by the host name of the request, also through a tunnel."""
        self.public_url = f"http://{request.host}"
        page = cast("web.Response", await super().handle_index(request))
        head = f"<title>{html.escape(self.title)}</title>{_FOCUS}</head>"
        page.text = _OUTSIDE.sub(_FONT, page.text or "").replace("</head>", head)
        page.set_cookie(_cookie(request), self.key, httponly=True, samesite="Strict")
        return page

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """Run an explorer for as long as its page is open."""
        page = asyncio.current_task()
        if page is not None:
            self._pages.add(page)
            page.add_done_callback(self._pages.discard)
        return await super().handle_websocket(request)

    async def _process_messages(self, websocket: web.WebSocketResponse, app_service: AppService) -> None:
        if app_service._process is not None:  # noqa: SLF001
            self._explorers.add(app_service._process)  # noqa: SLF001
        await super()._process_messages(websocket, app_service)

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if refusal := self._refusal(request):
            raise web.HTTPForbidden(text=f"atp-tui: {refusal}\n")
        return await handler(request)

    def _refusal(self, request: web.Request) -> str:
        """Why a request is not answered; empty when nothing speaks against it."""
        if self._is_local and _PORT.sub("", request.host) not in _LOOPBACK_NAMES:
            return "this server only accepts connections from this machine; use 127.0.0.1 or localhost"
        origin = request.headers.get("Origin")
        if origin is not None and origin != f"http://{request.host}":
            return "requests from other sites are refused"
        given = request.query.get(_KEY) or request.cookies.get(_cookie(request), "")
        if not secrets.compare_digest(given.encode(), self.key.encode()):
            return "access is refused without the key; use the whole address that 'atp-tui serve' printed"
        return ""

    @staticmethod
    async def _harden(request: web.Request, response: web.StreamResponse) -> None:
        own = "'self' 'unsafe-inline'"
        response.headers["Content-Security-Policy"] = (
            f"default-src 'none'; script-src {own}; style-src {own}; img-src 'self' data:; font-src 'self' data:; "
            f"connect-src 'self' ws://{request.host}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "no-store"


def serve_until_told(server: BrowserServer, listener: socket.socket, ready: Callable[[], None]) -> None:
    """Serve until a signal ends it, then end the explorers of all pages; *ready* is called before the first."""
    asyncio.run(_serve(server, listener, ready))


async def _serve(server: BrowserServer, listener: socket.socket, ready: Callable[[], None]) -> None:
    told = asyncio.Event()
    for number in ENDING:
        if not is_ignored(number):
            asyncio.get_running_loop().add_signal_handler(number, told.set)
    runner = web.AppRunner(await server._make_app(), access_log=None, shutdown_timeout=1.0)  # noqa: SLF001
    await runner.setup()
    try:
        await web.SockSite(runner, listener).start()
        ready()
        await told.wait()
    finally:
        await runner.cleanup()


def _cookie(request: web.Request) -> str:
    """The name of the cookie; cookies know no ports, so that of each server has another name."""
    port = _PORT.search(request.host)
    return f"atp-tui-{port[0][1:] if port else 80}"
