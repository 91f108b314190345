"""Accounts and sessions over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from sqlalchemy.orm import Session

from app.auth import limits, registration, service
from app.auth.cookies import cookie_name, give_cookie, take_cookie
from app.auth.limits import Source, Try, knock
from app.auth.principal import SIGNED_IN, Confirmed, Me
from app.auth.refusals import (
    CrossSite,
    NotJson,
    RegistrationClosed,
    ResetUnknown,
    StepUpRequired,
    TooManyTries,
    WrongCredentials,
    WrongPassword,
)
from app.auth.schemas import (
    AccountIn,
    AccountOut,
    ConfirmationIn,
    MeIn,
    MemberOut,
    MeOut,
    NoticeOut,
    PasswordIn,
    RecoveryIn,
    RecoveryOut,
    ResetIn,
    SessionIn,
    SessionOut,
    SessionsOut,
    SignedInOut,
    ThisSessionOut,
)
from app.auth.service import Hasher
from app.kit.context import Context, Ctx
from app.kit.errors import Invalid, NotFound, documented
from app.members import notices, sessions
from app.members import service as members
from app.members.passwords import refuse_weak
from app.members.refusals import LoginTaken, PasswordCommon, PasswordTooShort
from app.members.secrets import digest
from app.members.service import Account

router = APIRouter(prefix="/api/v1", tags=["accounts"])

SessionId = Annotated[str, Path(description="As the list of sessions has it.")]
Erase = Annotated[bool, Query(description="For a lost device: it removes all it holds at its next contact.")]
WITH_BODY = (Invalid, CrossSite, NotJson)
NEW_PASSWORD = (*WITH_BODY, PasswordTooShort, PasswordCommon, TooManyTries)


@router.post(
    "/accounts",
    operation_id="create_account",
    summary="Sign up",
    status_code=201,
    responses=documented(*NEW_PASSWORD, LoginTaken, RegistrationClosed),
)
def create_account(
    body: AccountIn, ctx: Ctx, hasher: Hasher, source: Source, request: Request, response: Response
) -> AccountOut:
    """Makes a member with an own space, signs in, and shows the recovery code this one time."""
    knock(ctx, Try(limits.SIGN_UP, source))
    with ctx.db.read() as session:
        registration.look(session, ctx, body.invitation)
    refuse_weak(body.password, login=body.login, name=body.name)
    hashed = hasher.hash(body.password)
    with ctx.db.write() as session:
        registration.admit(session, ctx, body.invitation)
        account, code = members.sign_up(session, ctx, login=body.login, name=body.name, password_hash=hashed)
        _leave_before(session, ctx, request)
        row, token = sessions.start(session, ctx, account.member_id, body.device)
    give_cookie(response, ctx.settings, token)
    return AccountOut(member=_member(account), own_space_id=account.own_space_id, session_id=row.id, recovery_code=code)


@router.put(
    "/accounts/reset",
    operation_id="reset_account",
    summary="Choose a new password by a link from the host",
    status_code=204,
    responses=documented(*NEW_PASSWORD, ResetUnknown),
)
def reset_account(body: ResetIn, ctx: Ctx, hasher: Hasher, source: Source) -> None:
    """Works once. Signs out everywhere and leaves a notice for the account's owner."""
    service.reset_by_link(ctx, hasher, body.code, body.password, source)


@router.put(
    "/accounts/recovery",
    operation_id="recover_account",
    summary="Choose a new password by the recovery code",
    responses=documented(*NEW_PASSWORD, WrongCredentials),
)
def recover_account(body: RecoveryIn, ctx: Ctx, hasher: Hasher, source: Source) -> RecoveryOut:
    """Works once: the answer holds the next code. Signs out everywhere and leaves a notice."""
    code = service.reset_by_recovery(ctx, hasher, body.login, body.proof, body.password, source)
    return RecoveryOut(recovery_code=code)


@router.post(
    "/sessions",
    operation_id="create_session",
    summary="Sign in",
    status_code=201,
    responses=documented(*WITH_BODY, WrongCredentials, TooManyTries),
)
def create_session(
    body: SessionIn, ctx: Ctx, hasher: Hasher, source: Source, request: Request, response: Response
) -> SignedInOut:
    """Gives this browser a new session in its cookie. Other devices show a banner about it for a week."""
    account = service.prove_by_password(ctx, hasher, body.login, body.password, source)
    with ctx.db.write() as session:
        if not members.unchanged(session, account):
            raise WrongCredentials
        _leave_before(session, ctx, request)
        row, token = sessions.start(session, ctx, account.member_id, body.device)
        notices.tell(session, ctx, account.member_id, "new_session", device=body.device, by=row.id)
    give_cookie(response, ctx.settings, token)
    return SignedInOut(member=_member(account), own_space_id=account.own_space_id, session_id=row.id)


@router.get(
    "/sessions",
    operation_id="list_sessions",
    summary="Where I am signed in",
    responses=documented(*SIGNED_IN),
)
def list_sessions(me: Me, ctx: Ctx) -> SessionsOut:
    """Every device, the newest first. When one was last used is not said."""
    with ctx.db.read() as session:
        rows = sessions.of(session, me.member_id, now=ctx.now())
    return SessionsOut(
        sessions=[
            SessionOut(
                id=row.id,
                device=row.device,
                created_at=row.created_at,
                current=row.id == me.session_id,
                kind="browser",
            )
            for row in rows
        ]
    )


@router.delete(
    "/sessions/current",
    operation_id="end_session",
    summary="Sign out",
    status_code=204,
    responses=documented(*SIGNED_IN, CrossSite),
)
def end_session(me: Me, ctx: Ctx, response: Response) -> None:
    """Ends the session of this device and takes its cookie."""
    with ctx.db.write() as session:
        sessions.end(session, me.session_id)
    take_cookie(response, ctx.settings)


@router.put(
    "/sessions/current/confirmation",
    operation_id="confirm_session",
    summary="Confirm that it is me",
    status_code=204,
    responses=documented(*SIGNED_IN, *WITH_BODY, WrongPassword, TooManyTries),
)
def confirm_session(body: ConfirmationIn, me: Me, ctx: Ctx, hasher: Hasher, response: Response) -> None:
    """Opens, for ten minutes, what needs a recent password. The cookie gets a new value."""
    account = service.prove_again(ctx, hasher, me, body.password)
    with ctx.db.write() as session:
        if not members.unchanged(session, account):
            raise WrongPassword
        token = sessions.confirm(session, ctx, me.session_id)
    give_cookie(response, ctx.settings, token)


@router.delete(
    "/sessions/others",
    operation_id="revoke_other_sessions",
    summary="Sign out everywhere else",
    status_code=204,
    responses=documented(*SIGNED_IN, StepUpRequired, CrossSite),
)
def revoke_other_sessions(me: Confirmed, ctx: Ctx) -> None:
    """Locks every other device at its next contact. What they have not sent yet stays on them."""
    with ctx.db.write() as session:
        sessions.revoke_all(session, me.member_id, now=ctx.stamp(), but=me.session_id)


@router.delete(
    "/sessions/{session_id}",
    operation_id="revoke_session",
    summary="Sign out one device",
    status_code=204,
    responses=documented(*SIGNED_IN, StepUpRequired, NotFound, Invalid, CrossSite),
)
def revoke_session(session_id: SessionId, me: Confirmed, ctx: Ctx, erase: Erase = False) -> None:
    """Locks that device at its next contact. With `erase`, for a lost one, it removes all it holds."""
    with ctx.db.write() as session:
        if not sessions.revoke(session, me.member_id, session_id, now=ctx.stamp(), erase=erase):
            raise NotFound


@router.get("/me", operation_id="get_me", summary="Who I am here", responses=documented(*SIGNED_IN))
def read_me(me: Me, ctx: Ctx) -> MeOut:
    """The member, this session, and what happened to the account elsewhere in the last seven days."""
    with ctx.db.read() as session:
        account = members.known(session, me.member_id)
        told = notices.banners(session, ctx, me.member_id, session_id=me.session_id)
    return MeOut(
        member=_member(account),
        own_space_id=me.own_space_id,
        session=ThisSessionOut(id=me.session_id, device=me.device),
        notices=[NoticeOut.model_validate(one, from_attributes=True) for one in told],
    )


@router.patch("/me", operation_id="patch_me", summary="Change my name", responses=documented(*SIGNED_IN, *WITH_BODY))
def rename_me(body: MeIn, me: Me, ctx: Ctx) -> MeOut:
    """The name of the account. What partners see is in the couple's cards."""
    with ctx.db.write() as session:
        members.rename(session, me.member_id, body.name)
    return read_me(me, ctx)


@router.put(
    "/me/recovery",
    operation_id="renew_recovery",
    summary="Get a new recovery code",
    responses=documented(*SIGNED_IN, StepUpRequired, CrossSite),
)
def renew_recovery(me: Confirmed, ctx: Ctx) -> RecoveryOut:
    """The code before no longer works. Shown once; other devices are told."""
    with ctx.db.write() as session:
        code = members.renew_recovery(session, ctx, me.member_id)
        notices.tell(session, ctx, me.member_id, "new_recovery", device=me.device, by=me.session_id)
    return RecoveryOut(recovery_code=code)


@router.put(
    "/me/password",
    operation_id="change_password",
    summary="Change my password",
    status_code=204,
    responses=documented(*SIGNED_IN, *NEW_PASSWORD, WrongPassword),
)
def change_password(body: PasswordIn, me: Me, ctx: Ctx, hasher: Hasher, response: Response) -> None:
    """The current password is the confirmation. The cookie gets a new value; other devices are told."""
    account = service.prove_again(ctx, hasher, me, body.current)
    hashed = service.new_hash(hasher, account, body.new)
    with ctx.db.write() as session:
        if not members.unchanged(session, account):
            raise WrongPassword
        members.rehash(session, me.member_id, hashed)
        token = sessions.confirm(session, ctx, me.session_id)
        notices.tell(session, ctx, me.member_id, "password_changed", device=me.device, by=me.session_id)
        if body.end_others:
            sessions.revoke_all(session, me.member_id, now=ctx.stamp(), but=me.session_id)
    give_cookie(response, ctx.settings, token)


def _leave_before(session: Session, ctx: Context, request: Request) -> None:
    """A browser has one session: signing in ends the one that its cookie still names."""
    token = request.cookies.get(cookie_name(ctx.settings))
    if token is not None:
        sessions.leave(session, digest(token))


def _member(account: Account) -> MemberOut:
    return MemberOut(id=account.member_id, login=account.login, name=account.name)
