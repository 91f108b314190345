"""The words that are there before the client is: one place, from which translations can come."""

from __future__ import annotations

from typing import Final

WORDS: Final = {
    "name": "Tend",
    "description": "Small, regular, wanted acts, done together. Tend keeps the closeness of a relationship alive.",
    "skip": "To the content",
    "tabs": "Main",
    "today": "Today",
    "explore": "Explore",
    "us": "Us",
    "me": "Me",
    "welcome": "Closeness grows from small things",
    "welcome_text": "A long hug, a question, an evening without phones. "
    "Tend helps you keep the few that you want, together and at your own pace.",
    "loading": "Opening your garden",
    "noscript": "Tend keeps your days on this phone and works without a network. For that it needs JavaScript: "
    "allow it for this address, then open the page again.",
}
