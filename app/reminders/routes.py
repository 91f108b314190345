"""Reminders, what belongs to them, and what a partner proposes, over HTTP: plain records."""

from __future__ import annotations

from app.auth.principal import SIGNED_IN
from app.auth.refusals import CrossSite, NotJson
from app.kit.errors import documented
from app.kit.records.rest import record_routes
from app.reminders.proposals import PROPOSAL, PROPOSAL_ANSWER
from app.reminders.records import PREFERENCES, REMINDER, REMINDER_REPLY
from app.spaces.access import let_in

MEMBERS_ONLY = documented(*SIGNED_IN, CrossSite, NotJson)
KINDS = (REMINDER, REMINDER_REPLY, PREFERENCES, PROPOSAL, PROPOSAL_ANSWER)

records = [record_routes(kind, let_in, MEMBERS_ONLY) for kind in KINDS]
