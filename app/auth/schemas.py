"""What accounts and sessions look like on the wire."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from app.members.notices import Kind
from app.members.passwords import LONGEST

_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _folded(value: object) -> object:
    return unicodedata.normalize("NFKC", value).strip().casefold() if isinstance(value, str) else value


def visible(value: str) -> str:
    """No control characters, and none that turn the direction of what stands beside. Emoji and ZWNJ stay."""
    if any(unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"} or sign in _TURNING for sign in value):
        raise ValueError("use letters, digits and signs that can be seen")
    return value


NewLogin = Annotated[
    str,
    BeforeValidator(_folded),
    Field(
        pattern=r"^[a-z0-9][a-z0-9._-]{1,31}$",
        description="2 to 32 of the letters a to z, digits, dots, hyphens. Capitals make no difference.",
        examples=["alice"],
    ),
]
Login = Annotated[str, BeforeValidator(_folded), AfterValidator(visible), Field(max_length=64, examples=["alice"])]
Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=60),
    AfterValidator(visible),
    Field(description="What partners see.", examples=["Alice"]),
]
Device = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=60),
    AfterValidator(visible),
    Field(description="A name for this device, for the list of sessions.", examples=["Alice's phone"]),
]
Password = Annotated[str, Field(max_length=LONGEST, examples=["seven quiet herons at dusk"])]
"""At least 12 characters for a new one, any of them; checked after parsing, with codes of its own."""


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AccountIn(_In):
    """What it takes to sign up: no e-mail address."""

    login: NewLogin
    name: Name
    password: Password
    device: Device = ""
    invitation: str | None = Field(
        None, max_length=64, description="Where sign-up is by invite: the invite's code, or the setup link's secret."
    )


class SessionIn(_In):
    """What it takes to sign in."""

    login: Login
    password: Password
    device: Device = ""


class ConfirmationIn(_In):
    """The password, given again."""

    password: Password


class PasswordIn(_In):
    """The password until now and the next one."""

    current: Password
    new: Password
    end_others: bool = Field(False, description="Sign out everywhere else, too.")


class MeIn(_In):
    """What a member may change about their account."""

    name: Name


class ResetIn(_In):
    """A new password by a link from the host."""

    code: str = Field(max_length=64, description="What stands behind # in the link.")
    password: Password


class RecoveryIn(_In):
    """A new password by the recovery code, of which only one half is sent."""

    login: Login
    proof: str = Field(
        pattern=r"^[0-9a-f]{64}$",
        description='HKDF-SHA-256 of the 26 characters, no salt, info "tend recovery proof v1": 32 bytes in hex.',
        examples=["8c" * 32],
    )
    password: Password


class MemberOut(BaseModel):
    """A member to themselves."""

    id: str = Field(examples=["0192f0c1-7a58-7c31-9d3e-2b8a1f4c5d6e"])
    login: str = Field(examples=["alice"])
    name: str = Field(examples=["Alice"])


class SignedInOut(BaseModel):
    """Who is signed in now. The session itself is in the cookie."""

    member: MemberOut
    own_space_id: str
    session_id: str


class AccountOut(SignedInOut):
    """A new account, with the one chance to write the recovery code down."""

    recovery_code: str = Field(description="26 characters, shown once.", examples=["7ZPK3M9QWX2C4R8T0V6NYJHBDA"])


class RecoveryOut(BaseModel):
    """The next recovery code: the one before is used up."""

    recovery_code: str = Field(description="26 characters, shown once.", examples=["7ZPK3M9QWX2C4R8T0V6NYJHBDA"])


class SessionOut(BaseModel):
    """A device where the member is signed in. It has no field for when it was last used."""

    id: str
    device: str = Field(examples=["Alice's phone"])
    created_at: str = Field(examples=["2026-11-23T18:00:00.000Z"])
    current: bool = Field(description="The one that asks.")
    kind: Literal["browser"]


class SessionsOut(BaseModel):
    """Every device where the member is signed in, the newest first."""

    sessions: list[SessionOut]


class NoticeOut(BaseModel):
    """Something to hear about one's account."""

    kind: Kind
    at: str = Field(examples=["2026-11-23T18:00:00.000Z"])
    device: str


class ThisSessionOut(BaseModel):
    """The session that asks."""

    id: str
    device: str


class MeOut(BaseModel):
    """The member, this session, and a week of notices caused elsewhere."""

    member: MemberOut
    own_space_id: str
    session: ThisSessionOut
    notices: list[NoticeOut]
