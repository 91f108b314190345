"""The second look at an address: when its name was resolved, inside the connector."""

import socket

from aiohttp.abc import AbstractResolver, ResolveResult

from app.push.addresses import PushAddresses


class GuardedResolver(AbstractResolver):
    """Resolves names for a connector, and lets no answer through that `addresses` refuses.

    One bad address refuses the name: an honest push service has none among its addresses.
    """

    def __init__(self, addresses: PushAddresses, resolver: AbstractResolver) -> None:
        self._addresses = addresses
        self._resolver = resolver

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Raises RefusedAddress, and OSError when there is no such name."""
        results = await self._resolver.resolve(host, port, family)
        for result in results:
            self._addresses.check_resolved(host, result["host"])
        return results

    async def close(self) -> None:
        await self._resolver.close()
