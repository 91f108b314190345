"""What it takes to be in a space: made by the privacy boundary, `app.spaces.access`, and by nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from app.kit.records.declare import Writer


@dataclass(frozen=True, slots=True)
class Entry:
    """A member who was let into a space, for the length of one request."""

    space_id: str
    kind: str
    member_id: str
    device: str

    @property
    def writer(self) -> Writer:
        """The one who writes through this entry."""
        return Writer(self.member_id, self.device)

    @property
    def reach(self) -> frozenset[str]:
        """What the wall is opened for: this space alone."""
        return frozenset({self.space_id})
