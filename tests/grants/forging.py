"""Access tokens that somebody has altered or made up. Each is wrong in one way."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.grants.keys import ring
from app.kit.context import Context

Forged = Callable[[Context, str], str]


def parts(token: str) -> tuple[dict[str, Any], dict[str, Any], str]:
    header, payload, signature = token.split(".")
    return json.loads(_unpacked(header)), json.loads(_unpacked(payload)), signature


def signed(ctx: Context, claims: dict[str, Any], **header: Any) -> str:
    """With the server's own key: only the claims, or the header, are wrong."""
    key = ring(ctx).newest(ctx.now())
    return jwt.encode(claims, key.private, "EdDSA", headers={"typ": "at+jwt", "kid": key.id, **header})


def with_claims(**wrong: Any) -> Forged:
    """The same token with other claims (None: without), signed by the server itself."""

    def forge(ctx: Context, token: str) -> str:
        claims = {**parts(token)[1], **wrong}
        return signed(ctx, {name: value for name, value in claims.items() if value is not None})

    return forge


def no_algorithm(_: Context, token: str) -> str:
    header, payload, _ = parts(token)
    return f"{_packed({**header, 'alg': 'none'})}.{_packed(payload)}."


def hmac_with_the_public_key(ctx: Context, token: str, *, raw: bool = False) -> str:
    """What a library falls for that lets the token say how it is checked."""
    header, payload, _ = parts(token)
    public = ring(ctx).newest(ctx.now()).private.public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    text = f"{_packed({**header, 'alg': 'HS256'})}.{_packed(payload)}"
    secret = public.public_bytes_raw() if raw else pem
    return f"{text}.{_b64(hmac.digest(secret, text.encode(), hashlib.sha256))}"


def another_key(ctx: Context, token: str) -> str:
    """Signed with a key of somebody's own, under the name of ours."""
    header, payload, _ = parts(token)
    return jwt.encode(payload, Ed25519PrivateKey.generate(), "EdDSA", headers=header)


def unknown_kid(ctx: Context, token: str) -> str:
    return signed(ctx, parts(token)[1], kid="0" * 16)


def no_kid(ctx: Context, token: str) -> str:
    key = ring(ctx).newest(ctx.now())
    return jwt.encode(parts(token)[1], key.private, "EdDSA", headers={"typ": "at+jwt"})


def another_typ(ctx: Context, token: str) -> str:
    return signed(ctx, parts(token)[1], typ="JWT")


def altered_sub(ctx: Context, token: str) -> str:
    """The payload says somebody else, the signature stays."""
    header, payload, signature = parts(token)
    return f"{_packed(header)}.{_packed({**payload, 'sub': ctx.ids.uuid7()})}.{signature}"


def altered_scope(_: Context, token: str) -> str:
    header, payload, signature = parts(token)
    return f"{_packed(header)}.{_packed({**payload, 'scope': 'goals:write couple:read'})}.{signature}"


FORGED: dict[str, Forged] = {
    "alg none": no_algorithm,
    "HS256 with the public key": hmac_with_the_public_key,
    "HS256 with its bytes": lambda ctx, token: hmac_with_the_public_key(ctx, token, raw=True),
    "another key": another_key,
    "unknown kid": unknown_kid,
    "no kid": no_kid,
    "another typ": another_typ,
    "altered sub": altered_sub,
    "altered scope": altered_scope,
    "wrong aud": with_claims(aud="https://elsewhere.example/api/v1"),
    "no aud": with_claims(aud=None),
    "wrong iss": with_claims(iss="https://elsewhere.example"),
    "another sub": with_claims(sub="01a20990-9500-7c3a-9d53-0e8f1a2b3c4d"),
    "another client": with_claims(client_id="somebody"),
    "no such grant": with_claims(sid="01a20990-9500-7c3a-9d53-0e8f1a2b3c4d"),
    "no scope": with_claims(scope=None),
    "no exp": with_claims(exp=None),
    "exp that is no number": with_claims(exp="later"),
    "from the future": with_claims(iat=4_000_000_000),
    "no jti": with_claims(jti=None),
}


def _packed(part: dict[str, Any]) -> str:
    return _b64(json.dumps(part).encode())


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _unpacked(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
