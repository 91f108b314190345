"""Web push: subscriptions, and the encrypted messages that reach a phone's lock screen."""
