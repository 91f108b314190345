"""Proving who one is. argon2 runs between transactions, never inside one."""

from __future__ import annotations

from functools import cache
from typing import Annotated

from fastapi import Depends

from app.auth import limits
from app.auth.limits import Try, knock
from app.auth.principal import Principal
from app.auth.refusals import ResetUnknown, WrongCredentials, WrongPassword
from app.kit.context import Context
from app.members import service
from app.members.passwords import Passwords, refuse_weak
from app.members.service import Account


@cache
def passwords() -> Passwords:
    """The hasher of this process. Tests override this dependency with a cheap one."""
    return Passwords()


Hasher = Annotated[Passwords, Depends(passwords)]


def prove_by_password(ctx: Context, hasher: Passwords, login: str, password: str, source: str) -> Account:
    """The member who signs in. One refusal and one amount of work for an unknown login and a wrong password.

    Raises TooManyTries or WrongCredentials.
    """
    pair = Try(limits.SIGN_IN, login, source)
    knock(ctx, pair, Try(limits.SIGN_IN_SOURCE, source))
    with ctx.db.read() as session:
        account = service.find(session, login)
    right, newer = hasher.check(password, account.password_hash if account else None)
    if account is None or not right:
        raise WrongCredentials
    with ctx.db.write() as session:
        if not service.unchanged(session, account):
            raise WrongCredentials
        limits.forgive(session, pair)
        if newer is not None:
            service.rehash(session, account.member_id, newer)
            return service.known(session, account.member_id)
    return account


def prove_again(ctx: Context, hasher: Passwords, me: Principal, password: str) -> Account:
    """The member who is signed in and gives the password once more. Raises TooManyTries or WrongPassword."""
    tries = Try(limits.PASSWORD, me.session_id)
    knock(ctx, tries)
    with ctx.db.read() as session:
        account = service.known(session, me.member_id)
    right, _ = hasher.check(password, account.password_hash)
    if not right:
        raise WrongPassword
    with ctx.db.write() as session:
        limits.forgive(session, tries)
    return account


def reset_by_link(ctx: Context, hasher: Passwords, code: str, password: str, source: str) -> None:
    """A new password by a link from the host. Raises ResetUnknown, TooManyTries or what is wrong with it."""
    knock(ctx, Try(limits.LINK, source))
    with ctx.db.read() as session:
        account = service.reset_link_owner(session, code, now=ctx.stamp())
    if account is None:
        raise ResetUnknown
    hashed = new_hash(hasher, account, password)
    with ctx.db.write() as session:
        if not service.use_reset_link(session, code):
            raise ResetUnknown
        service.reset(session, ctx, account.member_id, hashed, "password_reset")


def reset_by_recovery(ctx: Context, hasher: Passwords, login: str, proof: str, password: str, source: str) -> str:
    """A new password by the recovery code. Returns the next code: the one that was shown is used up.

    Raises WrongCredentials for an unknown login and a wrong proof alike, TooManyTries, or what is wrong
    with the password.
    """
    knock(ctx, Try(limits.LINK, source))
    with ctx.db.read() as session:
        account = service.find(session, login)
        proved = account is not None and service.proves(session, account.member_id, proof)
    if account is None or not proved:
        raise WrongCredentials
    hashed = new_hash(hasher, account, password)
    with ctx.db.write() as session:
        code = service.use_recovery(session, ctx, account.member_id, proof)
        if code is None:
            raise WrongCredentials
        service.reset(session, ctx, account.member_id, hashed, "new_recovery")
    return code


def new_hash(hasher: Passwords, account: Account, password: str) -> str:
    """The hash of a member's next password. Raises PasswordTooShort or PasswordCommon."""
    refuse_weak(password, login=account.login, name=account.name)
    return hasher.hash(password)
