# mypy: disable-error-code="valid-type"
# The models of a record type are made from its declaration at run time; the routes name them as types.
"""REST for one record type, made from its declaration: list, get, put, patch, delete.

Every write becomes a mutation on the one write path, so it appears in the feed like one from a phone.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Query, Response
from pydantic import BaseModel
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.kit.context import Context, Ctx
from app.kit.errors import Invalid, NotFound, Overtaken, Refusal, TooLarge, documented
from app.kit.ids import derived
from app.kit.records.declare import RecordType, Row, record_types
from app.kit.records.entry import Entry
from app.kit.records.mutation import UUID, Mutation, Result
from app.kit.records.shapes import filter_model, out_model, page_model, patch_model, put_model
from app.kit.records.statements import shown_columns
from app.kit.records.wire import to_json
from app.kit.records.write import Commit, apply, begin, finish


class NotYours(Refusal):
    """It can be seen, and only somebody else may change it."""

    status = 403
    code = "not_yours"
    title = "That is somebody else's to write"
    detail = "Only the member it belongs to can write it."


class Conflict(Refusal):
    """What is asked for does not fit the state that the record, or its space, is in."""

    status = 409
    code = "conflict"
    title = "That does not fit how things stand"
    detail = "Read it again; the detail says what stands in the way."


class Deleted(Refusal):
    """It was deleted; an id is used once."""

    status = 410
    code = "deleted"
    title = "It was deleted"
    detail = "Write a new one under a new id."


_REFUSALS: dict[str, type[Refusal]] = {
    "not_yours": NotYours,
    "body_too_large": TooLarge,
    "invalid": Invalid,
    "wrong_id": Invalid,
    "space_gone": NotFound,
    "not_here": NotFound,
}
_WRITES = (NotYours, Conflict, Deleted, Overtaken, TooLarge)
_MATCH = r'^"\d{1,15}"$'

RecordId = Annotated[str, Path(pattern=UUID, description="The record's id, made by the client.")]
IfMatch = Annotated[str | None, Header(pattern=_MATCH, description='The ETag last seen, as `"12"`.')]
Key = Annotated[str | None, Header(alias="Idempotency-Key", pattern=UUID, description="Sent twice, it is done once.")]


def record_routes(kind: RecordType, entry: Any, refusals: dict[int | str, dict[str, Any]]) -> APIRouter:
    """The routes of one type. `entry(scope)` is the dependency that lets somebody into a space, or answers 404."""
    shown, wanted_part = out_model(kind), patch_model(kind)
    page, filters = page_model(kind, shown), filter_model(kind)
    router = APIRouter(
        prefix=f"/api/v1/spaces/{{space_id}}/{kind.plural}",
        tags=[kind.plural],
        responses={**refusals, **documented(NotFound, Invalid)},
    )
    named, many = kind.name, kind.plural.replace("-", "_")
    reader, writer = (entry(kind.scope and f"{kind.scope}:{way}") for way in ("read", "write"))

    @router.get("", operation_id=f"list_{many}", response_model=page, summary=f"List {kind.plural}")
    def list_them(ctx: Ctx, here: Annotated[Entry, Depends(reader)], asked: Annotated[filters, Query()]) -> Response:
        """In the order of their ids, a page at a time: ask on with `next` as `cursor`. Nothing deleted is in it."""
        return _list(ctx, here, kind, asked)

    @router.get("/{record_id}", operation_id=f"get_{named}", response_model=shown, summary=f"Read a {named}")
    def get_one(ctx: Ctx, here: Annotated[Entry, Depends(reader)], record_id: RecordId) -> Response:
        """Its `ETag` is what `If-Match` takes. A deleted one answers 404."""
        with ctx.db.read(here.reach) as session:
            return _answer(kind, here, _one(session, kind, here, record_id))

    if not kind.made_here:
        _post_route(router, kind, writer, shown, refusals)
        _put_route(router, kind, writer, shown, refusals)

    @router.patch(
        "/{record_id}",
        operation_id=f"patch_{named}",
        response_model=shown,
        summary=f"Change a part of a {named}",
        responses=documented(*_WRITES, *kind.refusals, beside=refusals),
    )
    def patch_one(
        ctx: Ctx,
        here: Annotated[Entry, Depends(writer)],
        record_id: RecordId,
        wanted: wanted_part,
        if_match: IfMatch = None,
        key: Key = None,
    ) -> Response:
        """Only what is sent is changed. With `If-Match` it is refused as `overtaken` if somebody was faster."""
        return _write(ctx, here, kind, "patch", record_id, _fields(wanted), if_match, key)

    if not kind.made_here:
        _delete_route(router, kind, writer, refusals)
    return router


def _post_route(
    router: APIRouter, kind: RecordType, entry: Any, shown: type[BaseModel], refusals: dict[int | str, dict[str, Any]]
) -> None:
    wanted_whole, named = put_model(kind), kind.name
    new: dict[int | str, dict[str, Any]] = {201: {"model": shown, "description": "It is new."}}

    def post_one(
        ctx: Ctx,
        here: Annotated[Entry, Depends(entry)],
        wanted: wanted_whole,
        key: Key = None,
    ) -> Response:
        return _write(ctx, here, kind, "put", _new_id(ctx, here, kind, wanted, key), _fields(wanted), None, key)

    router.post(
        "",
        operation_id=f"make_{named}",
        response_model=shown,
        summary=f"Make a {named}",
        description=_MADE_ONCE if kind.derive else _MADE_ANEW,
        responses={**documented(*_WRITES, *kind.refusals, beside=refusals), **new},
    )(post_one)


_MADE_ONCE = "There can be one alone of what it says: where it is there already, it is written whole and answers 200."
_MADE_ANEW = "The server names it. Where an answer may be lost, send an `Idempotency-Key`: then it is made once."


def _new_id(ctx: Context, here: Entry, kind: RecordType, wanted: BaseModel, key: str | None) -> str:
    if kind.derive is not None:
        return kind.derive(here.space_id, wanted.model_dump(mode="json", by_alias=True)["fields"])
    return ctx.ids.uuid7() if key is None else derived("made", here.member_id, kind.name, key)


def _put_route(
    router: APIRouter, kind: RecordType, entry: Any, shown: type[BaseModel], refusals: dict[int | str, dict[str, Any]]
) -> None:
    wanted_whole, named = put_model(kind), kind.name
    new: dict[int | str, dict[str, Any]] = {201: {"model": shown, "description": "It is new."}}

    @router.put(
        "/{record_id}",
        operation_id=f"put_{named}",
        response_model=shown,
        summary=f"Write a {named}",
        responses={**documented(*_WRITES, *kind.refusals, beside=refusals), **new},
    )
    def put_one(
        ctx: Ctx,
        here: Annotated[Entry, Depends(entry)],
        record_id: RecordId,
        wanted: wanted_whole,
        if_match: IfMatch = None,
        key: Key = None,
    ) -> Response:
        """Makes it under an id of your own, or writes it whole. Sent twice, it is there once."""
        return _write(ctx, here, kind, "put", record_id, _fields(wanted), if_match, key)


def _delete_route(router: APIRouter, kind: RecordType, entry: Any, refusals: dict[int | str, dict[str, Any]]) -> None:
    named = kind.name

    @router.delete(
        "/{record_id}",
        operation_id=f"delete_{named}",
        status_code=204,
        summary=f"Delete a {named}, if you wrote it",
        responses=documented(*_WRITES, beside=refusals),
    )
    def delete_one(
        ctx: Ctx,
        here: Annotated[Entry, Depends(entry)],
        record_id: RecordId,
        if_match: IfMatch = None,
        key: Key = None,
    ) -> Response:
        """Its content is gone for good, and its id is used up. What others wrote is theirs to delete."""
        _write(ctx, here, kind, "delete", record_id, {}, if_match, key)
        return Response(status_code=204)


def _list(ctx: Context, here: Entry, kind: RecordType, asked: Any) -> Response:
    table: Any = kind.table
    statement = select(*shown_columns(kind)).where(table.space_id == here.space_id, *_shown_to(kind, here))
    for name in kind.filters:
        if (value := getattr(asked, name)) is not None:
            statement = statement.where(getattr(table, name) == value)
    for name in kind.spans:
        if (first := getattr(asked, f"{name}_from")) is not None:
            statement = statement.where(getattr(table, name) >= first.isoformat())
        if (last := getattr(asked, f"{name}_to")) is not None:
            statement = statement.where(getattr(table, name) <= last.isoformat())
    for name, (own, parent) in kind.through.items():
        if (value := getattr(asked, name)) is not None:
            there: Any = record_types()[parent].table
            fits = select(there.id).where(there.space_id == here.space_id, getattr(there, name) == value)
            statement = statement.where(getattr(table, own).in_(fits))
    if asked.cursor is not None:
        statement = statement.where(table.id > asked.cursor)
    with ctx.db.read(here.reach) as session:
        rows = [dict(r) for r in session.execute(statement.order_by(table.id).limit(asked.limit + 1)).mappings()]
    following = f'"{rows[asked.limit - 1]["id"]}"' if len(rows) > asked.limit else "null"
    items = ",".join(to_json(kind, row, here.member_id) for row in rows[: asked.limit])
    return Response(f'{{"items":[{items}],"next":{following}}}', media_type="application/json")


def _one(session: Session, kind: RecordType, here: Entry, record_id: str) -> Row:
    table: Any = kind.table
    where = (table.space_id == here.space_id, table.id == record_id, *_shown_to(kind, here))
    row = session.execute(select(*shown_columns(kind)).where(*where)).mappings().first()
    if row is None:
        raise NotFound
    return dict(row)


def _shown_to(kind: RecordType, here: Entry) -> tuple[Any, ...]:
    """What is not deleted, and is not somebody else's alone: that does not exist here, in no page and no count."""
    table: Any = kind.table
    alive = table.deleted_at.is_(None)
    return (alive, or_(table.only_for.is_(None), table.only_for == here.member_id)) if kind.personal else (alive,)


def _answer(kind: RecordType, here: Entry, row: Row, status: int = 200) -> Response:
    return Response(
        to_json(kind, row, here.member_id), status, {"ETag": f'"{row["seq"]}"'}, media_type="application/json"
    )


def _fields(wanted: BaseModel) -> dict[str, Any]:
    """What was sent, and only that: a field that was left out is not written."""
    sent = wanted.model_dump(mode="json", by_alias=True, exclude_unset=True)
    fields: dict[str, Any] = dict(sent.get("fields", {}))
    if "body" in sent:
        fields["body"] = sent["body"]
    return fields


def _write(
    ctx: Context,
    here: Entry,
    kind: RecordType,
    op: str,
    record_id: str,
    fields: Any,
    if_match: str | None,
    key: str | None,
) -> Response:
    now = ctx.stamp()
    mutation = Mutation.model_validate(
        {
            "id": key or ctx.ids.uuid7(),
            "n": 0,
            "space": here.space_id,
            "type": kind.name,
            "op": op,
            "entity": record_id,
            "v": kind.form,
            "base_seq": 2**53,
            "at": now,
            "fields": fields,
        }
    )
    before, after = ctx.db.settle(lambda session: _commit(ctx, session, here, kind, mutation, if_match), here.reach)
    return _answer(kind, here, after, 201 if before is None else 200)


def _commit(
    ctx: Context, session: Session, here: Entry, kind: RecordType, mutation: Mutation, if_match: str | None
) -> tuple[Row | None, Row]:
    commit = begin(session, here.writer, [mutation], now=mutation.at, new_id=ctx.ids.uuid7, new_tag=ctx.tag)
    before = commit.rows.get((kind.name, here.space_id, mutation.entity))
    _check_state(commit, mutation, before, if_match)
    _refuse(kind, apply(commit, mutation))
    finish(commit)
    after = commit.rows.get((kind.name, here.space_id, mutation.entity))
    if after is None:
        raise Conflict("This Idempotency-Key was used for something else. Make a new one.")
    return before, after


def _check_state(commit: Commit, mutation: Mutation, before: Row | None, if_match: str | None) -> None:
    if mutation.id in commit.known:
        return  # a repeat of what was done: the state has moved on because of it
    if if_match is not None and (before is None or if_match != f'"{before["seq"]}"'):
        raise Overtaken
    if before is None and mutation.op != "put":
        raise NotFound
    if before is not None and before["deleted_at"] is not None:
        raise NotFound if mutation.op != "put" else Deleted


def _refuse(kind: RecordType, result: Result) -> None:
    if result.outcome == "rejected":
        named = {refusal.code: refusal for refusal in kind.refusals}
        refusal = {**_REFUSALS, **named}.get(result.code or "", Conflict)
        raise refusal(result.detail, errors=list(result.errors))
    if result.outcome == "deferred":
        raise Conflict(result.detail)
