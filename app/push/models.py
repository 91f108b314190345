"""Tables of push: where a device can be reached, and the messages on their way to it."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.kit.partial import partial


class PushSubscription(SQLModel, table=True):
    """Where one device can be reached. It ends with the session of that device."""

    __tablename__ = "push_subscription"
    __table_args__ = (Index("push_subscription_by_member", "member_id"),)

    session_id: str = Field(
        sa_column=Column(String(36), ForeignKey("session.id", ondelete="CASCADE"), primary_key=True)
    )
    member_id: str = Field(max_length=36)
    endpoint: str = Field(max_length=2048)
    endpoint_hash: str = Field(unique=True, max_length=64, description="A browser is reached for one member only.")
    p256dh: str = Field(max_length=100)
    auth: str = Field(max_length=32)
    created_at: str = Field(max_length=24)
    silenced_at: str | None = Field(None, max_length=24, description="Turned off from another device of the member's.")


class Delivery(SQLModel, table=True):
    """One message to one device. It waits until it was sent, or until it is of no use any more.

    The unique key makes a ring happen once, whoever materialises it. A waiting row is free from `next_try_at`
    on: whoever takes it moves that to the end of a lease, and only the taker's `attempt` may write the result.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("reminder_id", "label", "snooze_n", "subscription_id", name="delivery_once"),
        CheckConstraint("state in ('waiting', 'sent', 'gone', 'failed', 'expired')", name="delivery_state"),
        partial("delivery_waiting", "next_try_at", where="state = 'waiting'"),
        Index("delivery_by_age", "expires_at"),
    )

    id: str = Field(primary_key=True, max_length=36)
    space_id: str = Field(max_length=36, description="The own space that the reminder lives in.")
    reminder_id: str = Field(max_length=36)
    label: str = Field(max_length=10)
    snooze_n: int = 0
    subscription_id: str = Field(max_length=36)
    member_id: str = Field(max_length=36)
    due_at: str = Field(max_length=24)
    expires_at: str = Field(max_length=24)
    next_try_at: str = Field(max_length=24)
    attempt: int = 0
    state: str = Field("waiting", max_length=8)
    last_outcome: str | None = Field(None, max_length=40, description="Verdict and status of the last try.")
