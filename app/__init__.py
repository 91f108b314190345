"""Tend. Before anything else is loaded: structlog goes without rich.

It takes rich, where that is installed, to paint tracebacks on a terminal; typer brings rich along. No process of
ours paints any, and each would carry sixty modules and 4 MB for it.
"""

import sys

if "rich" not in sys.modules:
    sys.modules["rich"] = None  # type: ignore[assignment]  # how Python is told that there is none
    import structlog  # noqa: F401 (looks for rich while it is loaded, and only then)

    del sys.modules["rich"]
