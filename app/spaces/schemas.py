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

    from_: date = Field(
        alias="from", ge=date(2000, 1, 1), le=date(2199, 12, 31), description="The first day on which it holds."
    )
    zone: Zone = Field(description="An IANA time zone.")


class CardFields(Strict):
    """Whose card it is, and the home zone they chose to show: by it the others reckon their today."""

    member_id: str = Field(pattern=UUID, description="Whose card it is; only they write it.")
    home_zone: Zone | None = Field(None, description="An IANA time zone; null: the one of the couple.")


class CardBody(Strict):
    """What a member is called here, and what they want known."""

    name: str = Field(min_length=1, max_length=60, description="What they are called in this couple.")
    about: str | None = Field(None, max_length=4000, description="What they want the others to know.")


class CoupleFields(Strict):
    """What a couple has agreed on."""

    home_zones: list[HomeZone] = Field(
        min_length=1, max_length=50, description="By whose clock days begin, from which day on; the oldest first."
    )


class CoupleBody(Strict):
    """What a couple calls itself."""

    name: str | None = Field(None, max_length=60, description="What the couple calls itself; null: nothing.")


class SpaceMemberOut(Whole):
    """Who is in a space. Names are on their cards; days, never minutes."""

    id: str = Field(description="The member, as in `author` and `member_id` of records.")
    joined: date = Field(description="The day they came, in UTC.")
    left: date | None = Field(None, description="The day they left; null while they are here.")


class SpaceOut(BaseModel):
    """A space that you are in."""

    id: str = Field(description="In the path of every route of this space.")
    kind: Literal["own", "couple"] = Field(description="own: yours alone. couple: shared by its members.")
    head: int = Field(description="The seq of its last commit; to a program 0: it may not see all that counts.")
    closed: bool = Field(description="It can be read and no longer written.")
    continued: list[date] = Field(description="Days on which those who stayed said: we go on.")
    members: list[SpaceMemberOut] = Field(description="Everybody who is or was here.")


class SpacesOut(BaseModel):
    """Your spaces: your own first, then your couples. Nobody else sees this list, or how long it is."""

    spaces: list[SpaceOut] = Field(description="Your own first.")


class CoupleIn(Strict):
    """A new couple, with you in it."""

    id: str | None = Field(None, pattern=UUID, description="Made by the client; sent twice, it is one couple.")
    name: str | None = Field(None, max_length=60, description="What the couple calls itself.")
    home_zone: Zone = Field(description="By whose clock days begin here.")


class InviteIn(Strict):
    """How the invitation will travel."""

    kind: Literal["qr", "link"] = Field(description="qr: 15 minutes. link: 48 hours.")


class InviteOut(BaseModel):
    """An invitation that you made."""

    id: str = Field(description="To take it back by.")
    kind: Literal["qr", "link"] = Field(description="How it travels.")
    expires_at: str = Field(description="From then on nobody can show it, in UTC.")


class InviteMade(InviteOut):
    """The only time that the code is shown. The address is `/join#<code>`; the code can be pasted too."""

    code: str = Field(examples=["4XQ1ZC7H8M2V9T0K3B6N5WJDRE"], description="26 letters and digits.")


class InvitesOut(BaseModel):
    """Your open invitations to this couple."""

    invites: list[InviteOut] = Field(description="Those that can still be shown.")


class JoinIn(Strict):
    """The code of an invitation, pasted or from its link. Spaces, hyphens and lower case do not matter."""

    code: str = Field(min_length=26, max_length=60, description="26 letters and digits.")


class JoinOut(Whole):
    """Where your request stands. `closed` does not say why."""

    id: str = Field(description="To ask again by.")
    state: Literal["waiting", "confirmed", "closed"] = Field(
        description="waiting: the inviter has not said yes yet. confirmed: you are in. closed: it came to nothing."
    )
    space_id: str | None = Field(None, description="The space, once you are in.")
    inviter_name: str | None = Field(None, description="Who asked you in, while you wait.")


class Knock(BaseModel):
    """Somebody who showed your invitation."""

    id: str = Field(description="To say yes or no by.")
    name: str = Field(description="What they call themselves.")


class KnocksOut(BaseModel):
    """Those who wait for your yes."""

    requests: list[Knock] = Field(description="The first who came first.")
