"""Where a webhook may go: https at a public name, checked as text and again as the address that it resolves to.

An address is text from a stranger that makes this server send a request. So the address that was checked is the
one that is connected to, no redirect is followed, and nothing of the answer but its status is read.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import httpx

from app.kit.errors import Refusal
from app.push.addresses import LOCAL, is_public

LONGEST: Final = 2048
_NAME: Final = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])?")
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


class RefusedWebhook(Refusal):
    """An address that this server sends nothing to."""

    status = 422
    code = "refused_webhook"
    title = "No webhook can go to this address"
    detail = "Give an https address on port 443 at a public name, without a user, a password or a fragment."


class NotPublic(Exception):
    """A name that resolves into a private network."""


def checked(address: str, *, loopback: bool = False) -> str:
    """`address` itself, when it may be sent to. `loopback` lets this machine be the receiver, for tests.

    Raises RefusedWebhook.
    """
    if len(address) > LONGEST or not re.fullmatch(r"[!-\[\]-~]+", address):
        raise RefusedWebhook("An address is at most 2,048 visible ASCII characters, no backslash.")
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL as error:
        raise RefusedWebhook("It is not a URL.") from error
    if url.userinfo or url.fragment:
        raise RefusedWebhook
    if loopback and url.host in LOCAL and url.scheme in ("http", "https"):
        return address
    if url.scheme != "https" or url.port not in (None, 443) or not _NAME.fullmatch(url.host):
        raise RefusedWebhook
    return address


async def resolved(host: str, port: int) -> Sequence[str]:
    """The addresses of a name. Raises OSError when there is no such name."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


class Guarded(httpx.AsyncBaseTransport):
    """Connects to the address that it has checked. One that is not public refuses the name.

    Certificates are checked for the name. No connection is kept: two names may share an address.
    """

    def __init__(self, *, loopback: bool = False, resolve: Resolve = resolved) -> None:
        self._inner = httpx.AsyncHTTPTransport(limits=httpx.Limits(max_keepalive_connections=0))
        self._loopback = loopback
        self._resolve = resolve

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Raises NotPublic, and what the network raises."""
        host = request.url.host
        addresses = await self._resolve(host, request.url.port or 443)
        for address in addresses:
            parsed = ipaddress.ip_address(address)
            if not is_public(parsed) and not (self._loopback and host in LOCAL and parsed.is_loopback):
                raise NotPublic(host)
        request.extensions = {**request.extensions, "sni_hostname": host}
        request.url = request.url.copy_with(host=addresses[0])
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()
