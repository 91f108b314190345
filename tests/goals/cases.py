"""Cases of a goal's progress, read by Python and by the client: `tests/vectors/goals.yaml`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import yaml

from app.goals.rules import Given

VECTORS = Path(__file__).parent.parent / "vectors" / "goals.yaml"


def cases() -> list[dict[str, Any]]:
    """Each with `name`, `state`, `target`, `milestones`, `given` and `wanted`."""
    found: list[dict[str, Any]] = yaml.safe_load(VECTORS.read_text(encoding="utf-8"))["cases"]
    return found


def given(case: dict[str, Any]) -> list[Given]:
    """The contributions of a case."""
    return [
        Given(one["member"], date.fromisoformat(one["day"]), one.get("amount"), one.get("withdrawn", False))
        for one in case["given"]
    ]
