"""Background processes of the laptop cloud, known by their process id in `{home}/{name}.pid`."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from local.config import ROOT, LocalCloudError


class Process:
    """One detached process. It is ended by its own id only, and only if it is still ours."""

    def __init__(self, name: str, home: Path, command: list[str]) -> None:
        self.name = name
        self.command = command
        self.log = home / f"{name}.log"
        self._pid_file = home / f"{name}.pid"

    def pid(self) -> int | None:
        """The id of the running process; None when it has ended or the id is somebody else's."""
        try:
            pid = int(self._pid_file.read_text())
        except (FileNotFoundError, ValueError):
            return None
        shown = subprocess.run(
            ["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False
        )
        return pid if self.command[-1] in shown.stdout else None

    def start(self, environment: Mapping[str, str]) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            started = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._pid_file.write_text(str(started.pid))

    def stop(
        self,
        *,
        patience_seconds: float = 60,
        has_saved: Callable[[float], bool] = lambda asked_at: False,
    ) -> bool:
        """Ask it to end and wait. False when it was not running.

        `has_saved`, given when it was asked (seconds since 1970), says that everything worth
        keeping is on disk; a process that still lingers then is ended without more ado.
        """
        pid = self.pid()
        if pid is None:
            self._pid_file.unlink(missing_ok=True)
            return False
        asked_at = time.time()
        os.kill(pid, signal.SIGTERM)

        def has_ended() -> bool:
            return self.pid() is None or _is_reaped(pid)

        wait_until(
            lambda: has_ended() or has_saved(asked_at),
            patience_seconds,
            f"{self.name} (process {pid}) does not end. Look at {self.log}, then end it with "
            f"`kill -9 {pid}`; what it had not saved is lost.",
        )
        if not has_ended():
            os.kill(pid, signal.SIGKILL)
        wait_until(has_ended, 10, f"{self.name} (process {pid}) cannot be ended.")
        self._pid_file.unlink(missing_ok=True)
        return True


def _is_reaped(pid: int) -> bool:
    """A child of this very process stays a zombie until somebody asks for it."""
    try:
        ended, _ = os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return False
    return ended == pid


def wait_until(condition: Callable[[], bool], seconds: float, failure: str) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise LocalCloudError(failure)
        time.sleep(0.05)


def demand_free_port(port: int, variable: str) -> None:
    """Say who is in the way before anything is started."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise LocalCloudError(
                f"Port {port} is taken by another program. End that program, or choose another "
                f"port: `{variable}=<port> make up`."
            ) from error
