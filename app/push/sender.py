"""Sends one push message and says what became of it. Never raises for what a push service or network does."""

import asyncio
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from ssl import SSLContext
from types import TracebackType
from typing import Final, Self

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from app.kit.clock import Clock
from app.push.addresses import PushAddresses
from app.push.encoder import PayloadTooLarge, encode, encrypt, subscriber
from app.push.outcome import CONCURRENCY, TIMEOUT, Outcome, Subscription, Verdict
from app.push.refusals import BadSubscriptionKeys, RefusedAddress
from app.push.resolver import GuardedResolver
from app.push.vapid import Vapid

_RETRY_LATER: Final = frozenset({406, 408, 425, 429})  # 406 is how notify.windows.com says "too many"
_GONE: Final = frozenset({404, 410})
_REASON_BYTES: Final = 300


class PushSender:
    """Holds the connections to push services; use it as `async with` around a worker's whole life.

    At most `concurrency` messages are on their way at once: each costs CPU for its keys, and the web process
    has requests to answer too.
    """

    def __init__(
        self,
        *,
        vapid: Vapid,
        addresses: PushAddresses,
        clock: Clock,
        timeout: float = TIMEOUT,
        concurrency: int = CONCURRENCY,
        ssl: SSLContext | None = None,
    ) -> None:
        """`ssl` replaces the usual trusted certificates, for a push service with a private one."""
        self._vapid = vapid
        self._addresses = addresses
        self._clock = clock
        self._timeout = ClientTimeout(total=timeout)
        self._ssl = ssl
        self._slots = asyncio.Semaphore(concurrency)

    async def __aenter__(self) -> Self:
        connector = TCPConnector(
            limit=0,  # the slots are the limit: a wait for one does not count against the timeout
            resolver=GuardedResolver(self._addresses, ThreadedResolver()),
            ssl=self._ssl or True,
        )
        self._session = ClientSession(
            connector=connector,
            timeout=self._timeout,
            cookie_jar=DummyCookieJar(),
            auto_decompress=False,
            headers={"User-Agent": "Tend", "Accept-Encoding": "identity"},
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def send(
        self, subscription: Subscription, payload: bytes, *, ttl: int, topic: str | None = None, padded: bool = True
    ) -> Outcome:
        """Encrypts `payload` and sends it once.

        `ttl` is for how many seconds it is still of use; 0 would drop it whenever the phone is not online.
        `topic`: a waiting message of the same topic is replaced (at most 32 base64url characters). Not `padded`:
        as small as it can be, for a service that took the usual size for too large.
        """
        async with self._slots:
            try:
                url = self._addresses.checked(subscription.endpoint)
                to = subscriber(subscription.p256dh, subscription.auth)
                body = encode(payload, to) if padded else encrypt(payload, to)
                return await self._post(url, body, ttl, topic)
            except PayloadTooLarge as error:
                return Outcome(Verdict.too_large, reason=str(error))
            except (RefusedAddress, BadSubscriptionKeys) as error:
                return Outcome(Verdict.misconfigured, reason=f"{error.code}: {error.says}")
            except (ClientError, TimeoutError, OSError) as error:
                return Outcome(Verdict.later, reason=type(error).__name__)

    async def _post(self, url: URL, body: bytes, ttl: int, topic: str | None) -> Outcome:
        headers = {
            "Authorization": self._vapid.authorization(str(url.origin())),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(ttl),
            "Urgency": "normal",
        }
        if topic is not None:
            headers["Topic"] = topic
        async with self._session.post(url, data=body, headers=headers, allow_redirects=False) as response:
            return await self._outcome(response)

    async def _outcome(self, response: ClientResponse) -> Outcome:
        status = response.status
        if 200 <= status < 300:
            return Outcome(Verdict.sent, status)
        if status in _GONE:
            return Outcome(Verdict.gone, status)
        if status == 413:
            return Outcome(Verdict.too_large, status)
        if status in _RETRY_LATER or status >= 500:
            after = retry_after(response.headers.get("Retry-After"), now=self._clock.now())
            return Outcome(Verdict.later, status, after)
        if 300 <= status < 400:
            return Outcome(Verdict.misconfigured, status, reason="a redirect, which is not followed")
        reason = (await response.content.read(_REASON_BYTES)).decode(errors="replace")
        return Outcome(Verdict.misconfigured, status, reason=reason)


def retry_after(header: str | None, *, now: datetime) -> float | None:
    """Seconds to wait as a `Retry-After` header says it, by number or by date; None when it says nothing."""
    if header is None:
        return None
    header = header.strip()
    if header.isascii() and header.isdigit():
        return float(header[:10])  # three centuries: longer waits end with the time to live anyway
    try:
        until = parsedate_to_datetime(header)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - now).total_seconds())
