"""`madoguchi check`: says what is on, what is missing, and how to mend it."""

import os
from urllib.parse import urlsplit

import click

from bot.adapters.redis.server_check import IN_CLEAR, Findings, inspect
from bot.adapters.smtp import is_writable
from bot.booking.opening import TOKYO
from bot.booking.rooms.passcodes import can_be_met
from bot.bootstrap import Built
from bot.cli.japanese_click import Command
from bot.cli.services import built
from bot.errors import StoreChangedError, StoreDownError
from bot.ports.rooms import RuleSeen
from bot.ports.services import Services
from bot.service.health.clocks import MOST, seconds_off
from bot.service.health.memory import level
from bot.settings import Settings


@click.command(cls=Command)
def check() -> int:
    """Print what is on; 1 when something would lose data."""
    now = built()
    settings, findings = now.settings, _redis(now)
    on = {True: "あり", False: "なし"}
    print(f"窓口: {now.services.office.name}（{settings.office_file}）")
    print(f"LINE: {settings.line_api_url}  アクセストークン: {len(settings.line_access_tokens)}つ")
    print(f"プロキシ: {_proxies(settings)}")
    print(f"メール: {on[bool(settings.smtp_url)]}  職員のグループ: {on[bool(settings.line_staff_group_id)]}")
    print(_zoom(settings))
    for line in passcodes(now.services):
        print(line)
    for line in (*_hosts_aside(now.services), *_no_addresses(settings)):
        print(f"直してください: {line}")
    places = {"chat": "トーク", "form": "窓口のページ"}
    print(f"氏名や連絡先をうかがう所: {places[settings.personal_details]}")
    print(_outside(settings))
    print(_audit_head(settings))
    print(f"試用環境: {on[settings.playground]}")
    print(_clock(now.services))
    for line in (*findings.refusals, *findings.warnings):
        print(f"直してください: {line}")
    if not findings.refusals and not findings.warnings:
        print("Redis: よし")
    return 1 if findings.refusals else 0


def _redis(now: Built) -> Findings:
    """Look at how Redis is set up, whether it can be written and how full it is."""
    found, refused, warned = (
        inspect(now.client, may_lose=now.settings.may_lose_bookings),
        tuple[str, ...](),
        tuple[str, ...](),
    )
    try:
        now.services.store.prove_write()
    except StoreDownError as error:
        refused = (str(error),)
    changed = now.services.store.changed()
    if changed:
        refused = (*refused, str(StoreChangedError(changed)))
    reached = level(now.services)
    if reached in (70, 85):
        warned = (f"Redis のメモリを maxmemory の {reached}% より多く使っています。100% で新しい申し込みを断ります",)
    if now.settings.redis_in_clear:
        warned = (*warned, IN_CLEAR)
    return Findings((*found.refusals, *refused), (*found.warnings, *warned))


def _clock(services: Services) -> str:
    off = seconds_off(services)
    if abs(off) <= MOST:
        return "時計: よし"
    way = "進んで" if off > 0 else "遅れて"
    return f"直してください: マシンの時計が Redis のサーバーより {abs(off):.0f} 秒{way}います。NTP で合わせてください"


def _proxies(settings: Settings) -> str:
    """Name the proxies, without what they may hold of a password."""
    called = {"LINE": settings.line_api_url, **({"Zoom": settings.zoom.api_url} if settings.zoom else {})}
    by = {name: urlsplit(settings.proxy_for(url)) for name, url in called.items()}
    return (
        "  ".join(f"{name} は {at.hostname}:{at.port or 80} を通す" for name, at in by.items() if at.hostname) or "なし"
    )


def _hosts_aside(services: Services) -> list[str]:
    refused = services.rooms.aside() if services.rooms else ()
    return [
        f"Zoom の担当者 {one.host} では部屋を開けません（{services.words(f'console.notice_reason.{one.reason}')}、"
        f"{one.since.astimezone(TOKYO):%m-%d %H:%M} から）。Zoom で直すか、ZOOM_HOSTS から外してください"
        for one in refused
    ]


def passcodes(services: Services) -> list[str]:
    """Say what the accounts want of passcodes, as Zoom told the workers within the hour."""
    return [
        f"{_of_rule(seen)}（担当者 {host}）"
        for host, seen in (services.rooms.rules_seen() if services.rooms else {}).items()
    ]


def _of_rule(seen: RuleSeen) -> str:
    if not seen.rule:
        return (
            "Zoom のパスコードの条件: 読めません。アプリに user:read:settings:admin の権限を加えると読めます。"
            "それまでは6けたの数字を使い、断られたら10文字にします"
        )
    if can_be_met(seen.rule):
        return "Zoom のパスコードの条件: よし。合うものを作ります"
    return (
        "直してください: Zoom のパスコードの条件に合うものを作れません（10文字まで。数字だけと文字は両立しません）。"
        "Zoom の管理画面で、パスコードの条件をゆるめてください"
    )


def _no_addresses(settings: Settings) -> list[str]:
    found = {"STAFF_MAIL_TO": settings.staff_mail_to, "AUDIT_HEAD_MAIL": settings.audit_head_mail}
    wrong = {
        name: [str(place) for place, one in enumerate(to, 1) if not is_writable(one)] for name, to in found.items()
    }
    told = [
        f"{name} の{'、'.join(at)}番目は宛先になりません。ほかの宛先には届きます" for name, at in wrong.items() if at
    ]
    unsent = settings.audit_head_mail and not settings.smtp_url
    return [*told, *(["AUDIT_HEAD_MAIL には SMTP_URL と MAIL_FROM も必要です"] if unsent else [])]


def _audit_head(settings: Settings) -> str:
    there = f"{len(settings.audit_head_mail)}か所へ毎時" if settings.audit_head_mail else "なし（AUDIT_HEAD_MAIL）"
    return f"監査記録の控えのメール: {there}"


def _outside(settings: Settings) -> str:
    """Say whether an emptied Redis would be noticed when everything was restarted."""
    if not settings.state_dir:
        return "Redis が消えたことの控え: なし（STATE_DIR。すべてを始め直したあとでは、気づけません）"
    kept = os.access(settings.state_dir, os.W_OK | os.X_OK)
    return f"Redis が消えたことの控え: {settings.state_dir if kept else f'書けません（{settings.state_dir}）'}"


def _zoom(settings: Settings) -> str:
    zoom = settings.zoom
    if not zoom:
        return "Zoom: なし（部屋は職員が入力）"
    rooms = sum(count for _, count in zoom.hosts)
    webhook = "あり" if zoom.webhook_secret else "なし"
    return f"Zoom: {zoom.api_url}  担当者 {len(zoom.hosts)}人（同時に{rooms}部屋）  入退室の記録: {webhook}"
