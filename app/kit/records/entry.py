"""What it takes to be in a space: made by the privacy boundary, `app.spaces.access`, and by nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from app.kit.records.declare import RecordType, Writer


@dataclass(frozen=True, slots=True)
class Entry:
    """A member who was let into a space, for the length of one request. `scopes`: what a program may do here; None for
    a browser, which may do everything.
    """

    space_id: str
    kind: str
    member_id: str
    device: str
    scopes: frozenset[str] | None = None

    def sees(self, kind: RecordType) -> bool:
        """Whether records of this type may be shown."""
        return self.scopes is None or (kind.scope is not None and f"{kind.scope}:read" in self.scopes)

    @property
    def writer(self) -> Writer:
        """The one who writes through this entry."""
        return Writer(self.member_id, self.device)

    @property
    def reach(self) -> frozenset[str]:
        """What the wall is opened for: this space alone."""
        return frozenset({self.space_id})
