"""Every safeguard of the server's half of sync, the line that it is, and the scene that fails without it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import col

import app.kit.db as database
from app.auth import principal
from app.kit.db import Database
from app.kit.listed import among
from app.kit.prepared import Prepared
from app.kit.records import arrival, commit, decide, feed, losers, merge, rest, statements, wire, write
from app.kit.records.declare import anyone
from app.kit.records.models import AppliedMutation, Feed, Space
from app.practices.records import CHECK_IN
from app.spaces import access
from app.sync import live, look, pull, push
from app.web.limits import BodyLimits
from tests.cast import Pair
from tests.sync.ablation import merging, once, pages, walls
from tests.sync.ablation.switches import Off, line, reopened, statement, value

SQLITE, POSTGRES = "sqlite", "postgresql"


def guard(name: str) -> Off:
    """A trigger of PostgreSQL. Its database goes on to other tests, so that it is only put to sleep."""
    done, undone = (f"ALTER TABLE practice {how} TRIGGER {name}" for how in ("DISABLE", "ENABLE"))
    return statement(done, dialect=POSTGRES, undone=(undone,))


@dataclass(frozen=True, slots=True)
class Safeguard:
    """What protects, how it is taken out, what must then fail, and on which database that is looked at."""

    name: str
    off: Off
    scene: Callable[[Pair], None]
    database: str = SQLITE

    def __str__(self) -> str:
        return f"{self.name} ({self.database})"


def _without_lock() -> Prepared:
    unlocked = statements.LOCK._statement._clone()
    unlocked._for_update_arg = None
    return Prepared(unlocked)


def _locks_backwards() -> Prepared:
    backwards = statements.LOCK._statement.order_by(None).order_by(col(Space.id).desc())
    return Prepared(backwards)


def _applied_of_anybody() -> Prepared:
    told = (AppliedMutation.id, AppliedMutation.entity_id, AppliedMutation.outcome, AppliedMutation.seq)
    return Prepared(select(*(col(one) for one in told)).where(among(col(AppliedMutation.id))))


def _places_of_everybody() -> Prepared:
    all_of_it = statements.PLACES_BEFORE._statement
    whose = next(part for part in all_of_it._where_criteria if "only_for" in str(part))
    others = [part for part in all_of_it._where_criteria if part is not whose and "space_id" not in str(part)]
    places = select(col(Feed.seq), col(Feed.type), col(Feed.id)).where(*others)
    return Prepared(places.order_by(*all_of_it._order_by_clauses).limit(all_of_it._limit_clause))


EXACTLY_ONCE = [
    Safeguard("one writer at a time: BEGIN IMMEDIATE", line(
        Database.__init__, '"BEGIN IMMEDIATE"', '"BEGIN"'), pages.two_writers_take_turns),
    Safeguard("one writer at a time: FOR UPDATE", value(
        statements, "LOCK", _without_lock), pages.two_writers_take_turns, POSTGRES),
    Safeguard("spaces are locked in one order", value(
        statements, "LOCK", _locks_backwards), pages.spaces_are_locked_in_the_order_of_their_ids, POSTGRES),
    Safeguard("memory of applied mutations", line(
        commit._remember, "commit.known[id_] = (entity, Result(id_, cast(Outcome, outcome), seq))", "pass"),
        once.a_push_that_comes_twice_is_one),
    Safeguard("Idempotency-Key is the mutation's id", line(
        rest._write, "key or ctx.ids.uuid7()", "ctx.ids.uuid7()"), once.a_repeated_key_is_one),
    Safeguard("an id serves one entry", line(
        decide._as_before, "if entity != mutation.entity:", "if False:"), once.an_id_serves_one_entry),
    Safeguard("effect and memory in one transaction", line(
        Database.write, "        yield session\n        session.commit()",
        "        try:\n            yield session\n        finally:\n            session.commit()",
    ), once.a_write_without_its_memory_is_undone),
    Safeguard("a broken batch is tried one by one", line(
        push.push, "    results = [_alone(", "    raise\n    results = [_alone("),
        once.a_broken_mutation_breaks_no_other),
    Safeguard("a refusal stands alone", line(
        decide.apply, "except Rejected as no:", "except ZeroDivisionError as no:"),
        once.a_refused_mutation_breaks_no_other),
    Safeguard("a later edit waits for an earlier one", line(
        arrival.in_order, "waits = entity in blocked and", "waits = False and"),
        once.a_later_edit_waits_for_an_earlier_one),
    Safeguard("a later edit waits for one that broke", line(
        push._alone, "        stuck.add((mutation.space, mutation.entity))\n", ""),
        once.a_later_edit_waits_for_one_that_broke),
    Safeguard("what makes an entry goes first", line(
        arrival.in_order, 'first = mutation.op == "put" and entity in early', "first = False"),
        once.what_makes_an_entry_goes_before_its_change),
    Safeguard("what was taken is told again whatever waits", line(
        arrival.in_order, " and mutation.id not in commit.known", ""), once.what_was_taken_is_told_again),
    Safeguard("what comes before its parent is waited for", line(
        arrival.in_order, "if len(still) == len(open_ones) or not", "if True or not"),
        once.what_comes_before_its_parent_is_waited_for),
    Safeguard("an outage is nobody's fault", line(
        push.push, "        _prove_that_it_writes(ctx, shown)", "        pass"),
        once.a_full_disk_is_no_fault_of_a_mutation),
    Safeguard("older forms are lifted", line(
        push._apply, "lifted(mutation) for mutation in sent", "mutation for mutation in sent"),
        once.an_older_form_is_lifted),
    Safeguard("newer forms are refused", line(
        decide._place, "understood(kind, mutation)", "pass"), once.a_newer_form_is_refused),
]  # fmt: skip

MERGING = [
    Safeguard("losers are kept", line(
        decide._change, "keep(commit, space, kind, before, after, merged.losers)", "pass"), merging.what_loses_is_kept),
    Safeguard("concurrent by base_seq: unseen edits meet", line(
        merge.concurrent, "stamp[0] > change.base_seq", "False"), merging.an_edit_that_was_not_seen_is_met),
    Safeguard("concurrent by base_seq: what was seen is changed", line(
        merge.concurrent, "stamp[0] > change.base_seq", "True"), merging.who_has_seen_it_changes_it),
    Safeguard("concurrent from another device only", line(
        merge.concurrent, " and stamp[2] != change.device", ""), merging.a_device_never_meets_itself),
    Safeguard("what is said again is said later", line(
        decide._change, "if not changed and not said_again:", "if not changed:"), merging.what_is_said_again_is_later),
    Safeguard("what is brought back can be undone", line(
        decide._change,
        "keep_what_was_passed_over(commit, space, kind, before, after, changed - {name for name, _, _ in "
        "merged.losers})", "pass"), merging.what_is_brought_back_can_be_undone),
    Safeguard("what is fixed stays", line(
        decide._change, "if any(wanted.get(name, before[name]) != before[name] for name in kind.fixed):", "if False:"),
        merging.what_an_entry_is_about_stays),
    Safeguard("a clock ahead is clamped to receipt", line(
        merge.merge, "Merged(min(change.at, received))", "Merged(change.at)"),
        merging.a_clock_ahead_wins_no_more_than_now),
    Safeguard("a clock behind is clamped to its base", line(
        merge.merge, "max(change.at, earliest())", "change.at"), merging.a_clock_behind_counts_from_what_it_had_seen),
    Safeguard("tombstones are not revived", line(
        decide._decide, 'if before["deleted_at"] is not None:', "if False:"), merging.an_old_edit_wakes_nothing),
    Safeguard("a delete takes the content", line(
        decide._delete, '"body": None,', '"body": before["body"],'), merging.a_tombstone_holds_no_words),
    Safeguard("a delete keeps what it had not seen", line(
        decide._delete, "keep_unseen(commit, space, kind, before, row, change)", "pass"),
        merging.a_delete_keeps_what_it_had_not_seen),
    Safeguard("a delete takes the versions along", line(
        decide._delete, 'withdraw(commit, space, kind, row["id"])', "pass"), merging.a_delete_takes_the_versions_along),
    Safeguard("a delete is the author's alone", line(
        decide._delete, 'if before["author_id"] != commit.writer.member_id:', "if False:"),
        merging.only_who_wrote_it_deletes_it),
    Safeguard("what is held in common is let go", line(
        decide._delete, "if _is_held(", "if False and _is_held("), merging.what_holds_others_days_is_not_deleted),
    Safeguard("what there is one of is withdrawn", line(
        decide._delete, "if kind.derive is not None:", "if False:"), merging.what_there_is_one_of_is_withdrawn),
    Safeguard("what lost in private is marked as its author's", line(
        losers._reaches_its_author_alone, 'if after["deleted_at"] is not None or', "if False and"),
        merging.what_lost_in_something_deleted_reaches_its_author_alone),
    Safeguard("what only its author could write is its author's", line(
        losers._reaches_its_author_alone, "return not all(", "return False and all("),
        merging.what_only_one_could_write_reaches_them_alone),
    Safeguard("what is one member's alone is not there for others", line(
        commit.load_rows, 'if kind.personal and row["only_for"] not in', 'if False and row["only_for"] not in'),
        merging.what_is_one_members_alone_is_settled_by_nobody_else),
    Safeguard("versions are made by the server", line(
        decide._decide, 'if kind.made_here and mutation.op != "patch":', "if False:"),
        merging.nobody_makes_a_version),
    Safeguard("what is one member's alone has no place for others", value(
        statements, "PLACES_BEFORE", _places_of_everybody),
        merging.what_lost_in_something_deleted_reaches_its_author_alone),
]  # fmt: skip

DATABASE = [
    Safeguard("guard: seq only rises", statement("DROP TRIGGER practice_seq", dialect=SQLITE),
        once.a_row_without_a_new_seq_is_refused),
    Safeguard("guard: seq only rises", guard("practice_seq"), once.a_row_without_a_new_seq_is_refused, POSTGRES),
    Safeguard("guard: rows are kept", statement("DROP TRIGGER practice_keep", dialect=SQLITE),
        once.a_row_is_never_deleted_for_good),
    Safeguard("guard: rows are kept", guard("practice_keep"), once.a_row_is_never_deleted_for_good, POSTGRES),
    Safeguard("foreign keys carry the space", statement(
        "COMMIT", "PRAGMA foreign_keys=OFF", "BEGIN", dialect=SQLITE), once.a_reference_across_spaces_does_not_exist),
    Safeguard("what an entry belongs to is in its space", value(
        CHECK_IN, "parents", dict), once.what_belongs_elsewhere_waits),
    Safeguard("a commit raises the head", line(
        write.finish, "st.RAISE_HEAD.run(session, *", "list("), once.a_commit_raises_the_head),
    Safeguard("every touched row is in the feed", line(
        write._write_feed, "st.INSERT_FEED.run(commit.session, *places)", "pass"),
        once.every_touched_row_is_in_the_feed),
]  # fmt: skip

PULLING = [
    Safeguard("a cursor knows its commit's mark", line(
        feed.still_holds, " and tag == cursor.tag", ""),
        pages.a_server_from_a_backup_says_so),
    Safeguard("a push knows its history", line(
        push._apply, "if _from_another_past(commit, id_, cursor)", "if False"),
        pages.what_a_lost_history_showed_was_not_seen),
    Safeguard("a page never splits a commit", line(
        feed._page, "[place for place in places if place[0] != cut]", "places[:limit]"),
        pages.a_page_holds_whole_commits),
    Safeguard("a first load says where it is whole", line(
        pull._back, "True, page.last", "True, 0"), pages.a_first_load_says_where_it_is_whole),
    Safeguard("what was given at the start is known", line(
        pull.page, "given = cursor.early == feed.early_mark()", "given = True"),
        pages.a_first_load_under_other_types_is_given_all),
    Safeguard("a pull is one snapshot", reopened(line(
        Database.__init__, 'begin="BEGIN")', "begin=None)")), pages.a_pull_is_one_moment),
    Safeguard("a pull is one snapshot", reopened(value(
        database, "_SNAPSHOT", lambda: "BEGIN")), pages.a_pull_is_one_moment, POSTGRES),
    Safeguard("only the sender is told what was taken", value(
        statements, "APPLIED", _applied_of_anybody), walls.only_the_sender_is_told_what_was_taken),
]  # fmt: skip

WALLS = [
    Safeguard("membership in push", line(
        decide._place, "if space is None or not space.member:", "if space is None:"), walls.a_stranger_writes_nothing),
    Safeguard("the wall of a session", line(
        database._wall, "state.statement = state.statement.options(_only(reach))", "pass"),
        walls.a_session_sees_its_spaces),
    Safeguard("the wall of a prepared statement", line(
        Prepared.rows, 'if self._walled and not within(session, asked["space"]):', "if False:"),
        walls.a_prepared_statement_sees_its_spaces),
    Safeguard("the wall of a prepared write", line(
        Prepared.run, "if self._walled:\n        _all_within", "if False:\n        _all_within"),
        walls.a_prepared_statement_writes_in_its_spaces),
    Safeguard("membership in pull", value(look, "LOOK", look._looking), walls.who_left_pulls_nothing),
    Safeguard("membership in REST", line(
        access.entry, "            col(Membership.left).is_(None),\n", ""), walls.who_left_reads_nothing_by_rest),
    Safeguard("membership in open streams", line(
        live.Live._read, "                col(Membership.left).is_(None),\n", ""), walls.who_left_hears_nothing),
    Safeguard("the session in open streams", line(
        live.Live._read, "                col(MemberSession.revoked_at).is_(None),\n", ""),
        walls.a_revoked_session_hears_no_more),
    Safeguard("a commit is heard", line(
        Database.write, "for listener in self._listeners:", "for listener in ():"), walls.a_commit_is_heard_at_once),
    Safeguard("who commits elsewhere is looked for", line(
        live.Live._look, "self.anyway if self.others_tell else self.every", "3600.0"),
        walls.a_commit_of_another_process_is_found),
    Safeguard("a revoked session is nobody", line(
        principal.recognised, "if row.revoked_at is not None:", "if False:"),
        walls.a_revoked_session_is_let_in_nowhere),
    Safeguard("a closed space says so", line(
        pull._state, '"frozen" if space["closed"] else "ok"', '"ok"'), walls.a_closed_space_says_so),
    Safeguard("a closed space is read only", line(
        decide._place, "if space.closed:", "if False:"), walls.a_closed_space_takes_nothing),
    Safeguard("the account of an outbox", line(
        push._fits, "if asked.account != me.member_id:", "if False:"), walls.another_account_sends_nothing),
    Safeguard("the account of what is fetched", line(
        pull._here, "if asked.account != here.me.member_id:", "if False:"), walls.another_account_fetches_nothing),
    Safeguard("min_schema", line(
        push._fits, "if asked.schema_ < ctx.settings.min_schema:", "if False:"), walls.an_old_app_stops_writing),
    Safeguard("sealed words are withheld", line(
        wire.withheld, 'row["author_id"] != viewer and kind.sealed(row)', "False"),
        walls.a_sealed_word_stays_with_its_author),
    Safeguard("opening stamps a new seq", line(
        decide._change, "if not changed and not said_again:", 'if changed == {"sealed"} or not changed:'),
        walls.an_opened_word_travels),
    Safeguard("a derived id is checked", line(
        decide._allow, "if kind.derive is not None and before is None and", "if False and"),
        walls.a_derived_id_follows_from_what_it_names),
    Safeguard("its author is checked", value(
        CHECK_IN, "may_write", lambda: anyone), walls.nobody_checks_in_for_another),
    Safeguard("If-Match", line(
        rest._check_state, "if if_match is not None and (", "if False and ("),
        walls.what_has_moved_on_is_not_overwritten),
    Safeguard("32 kB an entry", value(decide, "MAX_BODY", lambda: 10**9), walls.an_entry_has_an_end),
    Safeguard("2 MB a request", line(
        BodyLimits._limit, "return limit", "return 10**12"), walls.a_request_has_an_end),
]  # fmt: skip

SAFEGUARDS = [*EXACTLY_ONCE, *MERGING, *DATABASE, *PULLING, *WALLS]
