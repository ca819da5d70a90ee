"""`madoguchi check`: says what is on, what is missing, and how to mend it; LINE, Zoom and the mail server are asked."""

from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit

import click

from bot.adapters.redis.client import store_errors
from bot.adapters.redis.server_check import IN_CLEAR, inspect, shard
from bot.booking.schedule.opening import TOKYO, today
from bot.bootstrap import Built, account_of_line, mail_of, menus_of_line
from bot.cli.commands.checks.asked import Asked
from bot.cli.commands.checks.data_keys import unopened
from bot.cli.commands.checks.doubtful_settings import doubtful, slips_of_env_file, unlike_issued, unmailable
from bot.cli.commands.checks.folders import folder_faults
from bot.cli.commands.checks.line_account import Ask, ask_line
from bot.cli.commands.checks.listening import unheard
from bot.cli.commands.checks.mail_server import ask_mail_server
from bot.cli.commands.checks.office_values import hours, implausible, misfits, shut, unfilled
from bot.cli.commands.checks.redis_faults import ANOTHER_OFFICE, queue_faults, replica_faults
from bot.cli.commands.checks.zoom_account import ask_zoom
from bot.cli.environment import environment
from bot.cli.japanese_click import Command
from bot.cli.process import built, prove_data_keys
from bot.cli.usage_errors import BadUsageError
from bot.dialogue.terms import coming, in_force
from bot.errors import StoreChangedError, StoreDownError
from bot.messages.menus import menus
from bot.ports.context import Process
from bot.proxies import is_loopback
from bot.service.events.office_now import context_now
from bot.service.health.clocks import MOST_SKEW_SECONDS, seconds_off
from bot.service.health.memory import level
from bot.settings import Settings

MEND = "直してください: "
GOOD, NOTE = "Redis: よし{unseen}", "  なお、"
ON = {True: "あり", False: "なし"}
PLACES_OF_QUESTIONS = {"chat": "トーク", "form": "窓口のページ"}
SAMPLES = (".example", ".example.com", ".example.jp", ".invalid", ".test")  # ends of names that nobody can have
WARNED_SHARES = (70, 85)  # percent of maxmemory; above, Redis refuses, which is said by the try to write


@click.command(cls=Command)
@click.option("--offline", is_flag=True, help="LINE・Zoom・メールのサーバーには尋ねない")
@click.option("--set-webhook", is_flag=True, help="LINE の Webhook URL を、このサービスのものにする")
@click.option("--mail-to", default="", help="このアドレスへ、試しにメールを送る")
def check(offline: bool, set_webhook: bool, mail_to: str) -> int:
    """Print what is on; 1 when something would lose or leak data."""
    if offline and (set_webhook or mail_to):
        raise BadUsageError(
            "--offline と --set-webhook・--mail-to は、いっしょに使えません", click.get_current_context()
        )
    wired = built()
    with suppress(StoreDownError):  # which is told below
        prove_data_keys(wired)
    found = inspect(wired.client, may_lose=wired.settings.may_lose_bookings)
    replicas = replica_faults(wired)
    of_redis = (
        *found.faults,
        *replicas.faults,
        *_why_nothing_is_written(wired.process),
        *unopened(wired),
        *queue_faults(wired.settings),
        *_other_office(wired),
    )
    faults = [*of_redis, *found.warnings, *replicas.warnings, *_warnings(wired)]
    asked = Asked(["LINE・Zoom・メールのサーバーには尋ねていません（--offline）"])
    if not offline:
        asked = Asked.together(_line(wired, set_webhook=set_webhook), *_others(wired, mail_to))
    lines = [*_what_is_on(wired), *asked.on, *([] if faults else [GOOD.format(unseen=NOTE.join(("", *found.unseen)))])]
    kept_out = [*unlike_issued(wired.settings), *_unreachable(wired.settings), *folder_faults(wired.settings)]
    slips = [*_slips(wired), *doubtful(wired.settings, environment()), *slips_of_env_file(), *unheard(wired.settings)]
    mend = [f"{MEND}{fault}" for fault in (*faults, *kept_out, *slips, *asked.faults, *asked.warnings)]
    for line in (*lines, *mend):
        print(line)
    return 1 if of_redis or kept_out or asked.faults else 0


def _unreachable(settings: Settings) -> Iterator[str]:
    """Name an address under which nobody can reach us, and what is for trying out only where people do."""
    host = urlsplit(settings.public_url).hostname or ""
    if settings.playground and not host.endswith(SAMPLES) and not is_loopback(host):
        yield f"MADOGUCHI_PLAYGROUND=1 のままです。{settings.public_url} で人を受け付けるなら、空にしてください"
    if not settings.playground and (host.endswith(SAMPLES) or is_loopback(host)):
        yield f"PUBLIC_URL が {settings.public_url} のままです。求職者と LINE に届くアドレスにしてください"


def _line(wired: Built, *, set_webhook: bool) -> Asked:
    settings = wired.settings
    wanted = menus(wired.process.files.office.name, settings.own_texts)
    ask = Ask(account_of_line(settings), menus_of_line(settings), wanted, wired.wall.now, settings.line_api_url)
    return ask_line(ask, settings.public_url, set_webhook=set_webhook, may_be_away=settings.playground)


def _others(wired: Built, mail_to: str) -> Iterator[Asked]:
    """Ask Zoom and the mail server, where set up; those of a playground may be away, unless a mail is asked for."""
    may_be_away = wired.settings.playground
    if wired.process.rooms:
        heard = ask_zoom(wired.process.rooms)
        yield heard.loosened() if may_be_away else heard
        wired.process.rooms.stop()
    mail = mail_of(wired.settings)
    if mail:
        heard = ask_mail_server(mail, wired.process.files.office, mail_to)
        yield heard.loosened() if may_be_away and not mail_to else heard
    elif mail_to:
        yield Asked(faults=["--mail-to で送るには、SMTP_URL と MAIL_FROM が必要です"])


def _what_is_on(wired: Built) -> Iterator[str]:
    settings, process = wired.settings, wired.process
    yield f"窓口: {process.files.office.name}（{settings.office_file}）  独自の文: {settings.own_texts or 'なし'}"
    yield hours(context_now(process).office)
    yield f"正式な利用規約: {process.files.office.terms_document or 'アドレスなし（要約のページを開きます）'}"
    yield from _shard(wired)
    yield f"LINE: {settings.line_api_url}  アクセストークン: {len(settings.line_access_tokens)}つ"
    yield f"プロキシ: {_proxies(settings)}"
    yield f"メール: {ON[bool(settings.smtp_url)]}  職員のグループ: {ON[bool(settings.line_staff_group_id)]}"
    if settings.smtp_url:
        unread = "なし（MAIL_REPLY_TO。メールには、返信は読めないと書きます）"
        yield f"メールへの返事の宛先: {settings.mail_reply_to or unread}"
    yield _zoom(settings)
    yield from (f"{MEND}{fault}" for fault in (*_hosts_aside(process), *_hosts_unknown(process), *unmailable(settings)))
    yield f"氏名や連絡先をうかがう所: {PLACES_OF_QUESTIONS[settings.personal_details]}"
    yield _outside(settings)
    yield f"利用規約: {_terms(process)}"
    there = f"{len(settings.audit_head_mail)}か所へ毎時" if settings.audit_head_mail else "なし（AUDIT_HEAD_MAIL）"
    yield f"監査記録の控えのメール: {there}"
    yield f"試用環境: {ON[settings.playground]}"
    yield _clock(process)


def _shard(wired: Built) -> Iterator[str]:
    with suppress(StoreDownError):  # which is told beside
        if held := shard(wired.client):
            yield f"Redis クラスター: この窓口のデータは {held} にあります"


def _why_nothing_is_written(process: Process) -> Iterator[str]:
    try:
        process.store.prove_write()
    except StoreDownError as error:
        yield str(error)
    changed = process.store.changed()
    if changed:
        yield str(StoreChangedError(changed))


def _warnings(wired: Built) -> Iterator[str]:
    reached = level(wired.process)
    if reached in WARNED_SHARES:
        yield f"Redis のメモリを maxmemory の {reached}% より多く使っています。100% で新しい申し込みを断ります"
    if wired.settings.redis_in_clear:
        yield IN_CLEAR


def _slips(wired: Built) -> Iterator[str]:
    """Name what the office's file hardly means."""
    office = wired.process.files.office
    yield from unfilled(office)
    yield from implausible(office, today(wired.process.clock.now()))
    yield from misfits(office)
    yield from shut(context_now(wired.process).office, wired.process.clock.now())


def _other_office(wired: Built) -> Iterator[str]:
    """Name the office whose data this is; unlike a start, without taking a Redis that nobody has taken."""
    owner = ""
    with suppress(StoreDownError), store_errors():  # that it is away is told beside
        owner = wired.client.hget(wired.keys.owner, "name")
    if owner and owner != wired.process.files.office.name and not wired.settings.playground:
        yield ANOTHER_OFFICE.format(owner=owner)


def _clock(process: Process) -> str:
    off = seconds_off(process)
    if abs(off) <= MOST_SKEW_SECONDS:
        return "時計: よし"
    way = "進んで" if off > 0 else "遅れて"
    return f"{MEND}マシンの時計が Redis のサーバーより {abs(off):.0f} 秒{way}います。NTP で合わせてください"


def _proxies(settings: Settings) -> str:
    """Name the proxies, without what they may hold of a password."""
    ways = [_proxy("LINE", settings, settings.line_api_url)]
    if settings.zoom:
        ways.append(_proxy("Zoom", settings, settings.zoom.api_url))
    return "  ".join(filter(None, ways)) or "なし"


def _proxy(name: str, settings: Settings, url: str) -> str:
    at = urlsplit(settings.proxy_for(url))
    return f"{name} は {at.hostname}:{at.port or 80} を通す" if at.hostname else ""


def _hosts_aside(process: Process) -> list[str]:
    refused = process.rooms.aside() if process.rooms else ()
    return [
        f"Zoom の担当者 {one.host} では部屋を開けません（{process.files.words(f'console.notice_reason.{one.reason}')}、"
        f"{one.since.astimezone(TOKYO):%m-%d %H:%M} から）。Zoom で直すか、ZOOM_HOSTS から外してください"
        for one in refused
    ]


def _hosts_unknown(process: Process) -> list[str]:
    """Name the counsellors whose host is none of those that rooms are opened with."""
    known, day = {one.id for one in process.rooms.hosts} if process.rooms else set(), today(process.clock.now())
    every = context_now(process).office.schedule.counsellors if process.rooms else ()
    return [
        f"担当者 {one.name} の Zoom のユーザー {one.zoom_host} が ZOOM_HOSTS にありません。"
        "ZOOM_HOSTS に加えるか、担当者の内容を直してください"
        for one in every
        if one.zoom_host and one.zoom_host not in known and not one.has_ended(day)
    ]


def _terms(process: Process) -> str:
    """Name the edition that people consent to now, and the next."""
    versions, day = context_now(process).terms, today(process.clock.now())
    then = [f"{one.version} は {one.effective} から" for one in coming(versions, day)]
    return "、".join((f"{in_force(versions, day).version} を使っています", *then))


def _outside(settings: Settings) -> str:
    """Say whether an emptied Redis would be noticed when everything was restarted."""
    if not settings.state_dir:
        return "Redis が消えたことの控え: なし（STATE_DIR。すべてを始め直したあとでは、気づけません）"
    return f"Redis が消えたことの控え: {settings.state_dir}"


def _zoom(settings: Settings) -> str:
    zoom = settings.zoom
    if not zoom:
        return "Zoom: なし（部屋は職員が入力）"
    rooms = sum(count for _, count in zoom.hosts)
    webhook = "あり" if zoom.webhook_secret else "なし"
    return f"Zoom: {zoom.api_url}  担当者 {len(zoom.hosts)}人（同時に{rooms}部屋）  入退室の記録: {webhook}"
