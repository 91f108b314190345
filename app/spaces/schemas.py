"""Shapes of spaces and couples on the wire."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.kit.answers import Whole
from app.kit.clock import UnknownZone, zone
from app.kit.records.mutation import UUID


def _known_zone(value: str) -> str:
    try:
        zone(value)
    except UnknownZone:
        raise ValueError("send an IANA time zone such as Europe/Berlin") from None
    return value


Zone = Annotated[str, Field(max_length=64, examples=["Europe/Berlin"]), AfterValidator(_known_zone)]


class Strict(BaseModel):
    """Refuses fields that nobody declared."""

    model_config = ConfigDict(extra="forbid")


class HomeZone(Strict):
    """The couple's zone, from a day on."""

    model_config = ConfigDict(extra="forbid", serialize_by_alias=True, validate_by_name=True, validate_by_alias=True)

    from_: date = Field(alias="from", ge=date(2000, 1, 1), le=date(2199, 12, 31))
    zone: Zone


class CardFields(Strict):
    """Whose card it is, and the home zone they chose to show: by it the others reckon their today."""

    member_id: str = Field(pattern=UUID)
    home_zone: Zone | None = None


class CardBody(Strict):
    """What a member is called here, and what they want known."""

    name: str = Field(min_length=1, max_length=60)
    about: str | None = Field(None, max_length=4000)


class CoupleFields(Strict):
    """What a couple has agreed on."""

    home_zones: list[HomeZone] = Field(min_length=1, max_length=50)


class CoupleBody(Strict):
    """What a couple calls itself."""

    name: str | None = Field(None, max_length=60)


class SpaceMemberOut(Whole):
    """Who is in a space. Names are on their cards; days, never minutes."""

    id: str
    joined: date
    left: date | None = None


class SpaceOut(BaseModel):
    """A space that you are in."""

    id: str
    kind: Literal["own", "couple"]
    head: int = Field(description="The seq of its last commit; to a program 0: it may not see all that counts.")
    closed: bool = Field(description="It can be read and no longer written.")
    continued: list[date] = Field(description="Days on which those who stayed said: we go on.")
    members: list[SpaceMemberOut]


class SpacesOut(BaseModel):
    """Your spaces: your own first, then your couples. Nobody else sees this list, or how long it is."""

    spaces: list[SpaceOut]


class CoupleIn(Strict):
    """A new couple, with you in it."""

    id: str | None = Field(None, pattern=UUID, description="Made by the client; sent twice, it is one couple.")
    name: str | None = Field(None, max_length=60)
    home_zone: Zone


class InviteIn(Strict):
    """How the invitation will travel."""

    kind: Literal["qr", "link"] = Field(description="qr: 15 minutes. link: 48 hours.")


class InviteOut(BaseModel):
    """An invitation that you made."""

    id: str
    kind: Literal["qr", "link"]
    expires_at: str


class InviteMade(InviteOut):
    """The only time that the code is shown. The address is `/join#<code>`; the code can be pasted too."""

    code: str = Field(examples=["4XQ1ZC7H8M2V9T0K3B6N5WJDRE"])


class InvitesOut(BaseModel):
    """Your open invitations to this couple."""

    invites: list[InviteOut]


class JoinIn(Strict):
    """The code of an invitation, pasted or from its link. Spaces, hyphens and lower case do not matter."""

    code: str = Field(min_length=26, max_length=60)


class JoinOut(Whole):
    """Where your request stands. `closed` does not say why."""

    id: str
    state: Literal["waiting", "confirmed", "closed"]
    space_id: str | None = None
    inviter_name: str | None = None


class Knock(BaseModel):
    """Somebody who showed your invitation."""

    id: str
    name: str


class KnocksOut(BaseModel):
    """Those who wait for your yes."""

    requests: list[Knock]
