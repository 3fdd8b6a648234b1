"""What goes wrong between here and a target, in words: each kind with its code, none with a secret in it."""

from __future__ import annotations

import errno
import os
import re
import socket
from typing import Final

from qprlib.delivery.address import Target
from qprlib.ground.errors import DeliveryError, Place, Problem, QprError, StorageError
from qprlib.publishing.run.staging import FULL_DISK

AGAIN: Final = "run the same command again; what has arrived and is whole is not sent twice"

_SECRET_NAMES: Final = re.compile(r"PASS|SECRET|TOKEN|CREDENTIAL|PRIVATE|_KEY$|^KEY", re.IGNORECASE)
_LEAST: Final = 6  # characters of a value that is taken for a secret: shorter ones would blank out plain words
_IN_ADDRESS: Final = re.compile(r"(://)[^/\s@]*:[^/\s@]*@")

_DENIED: Final = frozenset({errno.EACCES, errno.EPERM})
_AWAY: Final = frozenset(
    {errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN, errno.ENETDOWN, errno.EADDRNOTAVAIL}
)
_LOST: Final = frozenset(
    {errno.ECONNRESET, errno.EPIPE, errno.ETIMEDOUT, errno.ECONNABORTED, errno.ENOTCONN, errno.ESHUTDOWN}
)

#: Kinds of errors of libraries that need not be installed, by their names.
_NO_LOGIN: Final = frozenset(
    {
        "AuthenticationException",
        "BadAuthenticationType",
        "NoCredentialsError",
        "NoAuthTokenError",
        "PartialCredentialsError",
        "PasswordRequiredException",
        "ProfileNotFound",
        "TokenRetrievalError",
        "UnauthorizedSSOTokenError",
    }
)
_NOT_THERE: Final = frozenset(
    {"ConnectTimeoutError", "EndpointConnectionError", "NoValidConnectionsError", "ClientConnectorError"}
)
_CUT: Final = frozenset(
    {
        "ChannelException",
        "ClientPayloadError",
        "ConnectionClosedError",
        "HTTPClientError",
        "IncompleteReadError",
        "ReadTimeoutError",
        "SSHException",
        "ServerDisconnectedError",
    }
)
_NO_KEY: Final = ("InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "access key Id you provided")


class UnknownHostKeyError(Exception):
    """A server shows a key, and known_hosts has none of it."""

    def __init__(self, host: str, kind: str, fingerprint: str) -> None:
        super().__init__(host)
        self.host, self.kind, self.fingerprint = host, kind, fingerprint


def without_secrets(text: str) -> str:
    """A text of somebody else's without any secret that this process could know."""
    values = {value for name, value in os.environ.items() if _SECRET_NAMES.search(name) and len(value) >= _LEAST}
    for value in sorted(values, key=len, reverse=True):
        text = text.replace(value, "***")
    return _IN_ADDRESS.sub(r"\1***@", text)


def worded(error: BaseException, doing: str, target: Target, *, connected: bool = True) -> QprError:
    """What an error means to the user.

    Parameters
    ----------
    error
        As a store raised it.
    doing
        What was being done, to complete "while ...".
    target
        Where.
    connected
        Whether the target had answered before.
    """
    if isinstance(error, QprError):
        return error
    place = Place(target.shown)
    kinds = {kind.__name__ for kind in type(error).__mro__}
    for find in (_of_keys, _of_login, _of_storage, _of_connection):
        found = find(error, kinds, doing, place, connected)
        if found:
            return found
    if isinstance(error, NotImplementedError):
        return DeliveryError(
            Problem(
                code="target-cannot",
                found=f"this kind of target cannot do what is needed while {doing}",
                place=place,
                todo="use a folder, sftp:// or s3://",
            )
        )
    if isinstance(error, FileNotFoundError):
        return missing(target, doing)
    said = without_secrets(" ".join(str(error).split())) or type(error).__name__
    hint = ""
    if isinstance(error, OSError) and error.errno is None and "Failure" in str(error):
        hint = ", which servers say of a full disk, a quota, or a name that is in use"
    return DeliveryError(
        Problem(
            code="target-failed",
            found=f"the target failed while {doing}; it says: {said}{hint}",
            place=place,
            todo=f"see to it, and {AGAIN}",
        )
    )


def missing(target: Target, doing: str) -> DeliveryError:
    """There is nothing where the target should be."""
    return DeliveryError(
        Problem(
            code="target-missing",
            found=f"the folder or bucket is not there, while {doing}",
            place=Place(target.shown),
            todo="check the spelling and whether the share is connected, or make the folder; nothing is made unasked",
        )
    )


def _of_keys(error: BaseException, kinds: set[str], doing: str, place: Place, connected: bool) -> QprError | None:
    """A server that is not known, or not the one that it was."""
    if isinstance(error, UnknownHostKeyError):
        return DeliveryError(
            Problem(
                code="host-key-unknown",
                found=f"nobody here has met the server {error.host} yet; its key is {error.kind} {error.fingerprint}",
                place=place,
                allowed="a server whose key is in ~/.ssh/known_hosts, or in the file that ~/.ssh/config names for it",
                todo=f"ask who runs it for the key's fingerprint; if it is that one, run 'ssh {error.host}' once and"
                " agree, then publish again. Nothing was sent",
            )
        )
    if "BadHostKeyException" in kinds:
        return DeliveryError(
            Problem(
                code="host-key-changed",
                found="the server's key is not the one in known_hosts: it was set up anew, or it is another machine",
                place=place,
                todo="do not go on: ask who runs the server. Only if they confirm the new key, remove the old one with"
                " 'ssh-keygen -R HOST'. Nothing was sent",
            )
        )
    return None


def _of_login(error: BaseException, kinds: set[str], doing: str, place: Place, connected: bool) -> QprError | None:
    """Who we are is not accepted."""
    refused = isinstance(error, PermissionError) and any(words in str(error) for words in _NO_KEY)
    if not kinds & _NO_LOGIN and not refused:
        return None
    return DeliveryError(
        Problem(
            code="login-refused",
            found=f"the target does not let this user in, while {doing}",
            place=place,
            todo="see that the key is loaded in the SSH agent, or that the variables with the credentials are set"
            " (docs/publishing.md), and that user and host are right",
        )
    )


def _of_storage(error: BaseException, kinds: set[str], doing: str, place: Place, connected: bool) -> QprError | None:
    """What the target's own disk or its rights do not allow."""
    number = error.errno if isinstance(error, OSError) else None
    if number in FULL_DISK:
        return StorageError(
            Problem(
                code="disk-full",
                found=f"the target had no room left while {doing}; readers see what they saw before",
                place=place,
                todo=f"free some space there, and {AGAIN}",
            )
        )
    if number == errno.EROFS:
        return StorageError(
            Problem("read-only", f"the target cannot be written, while {doing}", place, todo="see how it is connected")
        )
    if number in _DENIED or isinstance(error, PermissionError):
        return StorageError(
            Problem(
                code="no-permission",
                found=f"the target refused access while {doing}",
                place=place,
                todo=f"ask for the right to write there, or close the file where it is open; then {AGAIN}",
            )
        )
    return None


def _of_connection(error: BaseException, kinds: set[str], doing: str, place: Place, connected: bool) -> QprError | None:
    """No answer, or none any more."""
    number = error.errno if isinstance(error, OSError) else None
    away = isinstance(error, socket.gaierror) or number in _AWAY or kinds & _NOT_THERE
    lost = (
        isinstance(error, (ConnectionError, EOFError, TimeoutError))
        or number in _LOST
        or kinds & _CUT
        or "Socket is closed" in str(error)
    )
    if away or (lost and not connected):
        return DeliveryError(
            Problem(
                code="target-unreachable",
                found=f"the target does not answer, while {doing}",
                place=place,
                todo="check its name, the network or VPN, and whether it is running; nothing was changed",
            )
        )
    if lost:
        slow = "did not answer in time" if isinstance(error, TimeoutError) else "broke off"
        return DeliveryError(
            Problem(
                code="connection-lost",
                found=f"the connection {slow} while {doing}; readers see whole editions all the same",
                place=place,
                todo=AGAIN,
            )
        )
    return None
