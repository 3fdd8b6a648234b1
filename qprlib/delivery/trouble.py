"""What goes wrong between here and a target, in words: each kind with its code, none with a secret in it."""

from __future__ import annotations

import errno
import os
import re
import socket
from typing import Any, Final

from qprlib.delivery.address import DeliveryTarget
from qprlib.ground.errors import DeliveryError, Place, QprError, StorageError
from qprlib.ground.wordings import Wordings
from qprlib.publishing.run.staging import FULL_DISK
from qprlib.texts.vocabulary import Vocabulary

AGAIN: Final = "run the same command again; what has arrived and is whole is not sent twice"

_WORDINGS: Final = Wordings(__file__)
_WORDS: Final = Vocabulary(__file__)
_LEAST: Final = 6  # characters of a value that is taken for a secret: shorter ones would blank out plain words
_IN_ADDRESS: Final = re.compile(r"(://)[^/\s@]*:[^/\s@]*@")

_DENIED: Final = frozenset({errno.EACCES, errno.EPERM})
_AWAY: Final = frozenset(
    {errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN, errno.ENETDOWN, errno.EADDRNOTAVAIL}
)
_LOST: Final = frozenset(
    {errno.ECONNRESET, errno.EPIPE, errno.ETIMEDOUT, errno.ECONNABORTED, errno.ENOTCONN, errno.ESHUTDOWN}
)
#: Codes of what the target's own disk or its rights do not allow.
_OF_STORAGE: Final = frozenset({"disk-full", "read-only", "no-permission"})


class UnknownHostKeyError(Exception):
    """A server shows a key, and known_hosts has none of it."""

    def __init__(self, host: str, kind: str, fingerprint: str) -> None:
        super().__init__(host)
        self.host, self.kind, self.fingerprint = host, kind, fingerprint


def without_secrets(text: str) -> str:
    """A text of somebody else's without any secret that this process could know."""
    values = {value for name, value in os.environ.items() if _WORDS.secret_names.search(name) and len(value) >= _LEAST}
    for value in sorted(values, key=len, reverse=True):
        text = text.replace(value, "***")
    return _IN_ADDRESS.sub(r"\1***@", text)


def worded(error: BaseException, doing: str, target: DeliveryTarget, *, connected: bool = True) -> QprError:
    """What an error means to the user; ``doing`` completes "while ...", and the target may have been ``connected``."""
    if isinstance(error, QprError):
        return error
    code = _code(error, connected)
    values: dict[str, Any] = {"doing": doing, "again": AGAIN}
    if isinstance(error, UnknownHostKeyError):
        values |= vars(error)
    elif code == "connection-lost":
        values["how"] = "did not answer in time" if isinstance(error, TimeoutError) else "broke off"
    elif code == "target-failed":
        values["said"] = without_secrets(" ".join(str(error).split())) or type(error).__name__
        if isinstance(error, OSError) and error.errno is None and "Failure" in str(error):
            values["said"] += ", which servers say of a full disk, a quota, or a name that is in use"
    raised = StorageError if code in _OF_STORAGE else DeliveryError
    return raised(_WORDINGS.problem(code, Place(target.shown), **values))


def _code(error: BaseException, connected: bool) -> str:
    """The kind of trouble that an error is: the first that fits."""
    kinds = {kind.__name__ for kind in type(error).__mro__}
    number = error.errno if isinstance(error, OSError) else None
    denied = isinstance(error, PermissionError)
    broken = _WORDS.broken.search(str(error))
    away = isinstance(error, socket.gaierror) or number in _AWAY or bool(kinds & _WORDS.words("not_there"))
    lost = (
        isinstance(error, (ConnectionError, EOFError, TimeoutError))
        or number in _LOST
        or bool(kinds & _WORDS.words("cut"))
        or bool(broken)
    )
    fits = {
        "host-key-unknown": isinstance(error, UnknownHostKeyError),
        "host-key-changed": "BadHostKeyException" in kinds,
        "login-refused": (not broken and bool(kinds & _WORDS.words("no_login")))
        or (denied and bool(_WORDS.no_key.search(str(error)))),
        "disk-full": number in FULL_DISK,
        "read-only": number == errno.EROFS,
        "no-permission": number in _DENIED or denied,
        "target-unreachable": away or (lost and not connected),
        "connection-lost": lost,
        "target-cannot": isinstance(error, NotImplementedError),
        "target-missing": isinstance(error, FileNotFoundError),
    }
    return next((code for code, true in fits.items() if true), "target-failed")
