"""Mutations in an older form, lifted to today's before anything else looks at them.

A phone may have been offline for a year and more: what it sends has the form of the release that wrote it. Each
type declares how a form becomes the next one; the rest of the code knows today's alone.
"""

from __future__ import annotations

from app.kit.records.declare import RecordType, Rejected, record_types
from app.kit.records.mutation import Mutation


def lifted(mutation: Mutation) -> Mutation:
    """The mutation in the form of today; as it came, if nobody here knows that form or could read it."""
    kind = record_types().get(mutation.type)
    if kind is None or mutation.v >= kind.form:
        return mutation
    fields = dict(mutation.fields)
    try:
        for form in range(mutation.v, kind.form):
            fields = dict(kind.lifts[form](mutation.op, fields))
    except (LookupError, TypeError, ValueError, AttributeError):  # it was never such a form: `understood` refuses it
        return mutation
    return mutation.model_copy(update={"v": kind.form, "fields": fields})


def understood(kind: RecordType, mutation: Mutation) -> None:
    """Refuses what is not in today's form. The phone keeps it, and tries again after the next update."""
    if mutation.v > kind.form:
        raise Rejected("newer_form", "This was written by a newer app than this server knows. It may need an update.")
    if mutation.v < kind.form:
        raise Rejected("invalid", "Something in this entry does not fit.")
