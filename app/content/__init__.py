"""Areas and practices as written text, checked on load; see `load`."""
