"""Phones: a browser context of a phone's size for each person, and what they see and do on it."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, ConsoleMessage, Locator, Worker, expect

from tests.cast import PASSWORD
from tests.push.service import PushService

ROOT = Path(__file__).resolve().parents[2]
SHOTS = Path(__file__).parent / "shots"
MODULES = ROOT / "pwa" / "node_modules"
ARGUMENTS = [
    "--no-sandbox",  # as root Chromium does not start with it
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE: dict[str, Any] = {
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "locale": "en-GB",
    "permissions": ["notifications"],
    "service_workers": "allow",
}
OF_THE_NETWORK = re.compile(r"Failed to load resource|net::ERR_|^Fetch API cannot load")
"""What the console says of a request that failed: a test that goes offline or is refused expects it."""
ARRIVED = "Everything has arrived."
CLOCK_IS_KEPT = """async () => {
  const kept = () => Object.keys(localStorage).some((key) => key.startsWith("tend-stays-"));
  for (let tries = 0; !kept(); tries += 1) {
    if (tries === 1000) throw new Error("this phone never wrote where its clock is");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}"""
"""The last write that a phone makes by itself when it has everything: where its clock is."""


class Phone:
    """Somebody's phone. Whatever goes wrong in its pages is kept in `problems`: a test ends with none."""

    def __init__(self, browser: Browser, base: str, name: str = "alice", **options: Any) -> None:
        """`push` is the service that its reminders come through; the rest is Playwright's."""
        push: PushService | None = options.pop("push", None)
        self.name = name
        self.base = base
        self.problems: list[str] = []
        self.network: list[str] = []
        width, height = options.pop("width", 390), options.pop("height", 844)
        self.context = browser.new_context(
            **{**PHONE, "base_url": base, "viewport": {"width": width, "height": height}, **options}
        )
        self.subscription = push.subscription() if push else None
        if self.subscription:
            stub = (Path(__file__).parent / "push_manager.js").read_text()
            self.context.add_init_script(stub.replace("SUBSCRIPTION", json.dumps(self.subscription)))
        self.context.on("console", self._console)
        self.context.on("weberror", lambda error: self.problems.append(f"{self.name}: {error.error}"))
        self.page = self.context.new_page()

    # --- where they are

    def open(self, path: str = "/") -> None:
        """Through the address bar, or from the home screen."""
        self.page.goto(path, wait_until="commit")
        self.heading().wait_for()

    def open_anew(self, path: str = "/") -> None:
        """The app was closed; now it is opened again from the home screen."""
        self.page.close()
        self.page = self.context.new_page()
        self.open(path)

    def put_away(self) -> None:
        """No page of the app is open any more; the phone lies on the table."""
        blank = self.context.new_page()
        self.page.close()
        self.page = blank

    def offline(self) -> None:
        self.context.set_offline(True)

    def online(self) -> None:
        self.context.set_offline(False)

    # --- what they see and do

    def heading(self, text: str | re.Pattern[str] | None = None) -> Locator:
        return self.page.get_by_role("heading", level=1, name=text) if text else self.page.locator("#app h1")

    def sees(self, text: str | re.Pattern[str], *, seconds: float = 5) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=seconds * 1000)

    def has_arrived(self, *, seconds: float = 15) -> None:
        """Nothing waits and nothing is about to: the clock that this phone brings along has travelled, too."""
        self.sees(ARRIVED, seconds=seconds)
        self.page.evaluate(CLOCK_IS_KEPT)
        self.sees(ARRIVED, seconds=seconds)

    def is_at(self, heading: str | re.Pattern[str], *, seconds: float = 8) -> None:
        expect(self.heading(heading)).to_be_visible(timeout=seconds * 1000)

    def tap(self, name: str | re.Pattern[str], *, role: Any = None, within: str = "body") -> None:
        """A button or a link by its name."""
        self.control(name, role=role, within=within).tap()

    def control(self, name: str | re.Pattern[str], *, role: Any = None, within: str = "body") -> Locator:
        """What one can tap, by its whole name or a pattern of it; `within` is a selector."""
        place, exact = self.page.locator(within), isinstance(name, str)
        if role:
            return place.get_by_role(role, name=name, exact=exact).first
        button = place.get_by_role("button", name=name, exact=exact)
        return button.or_(place.get_by_role("link", name=name, exact=exact)).first

    def write(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)

    def ring(self, title: str) -> Locator:
        """The switch of a practice on Today, by the beginning of what is said of it."""
        return self.page.get_by_role("checkbox", name=re.compile(f"^{re.escape(title)}"))

    def check_in(self, title: str) -> None:
        """A tap on the ring, which is a label around its switch."""
        ring = self.ring(title)
        ring.wait_for(state="attached")
        self.page.locator("label.ring").filter(has=ring).tap()
        expect(ring).to_be_checked()

    def go(self, tab: str) -> None:
        """By the tab bar."""
        self.page.locator(".tabs").get_by_role("link", name=tab).tap()
        expect(self.page.locator(f".tabs a[aria-current=page]:has-text('{tab}')")).to_be_visible()

    def sign_up(self, name: str, login: str | None = None) -> None:
        """From the sign-up page to behind the recovery code."""
        self.is_at("Make an account")
        self.write("Your name", name)
        self.write("Login name", login or name.lower())
        self.write("Password", PASSWORD)
        self.tap("Make my account")
        self.is_at("Your recovery code", seconds=15)
        self.tap("I have kept it")

    def sign_in(self, login: str, password: str = PASSWORD) -> None:
        """On a new phone, up to Today."""
        self.open("/sign-in")
        self.write("Login name", login)
        self.write("Password", password)
        self.tap("Sign in")
        self.is_at(re.compile("^Good "), seconds=15)

    # --- its service worker, and what lies on its lock screen

    def worker(self) -> Worker:
        """Once the page has one that can answer."""
        self.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
        workers = self.context.service_workers
        return workers[-1] if workers else self.context.wait_for_event("serviceworker")

    def deliver(self, payload: bytes) -> None:
        """What the push service of its maker does: wakes the worker with the decrypted message."""
        devtools = self.context.new_cdp_session(self.page)
        registration = self._registration(devtools)
        message = {"origin": self.base, "registrationId": registration, "data": payload.decode()}
        devtools.send("ServiceWorker.deliverPushMessage", message)
        devtools.detach()

    def _registration(self, devtools: CDPSession) -> str:
        found: list[str] = []

        def note(event: dict[str, Any]) -> None:
            found.extend(
                each["registrationId"] for each in event["registrations"] if each["scopeURL"] == f"{self.base}/"
            )

        devtools.on("ServiceWorker.workerRegistrationUpdated", note)
        devtools.send("ServiceWorker.enable")
        for _ in range(200):  # what is noted comes in between other answers
            if found:
                break
            devtools.send("Runtime.evaluate", {"expression": "0"})
        assert found, "this phone has no service worker"
        return found[-1]

    def notifications(self, worker: Worker) -> list[dict[str, Any]]:
        """What lies on the lock screen, once something does."""
        shown: list[dict[str, Any]] = worker.evaluate(
            """async () => {
              for (let tries = 0; tries < 100; tries++) {
                const shown = await self.registration.getNotifications();
                if (shown.length > 0) return shown.map(({ title, body, tag, actions, data }) =>
                  ({ title, body, tag, actions: actions.map(({ action, title }) => ({ action, title })), data }));
                await new Promise((next) => setTimeout(next, 50));
              }
              return [];
            }"""
        )
        return shown

    def answer(self, worker: Worker, action: str) -> None:
        """A tap on an action of the one notification. Returns when the worker has done what it wanted to.

        No DevTools command taps a notification, so the event is made in the worker. An event that a script
        made refuses `waitUntil`; this one takes it, and is waited for.
        """
        worker.evaluate(
            """async (action) => {
              const [notification] = await self.registration.getNotifications();
              const event = new NotificationEvent("notificationclick", { notification, action });
              const work = [];
              Object.defineProperty(event, "waitUntil", { value: (promise) => work.push(promise) });
              self.dispatchEvent(event);
              await Promise.all(work);
            }""",
            action,
        )

    def get(self, path: str) -> Any:
        """What the API tells whoever is signed in on this phone."""
        answer = self.context.request.get(f"/api/v1{path}")
        assert answer.ok, answer.text()
        return answer.json()

    # --- pictures

    def shoot(self, name: str, *, full: bool = False) -> Path:
        """A picture of the page as it is, in `shots`, which git does not keep."""
        SHOTS.mkdir(exist_ok=True)
        path = SHOTS / f"{name}.png"
        self.page.screenshot(path=path, full_page=full, animations="disabled")
        return path

    def read_code(self, picture: bytes) -> str:
        """What a camera would read in a picture of a QR code, by another decoder than our encoder's author."""
        reader = self.context.new_page()
        reader.add_script_tag(path=MODULES / "jsqr" / "dist" / "jsQR.js")
        text: str = reader.evaluate(
            """async (source) => {
              const picture = new Image();
              picture.src = source;
              await picture.decode();
              const canvas = new OffscreenCanvas(picture.width, picture.height);
              const paper = canvas.getContext("2d");
              paper.drawImage(picture, 0, 0);
              const { data, width, height } = paper.getImageData(0, 0, picture.width, picture.height);
              return jsQR(data, width, height)?.data ?? "";
            }""",
            f"data:image/png;base64,{base64.b64encode(picture).decode()}",
        )
        reader.close()
        return text

    def close(self) -> None:
        self.context.close()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        said = f"{self.name}: {message.text} ({message.location.get('url', '')})"
        (self.network if OF_THE_NETWORK.search(message.text) else self.problems).append(said)
