"""The signals that ask a process to end: by Ctrl-C, by a system that goes down, by a window that is closed."""

from __future__ import annotations

import signal
from typing import Final

ENDING: Final = tuple(
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP")
    if hasattr(signal, name)  # Windows has not all
)
