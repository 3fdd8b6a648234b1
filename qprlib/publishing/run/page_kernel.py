"""How a page gets its kernel: by becoming one, where the system can fork, and else in the ordinary way.

An ordinary kernel spends about two seconds starting Python and importing pandas and seaborn. On Linux a
page's process, itself forked from one in which all that is loaded (:mod:`qprlib.publishing.run.preload`), forks
once more before it has threads or sockets of its own; that child waits for its connection file and then
becomes the kernel. Every page still has a fresh process: nothing a page does can reach another.

``QPR_KERNEL=standard`` in the environment asks for ordinary kernels.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from qprlib.ground.ending import ENDING
from qprlib.ground.files import SOCKET_PATH_MOST

KERNEL_NAME: Final = "python3"
COMMAND: Final = (sys.executable, "-m", "ipykernel_launcher")


def can_fork() -> bool:
    """Whether a kernel can safely be forked now: on Linux, from one thread, with the fixed hash seed."""
    if not sys.platform.startswith("linux") or os.environ.get("QPR_KERNEL") == "standard":
        return False
    try:
        alone = len(list(Path("/proc/self/task").iterdir())) == 1
    except OSError:
        return False
    return alone and not sys.flags.hash_randomization


class ForkedKernel:
    """A child process that waits to become a kernel, with the part of ``Popen`` that Jupyter uses."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, pipe: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._pipe = pipe

    @classmethod
    def fork(cls) -> ForkedKernel:
        """Fork the child that will become the kernel; it ends by itself if this process ends first."""
        read_end, write_end = os.pipe()
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                os.close(write_end)
                code = _wait_and_become_kernel(read_end)
            finally:
                # Never return into the parent's code, nor run what it registered for its own exit.
                os._exit(code)
        os.close(read_end)
        return cls(pid, write_end)

    def begin(self, arguments: Sequence[str]) -> None:
        """Let the child become a kernel with the given arguments, in the current folder."""
        with os.fdopen(self._pipe, "w", encoding="utf-8") as pipe:
            json.dump({"arguments": list(arguments), "folder": str(Path.cwd()), "parent": os.getpid()}, pipe)

    def poll(self) -> int | None:
        """The exit code, negative for a signal, or None while the process runs."""
        if self.returncode is None:
            try:
                pid, status = os.waitpid(self.pid, os.WNOHANG)
            except ChildProcessError:
                self.returncode = 0  # someone else has waited for it; its code is lost
            else:
                if pid:
                    self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait until the process has ended, at most ``timeout`` seconds, and return as :meth:`poll`."""
        until = None if timeout is None else time.monotonic() + timeout
        while self.poll() is None and (until is None or time.monotonic() < until):
            time.sleep(0.002)
        return self.returncode

    def send_signal(self, signum: int) -> None:
        """Send a signal to the process, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, signum)

    def terminate(self) -> None:
        """Ask the process to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the process at once."""
        self.send_signal(signal.SIGKILL)


def _wait_and_become_kernel(pipe: int) -> int:
    """The life of the forked child: wait, run a kernel, and say with which exit code to leave."""
    os.setsid()  # a group of its own, so that an interrupt reaches what the page started and nothing else
    for signum in ENDING:
        signal.signal(signum, signal.SIG_DFL)
    with os.fdopen(pipe, encoding="utf-8") as read_end:
        order = read_end.read()
    if not order:
        return 0  # the page never came to need a kernel
    begin = json.loads(order)
    os.chdir(begin["folder"])
    signal.signal(signal.SIGINT, signal.default_int_handler)

    import numpy as np
    from ipykernel.kernelapp import IPKernelApp

    # The old generator is copied by a fork, state and all; a fresh process would have a fresh one.
    np.random.seed()
    IPKernelApp.launch_instance(argv=[*begin["arguments"], f"--IPKernelApp.parent_handle={begin['parent']}"])
    return 0


class PageProvisioner(LocalProvisioner):
    """Starts the kernel of a page, forked if one waits in ``waiting``, else as Jupyter does."""

    waiting: ForkedKernel | None = None

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the kernel; ``cmd`` is the ordinary command, of which a forked kernel takes the arguments."""
        if self.waiting is None:
            return await super().launch_kernel(cmd, **kwargs)
        kernel, self.waiting = self.waiting, None
        kernel.begin(cmd[len(COMMAND) :])
        self.process = kernel  # type: ignore[assignment]  # what Jupyter uses of a Popen it has
        self.pid = self.pgid = kernel.pid
        await self._until_bound(kernel)
        return self.connection_info

    async def _until_bound(self, kernel: ForkedKernel) -> None:
        """Wait for the kernel's sockets: a client that finds none tries again only after 0.1 s."""
        info = self.connection_info
        if info["transport"] == "ipc":
            last = Path(f"{info['ip']}-{info['iopub_port']}")
            until = time.monotonic() + 5
            while not last.exists() and kernel.poll() is None and time.monotonic() < until:
                await asyncio.sleep(0.002)

    async def send_signal(self, signum: int) -> None:
        """Send a signal, but no interrupt: Jupyter sends one before each kill, and the kernel complains."""
        if signum != signal.SIGINT:
            await super().send_signal(signum)

    async def kill(self, restart: bool = False) -> None:
        """End the kernel and what it started, and wait for it: it is gone in milliseconds."""
        process = self.process
        await super().kill(restart=restart)
        if process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=1)


class PageKernelClient(AsyncKernelClient):
    """Talks to the kernel of a page."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers and its outputs arrive, without the fifth of a second that Jupyter adds.

        Unlike Jupyter's own it gives up on a kernel that neither answers nor dies.
        """
        until = time.monotonic() + (60 if timeout is None else timeout)
        while time.monotonic() < until:
            self.kernel_info()
            with contextlib.suppress(queue.Empty):
                await self.shell_channel.get_msg(timeout=1)
                await self.iopub_channel.get_msg(timeout=1)
                return
            if not await self.is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
        raise RuntimeError("Kernel did not reply to kernel_info in time")


class PageKernelManager(AsyncKernelManager):
    """Manages the one kernel of a page's process.

    The kernel is always this Python's own: a kernel specification named ``python3`` in a user's home could
    name another. Sockets and connection file lie in ``folder``; Unix sockets are used where they can be, for
    they need no ports.
    """

    def __init__(self, folder: Path, waiting: ForkedKernel | None = None, **kwargs: Any) -> None:
        connection_file = str(folder / "kernel.json")
        socket_path = len(os.fsencode(connection_file)) + len("-ipc-1")
        local = os.name == "posix" and socket_path <= SOCKET_PATH_MOST
        super().__init__(
            connection_file=connection_file,
            transport="ipc" if local else "tcp",
            client_factory=PageKernelClient,
            kernel_id="page",
            **kwargs,
        )
        provisioner = PageProvisioner(kernel_id="page", kernel_spec=self.kernel_spec, parent=self)
        provisioner.waiting = waiting
        self.provisioner = provisioner

    @property
    def kernel_spec(self) -> KernelSpec:
        """The kernel of this Python itself, whatever is installed elsewhere."""
        return KernelSpec(
            argv=[*COMMAND, "-f", "{connection_file}", "--IPKernelApp.extensions=qprlib.publishing.run.raised"],
            display_name="Python 3",
            language="python",
        )

    def kill_now(self) -> None:
        """End the kernel and what it started without waiting; safe in a signal handler."""
        process = getattr(self.provisioner, "process", None)
        if process is not None and process.poll() is None:
            with contextlib.suppress(OSError):
                if hasattr(os, "killpg"):
                    os.killpg(process.pid, signal.SIGKILL)
                else:
                    process.kill()
