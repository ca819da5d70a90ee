"""`madoguchi erase|retention`: what is deleted at somebody's word, and what by its age."""

import argparse
import json
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.cli.bookings import actor
from bot.cli.environment import built
from bot.errors import RefusedError
from bot.ports.privacy import Erasure
from bot.ports.services import Services
from bot.ports.work import Claim
from bot.service.bookings.steps import find
from bot.service.health.upkeep import due, forget_old
from bot.service.privacy import erasure

HEAD_START = timedelta(seconds=30)  # before a worker takes the wish up as well
SECONDS = 20.0  # how long the command waits for the notices of a booking that it cancelled


def add_to(commands: Any) -> None:
    """Add the commands."""
    parser = commands.add_parser("erase", help="ある人の記録をすべて消す（予約は先に取り消す）")
    whom = parser.add_mutually_exclusive_group(required=True)
    whom.add_argument("--user", default="", help="LINE のユーザーID")
    whom.add_argument("--booking", default="", help="その人の予約の受付番号か ID")
    _common(parser, _erase)
    parser = commands.add_parser("retention", help="保存の期間が過ぎたものを消す（worker も毎時行う）")
    _common(parser, _retention)


def _common(parser: argparse.ArgumentParser, run: Any) -> None:
    parser.add_argument("--dry-run", action="store_true", help="数えるだけで、何も消さない")
    parser.add_argument("--json", action="store_true", help="JSON で出力する")
    parser.set_defaults(run=run)


def _erase(arguments: argparse.Namespace) -> int:
    services = built().services
    wish = _wish(services, arguments)
    seen = erasure.look(services, wish)
    if not seen.bookings and not seen.others:
        raise RefusedError("nothing_to_erase")
    state = "dry_run" if arguments.dry_run else _carried_out(services, arguments)
    counts = {"bookings": len(seen.bookings), "notices": seen.notices, "others": seen.others}
    told = {"dry_run": "消さずに数えました", "erased": "消しました", "waits": "受け付けました（worker が続けます）"}[
        state
    ]
    _show(arguments, {"state": state, **counts}, f"{told}: 予約{len(seen.bookings)}件、通知{seen.notices}件")
    return 0


def _wish(services: Services, arguments: argparse.Namespace) -> Erasure:
    """Give a wish that is not written down, to see what it is about; RefusedError for a booking that there is not."""
    if arguments.user and not arguments.user.isascii():
        raise RefusedError("unknown_user")
    made = Erasure("", arguments.user, "", "", services.clock.now(), actor())
    if not arguments.booking:
        return made
    one = find(services, arguments.booking)
    return replace(made, user=one.user, booking="" if one.user else one.id, number=one.number)


def _carried_out(services: Services, arguments: argparse.Namespace) -> str:
    """Write the wish down and carry it out here; what must wait for notices is left to the workers after a while."""
    wish = erasure.ask(services, actor(), user=arguments.user, booking=arguments.booking, ahead=HEAD_START)
    until = time.monotonic() + SECONDS
    state = erasure.erase(services, Claim(wish.id, ""))
    while state == "waits" and _may_end_soon(services, wish) and time.monotonic() < until:
        time.sleep(0.5)
        state = erasure.erase(services, Claim(wish.id, ""))
    return "erased" if state in ("gone", erasure.DONE) else "waits"


def _may_end_soon(services: Services, wish: Erasure) -> bool:
    """Say whether workers are there that send what is waited for."""
    return bool(services.store.health().alive) and not any(
        one.is_live and one.start <= services.clock.now() for one in services.store.bookings_of(wish.user)
    )


def _retention(arguments: argparse.Namespace) -> int:
    services = built().services
    found = due(services)
    counts = {"bookings": len(found.bookings), "rooms": len(found.rooms), "dry_run": arguments.dry_run}
    numbers = {
        "booking_numbers": [one.number for one in found.bookings],
        "room_numbers": [one.number for one in found.rooms],
    }
    if not arguments.dry_run:
        forget_old(services)
    verb = "消す予定" if arguments.dry_run else "消しました"
    _show(
        arguments,
        {**counts, **numbers},
        f"{verb}: 予約{len(found.bookings)}件、ミーティングIDとパスコード{len(found.rooms)}件",
    )
    return 0


def _show(arguments: argparse.Namespace, document: dict[str, Any], line: str) -> None:
    print(json.dumps(document, ensure_ascii=False) if arguments.json else line)
