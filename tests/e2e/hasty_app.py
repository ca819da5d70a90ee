"""A small application for gunicorn whose worker gives slow clients a second only, and webhooks half a second to wait.

Where HASTE says so that many times as long. Its threads stay by a webhook's connection for long.
"""

import os
import time
from itertools import count

from bot.adapters.server import worker

times = float(os.environ.get("HASTE", "1"))
worker.HEAD_AND_BODY_SECONDS = 1.0 * times
worker.UNREAD = 1.0 * times
worker.LOOK_SECONDS = 0.1
worker.TOO_OLD = 0.5 * times
worker.ANSWERED_WITHIN = 1.0 * times
worker.LINGER = 1.0 * times
HANGS = b"hang"  # a webhook that does so for HANG_SECONDS
HANG_SECONDS = 3.0
worker.STAY_SECONDS = 120.0  # longer than a test takes on a machine that is slow
worked = count(1)


class DeafWorker(worker.CrowdWorker):
    """One whose threads hear no bell."""

    def init_process(self):
        """Begin without it."""
        worker.Bell.ring = lambda _: None
        super().init_process()


class PatientWorker(worker.CrowdWorker):
    """One that lets a webhook take as long as it does."""

    def init_process(self):
        """Begin without the look at answers."""
        worker.ANSWERED_WITHIN = float("inf")
        super().init_process()


class SilentWorker(worker.CrowdWorker):
    """One that makes room without a word."""

    def _turn_away(self, conn):
        self.nr_conns -= 1
        conn.close()


class CrampedWorker(worker.CrowdWorker):
    """One that waits for the end of a single closed connection."""

    def init_process(self):
        """Begin with room for one."""
        worker.LINGERING = 1
        super().init_process()


def app(environ, start_response):
    """Read the body and say its length; work for long on a webhook and say how many there were; give what is large."""
    body = environ["wsgi.input"].read()
    told = str(len(body)).encode()
    if environ["PATH_INFO"] == "/line/webhook":
        time.sleep(HANG_SECONDS if body == HANGS else 0.2)  # its work
        told = str(next(worked)).encode()
    if environ["PATH_INFO"] == "/large":
        told = b"x" * 50_000_000
    start_response("200 OK", [("Content-Length", str(len(told)))])
    return [told]
