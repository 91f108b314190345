"""A third party's whole story: let in by OAuth, it reads and writes, hears of it, and is shown out."""

from __future__ import annotations

import importlib
import re
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from playwright.sync_api import expect

from tests.cast import PASSWORD
from tests.e2e import gardens
from tests.e2e.conftest import PhoneOf
from tests.e2e.gardens import HUG, date_now
from tests.e2e.phones import Phone
from tests.e2e.server import Server
from tests.e2e.stranger import NAME, App, call, generated, registered
from tests.e2e.test_screens import LOOKS, Eye
from tests.webhooks.receiver import Receiver

VERIFIER = "a-quiet-verifier-of-a-garden-journal-that-only-it-has-known"


@pytest.fixture
def journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The generated client's package."""
    assert "warning" not in generated(tmp_path).lower()
    monkeypatch.syspath_prepend(str(tmp_path))
    return importlib.import_module(NAME)


def with_password(phone: Phone, button: str) -> None:
    phone.page.get_by_role("dialog").get_by_label("Password", exact=True).fill(PASSWORD)
    phone.tap(button, within="dialog")


def test_an_app_is_let_in_writes_is_heard_and_is_shown_out(
    journal: Any, server: Server, phone: PhoneOf, tmp_path: Path
) -> None:
    server.let_tries_be_forgotten()
    ours = gardens.two_people(server, "stranger-a", "stranger-b")
    practice = gardens.plant(ours, HUG)
    wanted = {"fields": {"target_amount": 1000}, "body": {"title": "Around the lake", "unit": "km"}}
    goal = ours.bob.browser.post(f"/api/v1/spaces/{ours.space}/goals", json=wanted).json()["id"]
    alice, bob = phone("alice", bypass_csp=True, reduced_motion="reduce"), phone("bob")
    for each, person in ((alice, ours.alice), (bob, ours.bob)):
        each.sign_in(person.name)
        each.has_arrived()
    with App() as app, Receiver() as hooked, ExitStack() as opened:
        # a webhook of her own acts; the screen wants https, as everywhere but in a test
        confirmed = ours.alice.browser.put("/api/v1/sessions/current/confirmation", json={"password": PASSWORD})
        assert confirmed.status_code == 204
        hook = ours.alice.browser.post(
            f"/api/v1/spaces/{ours.space}/webhooks", json={"url": hooked.address(), "events": ["check_in.written"]}
        ).json()

        # consent, by the code of an independent peer
        peer = opened.enter_context(
            OAuth2Client(
                client_id=registered(server, "Garden journal", app.redirect),
                redirect_uri=app.redirect,
                scope="couple:read practices:write goals:write",
                code_challenge_method="S256",
                token_endpoint_auth_method="none",
            )
        )
        address, state = peer.create_authorization_url(f"{server.url}/authorize", code_verifier=VERIFIER)
        alice.page.goto(address, wait_until="commit")
        alice.sees("Garden journal asks to come in.")
        alice.sees("check in, rest, pause, change practices")
        Eye(alice, "light").looks("allow")
        alice.tap("Let Garden journal in")
        with_password(alice, "Let Garden journal in")
        expect(alice.page.get_by_role("heading", name="Thank you")).to_be_visible()
        token = peer.fetch_token(
            f"{server.url}/oauth/token", authorization_response=app.answers[-1], state=state, code_verifier=VERIFIER
        )
        assert set(token["scope"].split()) == {"couple:read", "practices:write", "goals:write"}

        # what it reads and writes
        client = opened.enter_context(journal.AuthenticatedClient(base_url=server.url, token=token["access_token"]))
        answer = call("spaces.list_spaces").sync_detailed(client=client)
        assert answer.status_code == 200, answer.content
        spaces = answer.parsed.spaces
        assert [space.id for space in spaces] == [ours.space], "her own space is none of its business"
        [read] = call("practices.list_practices").sync(ours.space, client=client).items
        assert (read.id, read.body.title) == (practice, HUG)
        streaks = call("practices.list_streaks").sync(ours.space, client=client)
        assert [one.practice_id for one in streaks.streaks] == [practice]
        alice.open("/")
        for each in (alice, bob):
            expect(each.ring(HUG)).not_to_be_checked()
        put = importlib.import_module(f"{NAME}.models").CheckInPut.from_dict(
            {
                "fields": {"practice_id": practice, "member_id": ours.alice.id, "label": date_now().isoformat()},
                "body": {"note": "Written in the journal."},
            }
        )
        done = call("check_ins.make_check_in").sync_detailed(ours.space, client=client, body=put)
        assert done.status_code == 201, done.content
        expect(alice.ring(f"{HUG}. Done by you")).to_be_checked(timeout=5000)
        expect(bob.ring(f"{HUG}. Stranger-A has")).to_be_attached(timeout=5000)

        [aim] = call("goals.list_goals").sync(ours.space, client=client).items
        assert (aim.id, aim.body.title) == (goal, "Around the lake")
        models = importlib.import_module(f"{NAME}.models")
        walked = {"goal_id": goal, "member_id": ours.alice.id, "day": date_now().isoformat(), "amount": 250}
        given = call("contributions.make_contribution").sync_detailed(
            ours.space, client=client, body=models.ContributionPut.from_dict({"fields": walked})
        )
        assert given.status_code == 201, given.content
        bob.open(f"/goal/{ours.space}/{goal}")
        bob.sees("2.5 of 10 km")

        # what it hears, and no more
        hooked.wait_for(1)
        told = hooked.got[0].verified(hook["secret"])
        assert told["type"] == "check_in.written"
        assert set(told["data"].values()) >= {done.parsed.id, ours.space}
        assert "Written in the journal" not in hooked.got[0].body.decode()

        # shown out
        alice.open("/me/programs")
        alice.sees("Garden journal")
        Eye(alice, "light").looks("programs")
        alice.tap("End the access of Garden journal")
        alice.sees("You have let no program in.")
        refused = call("practices.list_practices").sync_detailed(ours.space, client=client)
        assert (refused.status_code, refused.parsed.code) == (401, "token_revoked")
        with pytest.raises(OAuthError, match="invalid_grant"):
            peer.refresh_token(f"{server.url}/oauth/token", refresh_token=token["refresh_token"])


@pytest.mark.parametrize("look", list(LOOKS))
def test_a_token_is_made_shown_once_and_ended(look: str, server: Server, phone: PhoneOf) -> None:
    server.let_tries_be_forgotten()
    ours = gardens.two_people(server, f"{look}-token-a", f"{look}-token-b")
    alice = phone(look, bypass_csp=True, reduced_motion="reduce", **LOOKS[look])
    eye = Eye(alice, look)
    alice.sign_in(ours.alice.name)
    alice.has_arrived()
    alice.open("/me")
    alice.tap(re.compile("^Programs"))
    alice.is_at("Programs")
    alice.sees("You have let no program in.")
    eye.looks("programs-none")
    alice.tap("Make a token")
    alice.is_at("Make a token")
    alice.tap("Make a token", role="button")
    alice.sees("Give it a name that you will know again.")
    alice.write("What it is for", "My script")
    alice.page.get_by_label(re.compile("^Read practices and check-ins, with")).check()
    eye.looks("token-new")
    alice.tap("Make a token", role="button")
    with_password(alice, "Make a token")
    shown = alice.page.get_by_text(re.compile("^tend_pat_"))
    expect(shown).to_be_visible()
    eye.looks("token-made")
    token = shown.inner_text()
    at = f"{server.url}/api/v1/spaces/{ours.space}/practices"
    assert httpx.get(at, headers={"authorization": f"Bearer {token}"}).status_code == 200
    alice.open("/me/programs")
    alice.sees("My script")
    expect(alice.page.get_by_text(re.compile("tend_pat_"))).to_have_count(0)
    eye.looks("programs-one")
    alice.tap("End the access of My script")
    alice.sees("You have let no program in.")
    assert httpx.get(at, headers={"authorization": f"Bearer {token}"}).status_code == 401


def test_an_app_that_nobody_knows_gets_nothing(server: Server, phone: PhoneOf) -> None:
    server.let_tries_be_forgotten()
    ours = gardens.two_people(server, "unknown-a", "unknown-b")
    alice = phone("alice", bypass_csp=True, reduced_motion="reduce")
    asked = "client_id=nobody&redirect_uri=https%3A%2F%2Fevil.example%2F&response_type=code&scope=practices%3Aread"
    alice.open(f"/authorize?{asked}")
    alice.sees("An app would like to come in. Sign in first")
    alice.tap("Sign in")
    alice.is_at("Sign in")
    alice.write("Login name", ours.alice.name)
    alice.page.get_by_label("Password", exact=True).fill(PASSWORD)
    alice.tap("Sign in", role="button")
    alice.sees("This app is not known here.")
    Eye(alice, "light").looks("allow-unknown")
