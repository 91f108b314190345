"""The two records that say who we are to each other: a card for each member, and what the couple agreed on."""

from __future__ import annotations

from app.kit.ids import derived
from app.kit.records.declare import COUPLE as IN_COUPLES
from app.kit.records.declare import Attempt, RecordType, Rejected, declare
from app.spaces.models import Card, Couple
from app.spaces.schemas import CardBody, CardFields, CoupleBody, CoupleFields


def _ones_own_card(attempt: Attempt) -> bool:
    return bool(attempt.after["member_id"] == attempt.writer.member_id == attempt.after["author_id"])


def _days_in_order(attempt: Attempt) -> None:
    days = [version["from"] for version in attempt.after["home_zones"]]
    if days != sorted(set(days)):
        raise Rejected("invalid", "Home zones are in the order of their days, each day once.")


CARD = declare(
    RecordType(
        "card",
        "cards",
        Card,
        CardFields,
        CardBody,
        homes=frozenset({IN_COUPLES}),
        derive=lambda space_id, row: derived("card", space_id, row["member_id"]),
        may_write=_ones_own_card,
        fixed=frozenset({"member_id"}),
        example={
            "fields": {"member_id": "0192f0c1-7a58-7c31-9d3e-2b8a1f4c5d6f", "home_zone": "Europe/Lisbon"},
            "body": {"name": "Alice", "about": "Coffee before words."},
        },
        most=200,
        early=True,
        scope="couple",
    )
)
COUPLE = declare(
    RecordType(
        "couple",
        "couple",
        Couple,
        CoupleFields,
        CoupleBody,
        homes=frozenset({IN_COUPLES}),
        derive=lambda space_id, _: derived("couple", space_id),
        check=_days_in_order,
        example={"fields": {"home_zones": [{"from": "2026-11-23", "zone": "Europe/Lisbon"}]}, "body": {"name": "Us"}},
        most=1,
        early=True,
        scope="couple",
    )
)
