"""Which addresses a push may go to.

An endpoint is text from a stranger that makes this server send a request, so it is believed only as far as
the push services of browsers reach. It is checked twice: as text, when someone subscribes and again before
each send; and as resolved addresses inside the connector, so that the one checked is the one connected to.
"""

import ipaddress
import re
from collections.abc import Iterable
from typing import Final

from yarl import URL

from app.push.refusals import RefusedAddress
from app.push.schemas import LONGEST_ENDPOINT

PUSH_SERVICES: Final = (
    "fcm.googleapis.com",
    "jmt17.google.com",
    "updates.push.services.mozilla.com",
    "*.push.apple.com",
    "*.notify.windows.com",
)

_NAME: Final = re.compile(r"(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])?")
LOCAL: Final = ("localhost", "127.0.0.1", "::1")
"""How this machine itself is spelled."""
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")


class PushAddresses:
    """The hosts that may be sent to: the known push services and what the host of the app adds.

    `more` holds names, or `*.name` for everything below a name. `loopback` lets this machine be its own push
    service, by http too and on any port; it is for development and tests.
    """

    def __init__(self, *, more: Iterable[str] = (), loopback: bool = False) -> None:
        """Raises ValueError for what is not a name of at least two parts."""
        self._names: set[str] = set()
        self._suffixes: list[str] = []
        self._loopback = loopback
        for pattern in (*PUSH_SERVICES, *(name.lower() for name in more)):
            if not _NAME.fullmatch(pattern):
                raise ValueError(f"not a host name or *.name: {pattern!r}")
            if pattern.startswith("*."):
                self._suffixes.append(pattern[1:])
            else:
                self._names.add(pattern)

    def checked(self, endpoint: str) -> URL:
        """`endpoint` as the URL to send to, its path left as it is. Raises RefusedAddress.

        Browsers write the host in lower case, so another spelling is no endpoint of theirs.
        """
        if len(endpoint) > LONGEST_ENDPOINT or not re.fullmatch(r"[!-\[\]-~]+", endpoint):
            raise RefusedAddress("An endpoint is at most 2,048 visible ASCII characters, no backslash.")
        try:
            url = URL(endpoint, encoded=True)
            host, port = url.raw_host, url.port
        except ValueError as error:
            raise RefusedAddress("It is not a URL.") from error
        if "@" in url.raw_authority or "#" in endpoint:
            raise RefusedAddress("An endpoint has no user, password or fragment.")
        if host and self._loopback and self.is_loopback(host) and url.scheme in ("http", "https"):
            return url
        if url.scheme != "https" or port != 443:
            raise RefusedAddress("An endpoint is https on port 443.")
        if not host or not self._allows(host):
            raise RefusedAddress
        return url

    def check_resolved(self, host: str, address: str) -> None:
        """Refuses an `address`, resolved from `host`, that is not on the public internet."""
        parsed = ipaddress.ip_address(address)
        if self._loopback and self.is_loopback(host) and parsed.is_loopback:
            return
        if not is_public(parsed):
            raise RefusedAddress(f"{host} resolves to an address that is not public.")

    @staticmethod
    def is_loopback(host: str) -> bool:
        """Whether `host` is spelled as this machine itself."""
        return host in LOCAL

    def _allows(self, host: str) -> bool:
        return host in self._names or any(
            host.endswith(suffix) and len(host) > len(suffix) for suffix in self._suffixes
        )


def is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether `address` is out on the internet, and so is the IPv4 address that it may wrap."""
    wrapped = _wrapped(address) if isinstance(address, ipaddress.IPv6Address) else None
    if wrapped is not None and not is_public(wrapped):
        return False
    return address.is_global and not address.is_multicast


def _wrapped(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
