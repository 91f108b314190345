"""Every table and every record type, in one place: what Alembic compares and what sync serves."""

from __future__ import annotations

from sqlmodel import SQLModel

import app.auth.models
import app.goals.records
import app.grants.models
import app.members.models
import app.portability.models
import app.practices.records
import app.push.models
import app.reminders.proposals
import app.reminders.records
import app.spaces.records
import app.webhooks.models  # noqa: F401 (each import declares tables)

metadata = SQLModel.metadata
