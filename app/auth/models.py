"""How often something was tried, for the few routes that test secrets."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel


class Rate(SQLModel, table=True):
    """One subject of one gate, named by a hash: no login and no address in clear."""

    __tablename__ = "rate"
    __table_args__ = (Index("rate_by_tat", "tat"),)

    key: str = Field(primary_key=True, max_length=64)
    tries: int = 0
    tat: int = Field(0, sa_type=BigInteger, description="When the next try may arrive, in milliseconds since 1970.")
