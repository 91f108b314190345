"""Triggers that hold on both databases, whoever writes: a row's seq only rises, and nothing is deleted.

Deleting for good is possible only for a space that stands in `erasure` within the same transaction.
"""

from __future__ import annotations

_SQLITE = """
CREATE TRIGGER {table}_seq BEFORE UPDATE ON {table} WHEN NEW.seq <= OLD.seq
BEGIN SELECT RAISE(ABORT, 'seq must rise'); END;
CREATE TRIGGER {table}_keep BEFORE DELETE ON {table}
WHEN NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.space_id = OLD.space_id)
BEGIN SELECT RAISE(ABORT, 'rows are kept as tombstones'); END;
"""

_POSTGRES_FUNCTIONS = (
    """
CREATE FUNCTION tend_seq_rises() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.seq <= OLD.seq THEN RAISE EXCEPTION 'seq must rise'; END IF;
  RETURN NEW;
END $$""",
    """
CREATE FUNCTION tend_rows_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.space_id = OLD.space_id) THEN
    RAISE EXCEPTION 'rows are kept as tombstones';
  END IF;
  RETURN OLD;
END $$""",
)


def functions(dialect: str) -> list[str]:
    """What has to exist once before any guard."""
    return list(_POSTGRES_FUNCTIONS) if dialect == "postgresql" else []


def guards(dialect: str, table: str) -> list[str]:
    """The statements that guard one table of records."""
    if dialect == "postgresql":
        return [
            f"CREATE TRIGGER {table}_seq BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION tend_seq_rises()",
            f"CREATE TRIGGER {table}_keep BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION tend_rows_stay()",
        ]
    return [f"{part.strip()} END;" for part in _SQLITE.format(table=table).split("END;") if part.strip()]
