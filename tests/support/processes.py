"""Server processes, and waiting for them by what they say: the port that the kernel gave them, above all."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0


class Running:
    """A process, and what it has said so far on both outputs."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.said = ""
        self._lines: Queue[str | None] = Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put(None)

    def until(self, words: str) -> str:
        """Wait until it has said the words; everything it said."""
        deadline = time.monotonic() + PATIENCE
        while words not in self.said:
            try:
                line = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
            except Empty:
                raise AssertionError(f"it did not say {words!r}, but:\n{self.said}") from None
            assert line is not None, f"it ended without saying {words!r}, but:\n{self.said}"
            self.said += line
        return self.said

    def rest(self) -> str:
        """What it says from now until it ends."""
        said = ""
        while (line := self._lines.get(timeout=PATIENCE)) is not None:
            said += line
        self.said += said
        return said

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """End it and wait for that; its exit status."""
        self.process.send_signal(how)
        status = self.process.wait(timeout=PATIENCE)
        self.rest()
        return status


@contextmanager
def running(*command: str, **environment: str) -> Iterator[Running]:
    """A Python process, ended with the block if not before."""
    with subprocess.Popen(  # noqa: S603 (our own commands)
        [sys.executable, *command],
        cwd=ROOT,
        env=os.environ | {"PYTHONUNBUFFERED": "1"} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield Running(process)
        finally:
            if process.poll() is None:
                process.kill()


@contextmanager
def ministack() -> Iterator[str]:
    """Where MiniStack listens: another DynamoDB, in a process of its own, over the network.

    The kernel gives the port, and the log line that names it comes when the port is open. MiniStack's other listeners,
    which take every interface and ports of their own choice, stay shut.
    """
    settings = {"GATEWAY_PORT": "0", "PERSIST_STATE": "0", "IOT_MTLS_ENABLED": "0", "SFTP_ENABLED": "0"}
    with running("-m", "ministack", BIND_HOST="127.0.0.1", **settings) as process:
        found = re.search(r"Running on (http://127\.0\.0\.1:\d+)", process.until("Running on"))
        assert found
        yield found[1]
        process.stop()
