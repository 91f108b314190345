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
Login = Annotated[
    str,
    BeforeValidator(_folded),
    AfterValidator(visible),
    Field(max_length=64, description="As it was chosen at sign-up.", examples=["alice"]),
]
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
Password = Annotated[
    str, Field(max_length=LONGEST, description="Any characters.", examples=["seven quiet herons at dusk"])
]
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

    id: str = Field(
        examples=["0192f0c1-7a58-7c31-9d3e-2b8a1f4c5d6e"],
        description="Stays the same for good; in records it stands as `author` or `member_id`.",
    )
    login: str = Field(examples=["alice"], description="What one signs in with. Partners never see it.")
    name: str = Field(examples=["Alice"], description="What the member called themselves at sign-up.")


class SignedInOut(BaseModel):
    """Who is signed in now. The session itself is in the cookie."""

    member: MemberOut
    own_space_id: str = Field(description="The space that is theirs alone.")
    session_id: str = Field(description="This session, as the list of sessions has it.")


class AccountOut(SignedInOut):
    """A new account, with the one chance to write the recovery code down."""

    recovery_code: str = Field(description="26 characters, shown once.", examples=["7ZPK3M9QWX2C4R8T0V6NYJHBDA"])


class RecoveryOut(BaseModel):
    """The next recovery code: the one before is used up."""

    recovery_code: str = Field(description="26 characters, shown once.", examples=["7ZPK3M9QWX2C4R8T0V6NYJHBDA"])


class SessionOut(BaseModel):
    """A device where the member is signed in. It has no field for when it was last used."""

    id: str = Field(description="To revoke it by.")
    device: str = Field(examples=["Alice's phone"], description="What it was called at sign-in; may be empty.")
    created_at: str = Field(examples=["2026-11-23T18:00:00.000Z"], description="When somebody signed in there, in UTC.")
    current: bool = Field(description="The one that asks.")
    kind: Literal["browser"] = Field(description="Sessions are of browsers; programs have tokens.")


class SessionsOut(BaseModel):
    """Every device where the member is signed in, the newest first."""

    sessions: list[SessionOut] = Field(description="The newest first.")


class NoticeOut(BaseModel):
    """Something to hear about one's account."""

    kind: Kind = Field(description="What happened.")
    at: str = Field(examples=["2026-11-23T18:00:00.000Z"], description="When, in UTC.")
    device: str = Field(description="On which device, as it was called there; may be empty.")


class ThisSessionOut(BaseModel):
    """The session that asks."""

    id: str = Field(description="As the list of sessions has it.")
    device: str = Field(description="What it was called at sign-in; may be empty.")


class MeOut(BaseModel):
    """The member, this session, and a week of notices caused elsewhere."""

    member: MemberOut
    own_space_id: str = Field(description="The space that is yours alone.")
    session: ThisSessionOut
    notices: list[NoticeOut] = Field(description="What other devices did to the account, the newest first.")
