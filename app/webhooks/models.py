"""Tables of webhooks: where they go, who agreed to them, and what waits to be sent."""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, ForeignKeyConstraint, Index
from sqlmodel import Field

from app.kit.db import InSpace
from app.kit.partial import partial


def _of_a_webhook() -> ForeignKeyConstraint:
    mine, its = ["space_id", "webhook_id"], ["webhook.space_id", "webhook.id"]
    return ForeignKeyConstraint(mine, its, ondelete="CASCADE")


class Webhook(InSpace, table=True):
    """An address that hears of what is done in a couple's space. Its secret is derived, and stands nowhere."""

    __tablename__ = "webhook"
    __table_args__ = (
        CheckConstraint("whose in ('mine', 'ours')", name="webhook_whose"),
        Index("webhook_by_member", "member_id"),
        ForeignKeyConstraint(["space_id"], ["space.id"]),
    )

    id: str = Field(primary_key=True, max_length=36)
    member_id: str = Field(max_length=36)
    url: str = Field(max_length=2048)
    whose: str = Field(max_length=4)
    events: list[str] = Field(sa_type=JSON)
    created_on: str = Field(max_length=10)
    failing_since: str | None = Field(None, max_length=24)
    paused_on: str | None = Field(None, max_length=10, description="The day on which it was given up.")


class WebhookAgreement(InSpace, table=True):
    """That a member agrees to a webhook that hears of everybody's acts."""

    __tablename__ = "webhook_agreement"
    __table_args__ = (_of_a_webhook(),)

    webhook_id: str = Field(primary_key=True, max_length=36)
    member_id: str = Field(primary_key=True, max_length=36)


class WebhookDelivery(InSpace, table=True):
    """One event for one webhook: ids alone. Its own id is the `webhook-id` of every try."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        CheckConstraint("state in ('waiting', 'sent', 'failed', 'dropped')", name="webhook_delivery_state"),
        partial("webhook_delivery_waiting", "next_try_at", where="state = 'waiting'"),
        Index("webhook_delivery_by_age", "made_at"),
        _of_a_webhook(),
    )

    id: str = Field(primary_key=True, max_length=36)
    webhook_id: str = Field(max_length=36)
    event: str = Field(max_length=40)
    record_id: str | None = Field(None, max_length=36, description="None: a trial.")
    made_at: str = Field(max_length=24)
    next_try_at: str = Field(max_length=24)
    attempt: int = 0
    state: str = Field(max_length=8)
