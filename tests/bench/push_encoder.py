"""CPU per push message: the crypto alone, this sender, pywebpush, and node's web-push, in one run.

Counts only the sender's CPU, user and system, while a bare TLS server in another process answers 201 on
loopback. Both this sender and web-push keep 16 messages on their way, over kept connections, and are warm.
The figures compare within one run, never between machines: see the ratios.

`python -m tests.bench.push_encoder` prints them. `web-push` is looked for in `pwa/node_modules` and in the
folders of NODE_PATH; without it, or without node, its figures are absent.
"""

import asyncio
import ipaddress
import json
import multiprocessing
import os
import shutil
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import pywebpush
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from py_vapid import Vapid02

from app.kit.clock import SystemClock
from app.push.addresses import PushAddresses
from app.push.payload import reminder_payload
from app.push.sender import PushSender, Subscription, Verdict
from app.push.vapid import Vapid
from tests.push.service import base64url

RUNS: Final = 7
BARS: Final = {"own_per_raw_crypto": "<= 6", "node_web_push_per_own": ">= 3"}

_SUBJECT: Final = "mailto:host@tend.example"
_PAYLOAD: Final = reminder_payload(origin="https://tend.example", space=uuid4(), reminder=uuid4(), label="2026-11-23")
_NODE: Final = """
const webpush = require('web-push'), https = require('https'), fs = require('fs');
const { endpoint, ca, payload, count, subscriptions } = JSON.parse(fs.readFileSync(0, 'utf8'));
const keys = webpush.generateVAPIDKeys();
const options = {
  vapidDetails: { subject: 'mailto:host@tend.example', ...keys }, TTL: 60, urgency: 'normal',
  agent: new https.Agent({ keepAlive: true, maxSockets: 16, ca }),
};
let next = 0;
const lane = async (end) => {
  while (next < end) {
    await webpush.sendNotification(subscriptions[next++ % subscriptions.length], payload, options);
  }
};
const lanes = (end) => Promise.all(Array.from({ length: 16 }, () => lane(end)));
(async () => {
  await lanes(200);
  const before = process.cpuUsage();
  await lanes(200 + count);
  const used = process.cpuUsage(before);
  console.log((used.user + used.system) / count);
  process.exit(0);
})();
"""


def run() -> dict[str, Any]:
    """Medians of `RUNS` runs in CPU µs per message, and the ratios that the bars are about."""
    with tempfile.TemporaryDirectory() as folder:
        certificate = _certificate(Path(folder))
        parent, child = multiprocessing.get_context("spawn").Pipe()
        sink = multiprocessing.get_context("spawn").Process(target=_sink, args=(certificate, child), daemon=True)
        sink.start()
        try:
            medians = _measured(f"https://127.0.0.1:{parent.recv()}", certificate)
        finally:
            sink.terminate()
            sink.join()
    own = medians["own"]
    ratios = {
        "own_per_raw_crypto": own / medians["raw_crypto"],
        "pywebpush_per_own": medians["pywebpush"] / own,
    }
    if "node_web_push" in medians:
        ratios["node_web_push_per_own"] = medians["node_web_push"] / own
    return {
        "unit": "CPU µs per message, sender only, loopback TLS",
        "runs": RUNS,
        "medians": {name: round(value) for name, value in medians.items()},
        "ratios": {name: round(value, 2) for name, value in ratios.items()},
        "bars": BARS,
    }


def _measured(url: str, certificate: Path) -> dict[str, float]:
    browsers = [_browser(f"{url}/push/{number}") for number in range(100)]
    ways: dict[str, Callable[[], float | None]] = {
        "raw_crypto": lambda: _raw_crypto(500),
        "own": lambda: asyncio.run(_own(browsers, certificate, 500)),
        "pywebpush": lambda: _pywebpush(browsers, certificate, 40),
        "node_web_push": lambda: _node(browsers, certificate, 500),
    }
    samples: dict[str, list[float]] = {}
    for _ in range(RUNS):
        for name, measure in ways.items():
            if (sample := measure()) is not None:
                samples.setdefault(name, []).append(sample)
    return {name: statistics.median(values) for name, values in samples.items()}


def _raw_crypto(count: int) -> float:
    """What no sender can leave out: an ephemeral key, the exchange, the derived keys, the cipher."""
    theirs = ec.generate_private_key(ec.SECP256R1()).public_key()
    point = theirs.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    plaintext = _PAYLOAD + b"\x02"
    before = time.process_time()
    for _ in range(count):
        ephemeral = ec.generate_private_key(ec.SECP256R1())
        ours = ephemeral.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        shared = ephemeral.exchange(ec.ECDH(), theirs)
        secret = HKDF(SHA256(), 32, bytes(16), b"WebPush: info\0" + point + ours).derive(shared)
        salt = os.urandom(16)
        key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(secret)
        nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(secret)
        AESGCM(key).encrypt(nonce, plaintext, None)
    return (time.process_time() - before) * 1e6 / count


async def _own(browsers: list[dict[str, Any]], certificate: Path, count: int) -> float:
    vapid = Vapid(ec.generate_private_key(ec.SECP256R1()), subject=_SUBJECT, clock=SystemClock())
    subscriptions = [Subscription(b["endpoint"], b["keys"]["p256dh"], b["keys"]["auth"]) for b in browsers]
    async with PushSender(
        vapid=vapid,
        addresses=PushAddresses(loopback=True),
        clock=SystemClock(),
        ssl=ssl.create_default_context(cafile=certificate),
    ) as sender:

        async def lane(numbers: range) -> None:
            for number in numbers:
                outcome = await sender.send(subscriptions[number % len(subscriptions)], _PAYLOAD, ttl=60)
                assert outcome.verdict == Verdict.sent, outcome

        async def lanes(count: int) -> None:
            await asyncio.gather(*(lane(range(first, count, 16)) for first in range(16)))

        await lanes(200)
        before = time.process_time()
        await lanes(count)
        return (time.process_time() - before) * 1e6 / count


def _pywebpush(browsers: list[dict[str, Any]], certificate: Path, count: int) -> float:
    """The one call that its README recommends, without a session."""
    vapid = Vapid02()
    vapid.generate_keys()
    os.environ["REQUESTS_CA_BUNDLE"] = str(certificate)
    before = time.process_time()
    for number in range(count):
        browser = browsers[number % len(browsers)]
        pywebpush.webpush(browser, _PAYLOAD.decode(), vapid, {"sub": _SUBJECT}, ttl=60)
    used = time.process_time() - before
    del os.environ["REQUESTS_CA_BUNDLE"]
    return used * 1e6 / count


def _node(browsers: list[dict[str, Any]], certificate: Path, count: int) -> float | None:
    """None when there is no node or no web-push package."""
    beside = Path(sys.executable).parent
    node = shutil.which("node", path=f"{beside}{os.pathsep}{os.environ.get('PATH', '')}")
    client = Path(__file__).parents[2] / "pwa" / "node_modules"
    folders = [str(client), *filter(None, os.environ.get("NODE_PATH", "").split(os.pathsep))]
    if node is None or not any((Path(folder) / "web-push").is_dir() for folder in folders):
        return None
    task = {
        "ca": certificate.read_text(),
        "payload": _PAYLOAD.decode(),
        "count": count,
        "subscriptions": browsers,
    }
    answer = subprocess.run(
        [node, "-e", _NODE],
        input=json.dumps(task),
        env={**os.environ, "NODE_PATH": os.pathsep.join(folders)},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return float(answer.stdout)


def _browser(endpoint: str) -> dict[str, Any]:
    point = ec.generate_private_key(ec.SECP256R1()).public_key()
    p256dh = base64url(point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
    return {"endpoint": endpoint, "keys": {"p256dh": p256dh, "auth": base64url(os.urandom(16))}}


def _certificate(folder: Path) -> Path:
    """A certificate for 127.0.0.1 that is its own authority; the key stands beside it as `.key`."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "push service of the benchmark")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, SHA256())
    )
    path = folder / "sink.pem"
    path.write_bytes(certificate.public_bytes(Encoding.PEM))
    path.with_suffix(".key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return path


def _sink(certificate: Path, parent: Connection) -> None:
    """Answers 201 to every POST, over kept-alive TLS connections. Sends its port to the parent."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                [length] = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
                await reader.readexactly(int(length.partition(b":")[2]))
                writer.write(b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    async def serve() -> None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate, certificate.with_suffix(".key"))
        server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
        parent.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(), indent=2, ensure_ascii=False) + "\n")
