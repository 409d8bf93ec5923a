"""Who may talk to the page: this machine's browser, with the token of its address, and no page of another site.

A plain ASGI layer around the pages. The address is ``http://127.0.0.1:PORT/TOKEN/``; the token is new each time.
"""

import hmac
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias

from planbook.words import TextCode, text

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
"""What a page may load and run: what comes from here, and no script or style within a page."""
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
_SAFE = ("GET", "HEAD")


class Guard:
    """Lets through what comes from the page itself; ``seen`` is when somebody last did something (monotonic seconds).

    A foreign Host is answered with 400, a wrong token with 403, and so is a POST from a page of another site.
    """

    def __init__(self, app: App, token: str, hosts: tuple[str, ...], quiet: str = "") -> None:
        """``hosts`` are what the Host header may say; asking for the path ``quiet`` is not somebody doing something."""
        self.app, self.token, self.hosts, self.quiet = app, token, hosts, quiet
        self.seen = time.monotonic()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        refused = self._refused(scope)
        if refused:
            status, code = refused
            await _answer(send, status, text(code, "th") + "\n" + text(code, "en"))
            return
        if scope["path"] != self.quiet or b"alive" in scope.get("query_string", b""):
            self.seen = time.monotonic()

        async def with_headers(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                there = {name.lower() for name, _ in message.get("headers", [])}
                more = [(n.encode(), v.encode()) for n, v in HEADERS.items() if n.encode() not in there]
                message["headers"] = [*message.get("headers", []), *more]
            await send(message)

        await self.app(scope, receive, with_headers)

    def _refused(self, scope: Scope) -> tuple[int, TextCode] | None:
        headers = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"]]
        hosts = [value for name, value in headers if name == "host"]
        if len(hosts) != 1 or hosts[0].lower() not in self.hosts:
            return 400, "desk.refused.host"
        said = scope["path"].split("/")[1]
        if not hmac.compare_digest(said.encode("utf-8", "replace"), self.token.encode()):
            return 403, "desk.refused.token"
        if scope["method"] in _SAFE:
            return None
        given = dict(headers)
        # every browser says with a POST where it comes from; what does not is no browser's page of ours
        if given.get("origin", "").lower() not in {f"http://{host}" for host in self.hosts}:
            return 403, "desk.refused.origin"
        if given.get("sec-fetch-site", "same-origin") != "same-origin":
            return 403, "desk.refused.origin"
        return None


async def _answer(send: Send, status: int, said: str) -> None:
    body = said.encode()
    headers = {"content-type": "text/plain; charset=utf-8", "content-length": str(len(body)), **HEADERS}
    listed = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": listed})
    await send({"type": "http.response.body", "body": body})
