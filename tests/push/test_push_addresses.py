import socket
from contextlib import suppress
from ipaddress import ip_address

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from hypothesis import given
from hypothesis import strategies as st

from app.push.addresses import PUSH_SERVICES, PushAddresses, is_public
from app.push.refusals import RefusedAddress
from app.push.resolver import GuardedResolver

PUBLIC = "142.250.74.10"


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc:APA91b-_x",
        "https://jmt17.google.com/fcm/send/abc",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAAAA",
        "https://web.push.apple.com/QGsA",
        "https://api.sandbox.push.apple.com/QGsA",
        "https://wns2-by3p.notify.windows.com/w/?token=BQYAAA%3d%3d",
    ],
)
def test_the_push_services_of_browsers_are_allowed(endpoint: str) -> None:
    assert str(PushAddresses().checked(endpoint)) == endpoint


def test_the_origin_of_an_endpoint_leaves_the_usual_port_out() -> None:
    url = PushAddresses().checked("https://fcm.googleapis.com:443/wp/abc")
    assert str(url.origin()) == "https://fcm.googleapis.com"


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/fcm/send/abc",
        "https://FCM.googleapis.com/fcm/send/abc",
        "https://fcm.googleapis.com:8443/fcm/send/abc",
        "https://fcm.googleapis.com:0/abc",
        "https://fcm.googleapis.com:99999/abc",
        "https://fcm.googleapis.com./abc",
        "https://x.fcm.googleapis.com/abc",
        "https://fcm.googleapis.com.evil.example/abc",
        "https://evilfcm.googleapis.com/abc",
        "https://push.apple.com/abc",
        "https://.push.apple.com/abc",
        "https://evilpush.apple.com/abc",
        "https://alice@fcm.googleapis.com/abc",
        "https://alice:secret@fcm.googleapis.com/abc",
        "https://@fcm.googleapis.com/abc",
        "https://fcm.googleapis.com@evil.example/abc",
        "https://evil.example\\@fcm.googleapis.com/abc",
        "https://evil.example#@fcm.googleapis.com/abc",
        "https://fcm.googleapis.com/abc#part",
        "https://fcm.googleapis.com/a b",
        "https://fcm.googleapis.com/a\r\nHost: evil.example",
        "\thttps://fcm.googleapis.com/abc",
        "https://fcm.googleapis.com\uff0fabc",
        "https://\uff46cm.googleapis.com/abc",
        "https:///abc",
        "https:fcm.googleapis.com/abc",
        "//fcm.googleapis.com/abc",
        "fcm.googleapis.com/abc",
        "ftp://fcm.googleapis.com/abc",
        "file:///etc/passwd",
        "https://[::1",
        "https://142.250.74.10/abc",
        "https://[2a00:1450::1]/abc",
        "https://127.0.0.1/abc",
        "https://127.1/abc",
        "https://2130706433/abc",
        "https://[::1]/abc",
        "https://localhost/abc",
        "http://localhost:8080/abc",
        "https://169.254.169.254/latest/meta-data",
        "https://fcm.googleapis.com/" + "a" * 2048,
        "",
    ],
)
def test_every_other_address_is_refused(endpoint: str) -> None:
    with pytest.raises(RefusedAddress):
        PushAddresses().checked(endpoint)


@given(st.text())
def test_no_text_at_all_leads_elsewhere(text: str) -> None:
    for endpoint in (text, f"https://{text}", f"https://fcm.googleapis.com{text}"):
        with suppress(RefusedAddress):
            host = PushAddresses().checked(endpoint).host
            assert host is not None
            assert host.endswith(tuple(name.removeprefix("*") for name in PUSH_SERVICES))


def test_a_refusal_is_an_answer_to_who_subscribes() -> None:
    with pytest.raises(RefusedAddress) as refusal:
        PushAddresses().checked("https://evil.example/abc")
    assert (refusal.value.status, refusal.value.code) == (422, "refused_address")


def test_who_hosts_the_app_can_allow_more() -> None:
    addresses = PushAddresses(more=["push.tend.example", "*.Up.Example.ORG"])
    assert addresses.checked("https://push.tend.example/x")
    assert addresses.checked("https://a.up.example.org/x")
    with pytest.raises(RefusedAddress):
        addresses.checked("https://up.example.org/x")


@pytest.mark.parametrize("pattern", ["*", "*.com", "com", "10.0.0.5", "a.*.example", "https://a.example", ""])
def test_a_pattern_that_would_allow_too_much_stops_the_start(pattern: str) -> None:
    with pytest.raises(ValueError, match="not a host name"):
        PushAddresses(more=[pattern])


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:8099/x", "https://localhost:8443/x", "http://[::1]:9/x"])
def test_loopback_is_allowed_only_when_a_flag_says_so(endpoint: str) -> None:
    assert PushAddresses(loopback=True).checked(endpoint)
    with pytest.raises(RefusedAddress):
        PushAddresses().checked(endpoint)


@pytest.mark.parametrize(
    "endpoint",
    ["http://192.168.1.2/x", "http://fcm.googleapis.com/x", "ftp://localhost/x", "http://0.0.0.0/x"],
)
def test_the_flag_allows_loopback_and_nothing_else(endpoint: str) -> None:
    with pytest.raises(RefusedAddress):
        PushAddresses(loopback=True).checked(endpoint)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        (PUBLIC, True),
        ("2a00:1450:4001:830::200a", True),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("100.64.0.1", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("172.16.0.1", False),
        ("192.168.0.1", False),
        ("198.18.0.1", False),
        ("224.0.0.1", False),
        ("239.255.255.250", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("fc00::1", False),
        ("fe80::1", False),
        ("fe80::1%2", False),
        ("ff02::1", False),
        ("ff0e::1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::a9fe:a9fe", False),
        ("64:ff9b::8efa:4a0a", True),
        ("2002:7f00:1::", False),
        ("2002:a00:1::", False),
        ("2001:0:0:0:0:0:80ff:fffe", False),
    ],
)
def test_only_addresses_on_the_internet_are_public(address: str, public: bool) -> None:
    assert is_public(ip_address(address)) is public


class Names(AbstractResolver):
    """Resolves every name to the same addresses."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            {"hostname": host, "host": address, "port": port, "family": family, "proto": 0, "flags": 0}
            for address in self.addresses
        ]

    async def close(self) -> None:
        self.addresses = ()


@pytest.mark.anyio
async def test_public_addresses_pass_the_resolver_unchanged() -> None:
    inner = Names(PUBLIC, "142.250.74.42")
    assert await GuardedResolver(PushAddresses(), inner).resolve("fcm.googleapis.com") == await inner.resolve(
        "fcm.googleapis.com"
    )


@pytest.mark.anyio
@pytest.mark.parametrize("addresses", [("10.0.0.1",), (PUBLIC, "127.0.0.1"), ("::ffff:192.168.0.1", PUBLIC)])
async def test_a_name_with_one_private_address_is_refused(addresses: tuple[str, ...]) -> None:
    with pytest.raises(RefusedAddress):
        await GuardedResolver(PushAddresses(), Names(*addresses)).resolve("fcm.googleapis.com")


@pytest.mark.anyio
async def test_with_the_flag_only_localhost_may_resolve_to_loopback() -> None:
    guarded = GuardedResolver(PushAddresses(loopback=True), Names("127.0.0.1"))
    assert await guarded.resolve("localhost")
    with pytest.raises(RefusedAddress):
        await guarded.resolve("fcm.googleapis.com")


@pytest.mark.anyio
async def test_closing_closes_the_resolver_inside() -> None:
    inner = Names(PUBLIC)
    await GuardedResolver(PushAddresses(), inner).close()
    assert inner.addresses == ()
