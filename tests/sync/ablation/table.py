"""Every safeguard of the server's half of sync, the line that it is, and the scene that fails without it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import col

from app.kit.db import Database
from app.kit.records import feed, merge, rest, statements, wire, write
from app.kit.records.declare import anyone
from app.kit.records.models import AppliedMutation, Membership
from app.practices.records import CHECK_IN
from app.spaces import access, service
from app.sync import live, pull, push
from app.web.limits import BodyLimits
from tests.cast import Pair
from tests.sync.ablation import scenarios as scene
from tests.sync.ablation import walls as wall
from tests.sync.ablation.switches import Off, line, reopened, statement, value

SQLITE, POSTGRES = "sqlite", "postgresql"
ON = "ON practice"


@dataclass(frozen=True, slots=True)
class Safeguard:
    """What protects, how it is taken out, what must then fail, and on which database that is looked at."""

    name: str
    off: Off
    scene: Callable[[Pair], None]
    database: str = SQLITE

    def __str__(self) -> str:
        return f"{self.name} ({self.database})"


def _without_lock() -> Any:
    unlocked = statements.LOCK._clone()
    unlocked._for_update_arg = None
    return unlocked


def _applied_of_anybody() -> Any:
    told = (AppliedMutation.id, AppliedMutation.entity_id, AppliedMutation.outcome, AppliedMutation.seq)
    return select(*(col(one) for one in told)).where(col(AppliedMutation.id).in_(statements._ids))


def _spaces_that_were_left_too() -> Any:
    mine = select(col(Membership.space_id)).where(col(Membership.member_id) == bindparam("member"))
    kept = service._SPACES
    return select(*kept.selected_columns).select_from(*kept.get_final_froms()).where(col(Membership.space_id).in_(mine))


EXACTLY_ONCE = [
    Safeguard("one writer at a time: BEGIN IMMEDIATE", line(
        Database.__init__, '"BEGIN IMMEDIATE"', '"BEGIN"'), wall.two_writers_take_turns),
    Safeguard("one writer at a time: FOR UPDATE", value(
        statements, "LOCK", _without_lock), wall.two_writers_take_turns, POSTGRES),
    Safeguard("memory of applied mutations", line(
        write._remember, "seq in rows:", "seq in ():"), scene.a_push_that_comes_twice_is_one),
    Safeguard("Idempotency-Key is the mutation's id", line(
        rest._write, "key or ctx.ids.uuid7()", "ctx.ids.uuid7()"), scene.a_repeated_key_is_one),
    Safeguard("an id serves one entry", line(
        write._as_before, "if entity != mutation.entity:", "if False:"), scene.an_id_serves_one_entry),
    Safeguard("effect and memory in one transaction", line(
        Database.write, "        yield session\n        session.commit()",
        "        try:\n            yield session\n        finally:\n            session.commit()",
    ), scene.a_write_without_its_memory_is_undone),
    Safeguard("a broken batch is tried one by one", line(
        push.push, "    results = [_alone(", "    raise\n    results = [_alone("),
        scene.a_broken_mutation_breaks_no_other),
    Safeguard("a refusal stands alone", line(
        write.apply, "except Rejected as no:", "except ZeroDivisionError as no:"),
        scene.a_refused_mutation_breaks_no_other),
    Safeguard("a later edit waits for an earlier one", line(
        push._apply, "if (mutation.space, mutation.entity) in waiting and", "if False and"),
        scene.a_later_edit_waits_for_an_earlier_one),
    Safeguard("an outage is nobody's fault", line(
        push.push, "        _prove_that_it_writes(ctx, shown)", "        pass"),
        scene.a_full_disk_is_no_fault_of_a_mutation),
]  # fmt: skip

MERGING = [
    Safeguard("losers are kept", line(
        write._change, "_keep(commit, kind, before, merged.losers)", "pass"), scene.what_loses_is_kept),
    Safeguard("concurrent by base_seq: unseen edits meet", line(
        merge.concurrent, "stamp[0] > change.base_seq", "False"), scene.an_edit_that_was_not_seen_is_met),
    Safeguard("concurrent by base_seq: what was seen is changed", line(
        merge.concurrent, "stamp[0] > change.base_seq", "True"), scene.who_has_seen_it_changes_it),
    Safeguard("concurrent from another device only", line(
        merge.concurrent, " and stamp[2] != change.device", ""), scene.a_device_never_meets_itself),
    Safeguard("a clock ahead is clamped to receipt", line(
        merge.merge, "Merged(min(change.at, received))", "Merged(change.at)"),
        scene.a_clock_ahead_wins_no_more_than_now),
    Safeguard("a clock behind is clamped to its base", line(
        merge.merge, "max(change.at, earliest())", "change.at"), scene.a_clock_behind_counts_from_what_it_had_seen),
    Safeguard("tombstones are not revived", line(
        write._decide, 'if before["deleted_at"] is not None:', "if False:"), scene.an_old_edit_wakes_nothing),
    Safeguard("a delete takes the content", line(
        write._delete, '"body": None,', '"body": before["body"],'), scene.a_tombstone_holds_no_words),
    Safeguard("a delete is the author's alone", line(
        write._delete, 'if before["author_id"] != commit.writer.member_id:', "if False:"),
        scene.only_who_wrote_it_deletes_it),
    Safeguard("what is held in common is let go", line(
        write._delete, "if _is_held(", "if False and _is_held("), scene.what_holds_others_days_is_not_deleted),
    Safeguard("what there is one of is withdrawn", line(
        write._delete, "if kind.derive is not None:", "if False:"), scene.what_there_is_one_of_is_withdrawn),
]  # fmt: skip

DATABASE = [
    *(
        Safeguard("guard: seq only rises", statement(drop, dialect=database),
                  scene.a_row_without_a_new_seq_is_refused, database)
        for database, drop in ((SQLITE, "DROP TRIGGER practice_seq"), (POSTGRES, f"DROP TRIGGER practice_seq {ON}"))
    ),
    *(
        Safeguard("guard: rows are kept", statement(drop, dialect=database),
                  scene.a_row_is_never_deleted_for_good, database)
        for database, drop in ((SQLITE, "DROP TRIGGER practice_keep"), (POSTGRES, f"DROP TRIGGER practice_keep {ON}"))
    ),
    Safeguard("foreign keys carry the space", statement(
        "COMMIT", "PRAGMA foreign_keys=OFF", "BEGIN", dialect=SQLITE), scene.a_reference_across_spaces_does_not_exist),
    Safeguard("what an entry belongs to is in its space", value(
        CHECK_IN, "parents", dict), scene.what_belongs_elsewhere_waits),
    Safeguard("a commit raises the head", line(
        write.finish, "connection.execute(st.RAISE_HEAD", "_ = (st.RAISE_HEAD"), scene.a_commit_raises_the_head),
    Safeguard("every touched row is in the feed", line(
        write._write_feed, "if places:", "if False:"), scene.every_touched_row_is_in_the_feed),
]  # fmt: skip

PULLING = [
    Safeguard("a cursor knows its commit's mark", line(
        feed.still_holds, " and _tag(session, space_id, cursor.hi) == cursor.tag", ""),
        wall.a_server_from_a_backup_says_so),
    Safeguard("a push knows its history", line(
        push._other_histories, "return {", "return set() and {"), wall.what_a_lost_history_showed_was_not_seen),
    Safeguard("a page never splits a commit", line(
        feed._page, "[place for place in places if place[0] != cut]", "places[:limit]"),
        wall.a_page_holds_whole_commits),
    Safeguard("a pull is one snapshot", reopened(line(
        Database.__init__, 'begin="BEGIN", read_only', 'begin="SELECT 1", read_only')), wall.a_pull_is_one_moment),
    Safeguard("a pull is one snapshot", reopened(line(
        Database.__init__, '"REPEATABLE READ"', '"READ COMMITTED"')), wall.a_pull_is_one_moment, POSTGRES),
    Safeguard("only the sender is told what was taken", value(
        statements, "APPLIED", _applied_of_anybody), wall.only_the_sender_is_told_what_was_taken),
]  # fmt: skip

WALLS = [
    Safeguard("membership in push", line(
        write._place, "if space is None or not space.member:", "if space is None:"), wall.a_stranger_writes_nothing),
    Safeguard("membership in pull", value(
        service, "_SPACES", _spaces_that_were_left_too), wall.who_left_pulls_nothing),
    Safeguard("membership in REST", line(
        access.entry, "            col(Membership.left).is_(None),\n", ""), wall.who_left_reads_nothing_by_rest),
    Safeguard("membership in open streams", line(
        live.Live._read, "                col(Membership.left).is_(None),\n", ""), wall.who_left_hears_nothing),
    Safeguard("a closed space is read only", line(
        write._place, "if space.closed:", "if False:"), wall.a_closed_space_takes_nothing),
    Safeguard("the account of an outbox", line(
        push._fits, "if asked.account != me.member_id:", "if False:"), wall.another_account_sends_nothing),
    Safeguard("the account of what is fetched", line(
        pull.pull, "if asked.account != me.member_id:", "if False:"), wall.another_account_fetches_nothing),
    Safeguard("min_schema", line(
        push._fits, "if asked.schema_ < ctx.settings.min_schema:", "if False:"), wall.an_old_app_stops_writing),
    Safeguard("sealed words are withheld", line(
        wire.withheld, 'row["author_id"] != viewer and kind.sealed(row)', "False"),
        wall.a_sealed_word_stays_with_its_author),
    Safeguard("opening stamps a new seq", line(
        write._change, "if not changed and not said_again:", 'if changed == {"sealed"} or not changed:'),
        wall.an_opened_word_travels),
    Safeguard("a derived id is checked", line(
        write._allow, "if kind.derive is not None and before is None and", "if False and"),
        wall.a_derived_id_follows_from_what_it_names),
    Safeguard("its author is checked", value(CHECK_IN, "may_write", lambda: anyone), wall.nobody_checks_in_for_another),
    Safeguard("If-Match", line(
        rest._check_state, "if if_match is not None and (", "if False and ("),
        wall.what_has_moved_on_is_not_overwritten),
    Safeguard("32 kB an entry", value(write, "MAX_BODY", lambda: 10**9), wall.an_entry_has_an_end),
    Safeguard("2 MB a request", line(
        BodyLimits._limit, "return self.limits[", "return 10**12 + self.limits["), wall.a_request_has_an_end),
]  # fmt: skip

SAFEGUARDS = [*EXACTLY_ONCE, *MERGING, *DATABASE, *PULLING, *WALLS]
