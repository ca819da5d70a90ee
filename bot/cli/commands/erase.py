"""`madoguchi erase`: what is held of a person is deleted at somebody's word."""

import time
from datetime import timedelta

import click

from bot.cli.japanese_click import Command
from bot.cli.output import json_option, show
from bot.cli.parameters import line_user
from bot.cli.process import actor, built
from bot.cli.usage_errors import BadUsageError
from bot.errors import RefusedError
from bot.ports.context import Process, RequestContext
from bot.ports.privacy import Erasure
from bot.ports.work import Claim
from bot.service.bookings.steps import find
from bot.service.events.office_now import context_now
from bot.service.privacy import erasure
from bot.service.privacy.erasure import ErasureState

HEAD_START = timedelta(seconds=30)  # before a worker takes the erasure up as well
WAIT_SECONDS = 20.0  # how long the command waits for the notices of a booking that it cancelled
LOOK_SECONDS = 0.5  # between two looks whether they went out
DRY_RUN = "消さずに数えました"
STATES = {ErasureState.ERASED: "消しました", ErasureState.WAITS: "受け付けました（worker が続けます）"}


@click.command(cls=Command)
@click.option("--user", default="", help="LINE のユーザーID")
@click.option("--booking", default="", help="その人の予約の受付番号か ID")
@click.option("--dry-run", is_flag=True, help="数えるだけで、何も消さない")
@json_option
def erase(user: str, booking: str, dry_run: bool, as_json: bool) -> None:
    """Erase all that is held of a person."""
    if bool(user) == bool(booking):
        raise BadUsageError("--user か --booking の、どちらか一つを書いてください", click.get_current_context())
    line_user(user)
    context = context_now(built().process)
    held = erasure.look(context, _person(context, user, booking))
    if not held.bookings and not held.others:
        raise RefusedError("nothing_to_erase")
    state = None if dry_run else _carried_out(context, user, booking)
    document = {
        "state": state.value if state else "dry_run",
        "bookings": len(held.bookings),
        "notices": held.notices,
        "others": held.others,
    }
    counts = f"予約{len(held.bookings)}件、通知{held.notices}件、ほかの記録{held.others}件"
    line = f"{STATES[state] if state else DRY_RUN}: {counts}"
    show(document, line, as_json=as_json)


def _person(process: Process, user: str, booking: str) -> Erasure:
    """Give an erasure that is not written down, to count with; RefusedError for a booking that there is not."""
    if booking:
        return erasure.about(process, find(process, booking), actor())
    return Erasure("", user, "", "", process.clock.now(), actor())


def _carried_out(context: RequestContext, user: str, booking: str) -> ErasureState:
    """Write the erasure down and carry it out here; what must wait for notices is left to the workers after a while."""
    asked = erasure.ask(context, actor(), user=user, booking=booking, ahead=HEAD_START)
    until = time.monotonic() + WAIT_SECONDS
    state = erasure.erase(context, Claim(asked.id, ""))
    while state is ErasureState.WAITS and _may_end_soon(context, asked) and time.monotonic() < until:
        time.sleep(LOOK_SECONDS)
        state = erasure.erase(context, Claim(asked.id, ""))
    return ErasureState.ERASED if state is ErasureState.GONE else state


def _may_end_soon(process: Process, asked: Erasure) -> bool:
    """Say whether workers are there that send what is waited for."""
    return bool(process.store.health().alive) and not any(
        one.is_live and one.start <= process.clock.now() for one in process.store.bookings_of(asked.user)
    )
