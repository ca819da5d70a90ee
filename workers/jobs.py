"""The only functions that a job may call: who can write to Redis must not be able to run anything else."""

from collections.abc import Callable, Mapping
from typing import Any

from rq.job import Job

from workers import deliver

ALLOWED: Mapping[str | None, Callable[..., None]] = {
    f"{job.__module__}.{job.__name__}": job
    for job in (
        deliver.send_notices,
        deliver.send_mail,
        deliver.send_replies,
        deliver.see_to_rooms,
        deliver.expire_requests,
        deliver.erase_people,
        deliver.look_at_wishes,
        deliver.match_waiting,
        deliver.link_menus,
        deliver.keep_up,
        deliver.look_at_month,
        deliver.seal_audit_log,
        deliver.begin_the_day,
        deliver.one_after_the_other,
    )
}


class UnknownJobError(RuntimeError):
    """Somebody put a job into Redis that is none of ours."""


class KnownJob(Job):
    """A job that calls one of our functions, and nothing before or after it."""

    success_callback = failure_callback = stopped_callback = None  # they would be imported

    @property
    def func(self) -> Callable[..., Any]:
        """Give the function to call; UnknownJobError for what is none of ours."""
        try:
            return ALLOWED[self.func_name]
        except KeyError:
            raise UnknownJobError from None
