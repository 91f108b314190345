"""What a partner may suggest: a proposal in the couple's space, and what one makes of it in the own space.

Nothing that the other does touches the couple's space: no row, no head, no count. So whoever proposed reads the
same bytes, whatever became of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.kit.errors import Refusal
from app.kit.ids import derived
from app.kit.records.declare import COUPLE, OWN, Attempt, RecordType, Rejected, Row, author_only, declare
from app.reminders.models import Proposal, ProposalAnswer
from app.reminders.schemas import ProposalAnswerFields, ProposalBody, ProposalFields

MOST_OPEN: Final = 3
"""Of one member, for one practice. What is meant kindly does not press."""


class TooManyProposals(Refusal):
    """As many as one may have open for this practice are there. Only one's own are counted."""

    status = 409
    code = "too_many_proposals"
    title = "There are enough suggestions for this practice"
    detail = f"You have {MOST_OPEN} open suggestions for it. Take one back first."


def _few(session: Session, attempt: Attempt, unwritten: Sequence[tuple[str, Row]]) -> None:
    """Raises Rejected for one too many. To change or to take back what stands is always possible."""
    after = attempt.after
    if attempt.before is not None or after["deleted_at"] is not None:
        return
    author, practice = after["author_id"], after["practice_id"]
    stands = select(col(Proposal.id)).where(
        col(Proposal.space_id) == attempt.space_id,
        col(Proposal.practice_id) == practice,
        col(Proposal.author_id) == author,
        col(Proposal.deleted_at).is_(None),
    )
    open_ = set(session.connection().execute(stands).scalars())
    for kind, row in unwritten:
        if kind == "proposal" and (row["author_id"], row["practice_id"]) == (author, practice):
            (open_.add if row["deleted_at"] is None else open_.discard)(row["id"])
    if len(open_ - {after["id"]}) >= MOST_OPEN:
        raise Rejected(TooManyProposals.code, TooManyProposals.detail)


_SOME = "0192f0c1-7a58-7c31-9d3e-2b8a1f4c5d6e"

PROPOSAL = declare(
    RecordType(
        "proposal",
        "proposals",
        Proposal,
        ProposalFields,
        ProposalBody,
        homes=frozenset({COUPLE}),
        may_write=author_only,
        parents={"practice_id": "practice"},
        fixed=frozenset({"practice_id"}),
        filters=("practice_id",),
        weigh=_few,
        example={
            "fields": {"practice_id": _SOME, "time": "20:00", "days": [4]},
            "body": {"words": "Only if you like."},
        },
        refusals=(TooManyProposals,),
    )
)
PROPOSAL_ANSWER = declare(
    RecordType(
        "proposal_answer",
        "proposal-answers",
        ProposalAnswer,
        ProposalAnswerFields,
        homes=frozenset({OWN}),
        derive=lambda _, row: derived("proposal_answer", row["proposal_id"]),
        fixed=frozenset({"proposal_id"}),
        filters=("proposal_id",),
        example={"fields": {"proposal_id": _SOME, "answer": "taken"}},
    )
)
