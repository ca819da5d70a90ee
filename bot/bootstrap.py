"""Builds everything once per process. The only place that constructs adapters."""

import base64
import os
import re
import secrets
import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.adapters.files.folders import full, unwritable
from bot.adapters.files.office_file import load_office
from bot.adapters.line.guarded import GuardedLine
from bot.adapters.notices.smtp import SmtpMail
from bot.adapters.output.logs import log_to_stderr
from bot.adapters.redis.circuit import RedisCircuit
from bot.adapters.redis.client import ANSWER_SECONDS, Client, connect
from bot.adapters.redis.clock import MovableClock, StoreClock
from bot.adapters.server.background import Background
from bot.adapters.server.in_hand import SharedInHand
from bot.adapters.store.cipher import Cipher
from bot.adapters.store.console.console_store import RedisConsoleStore
from bot.adapters.store.keys import Keys
from bot.adapters.store.last_seen import LastSeen
from bot.adapters.store.parts.replies import SETTLE_WITHIN
from bot.adapters.store.store import RedisStore
from bot.adapters.zoom.state import ZoomState
from bot.booking.office import Office
from bot.console.setup import ConsoleSetup
from bot.errors import SendError, SettingsError
from bot.messages.catalogue import load_words
from bot.messages.terms import load_terms
from bot.ports.context import OfficeFiles, Process
from bot.ports.line import Account, Line, Menus
from bot.ports.rooms import Rooms
from bot.ports.staff import StaffWays
from bot.service.health.ownership import of_any_account, of_one_account
from bot.settings import Settings, from_environ

if TYPE_CHECKING:
    from flask import Flask

    from bot.adapters.notices.staff_webhook import HttpStaffWebhook
    from bot.dialogue.understanding import Lexicon


@dataclass(frozen=True)
class Built:
    """What a process works with."""

    settings: Settings
    process: Process
    client: Client
    keys: Keys
    clock: StoreClock
    console: RedisConsoleStore
    store: RedisStore
    wall: StoreClock  # what no playground moves

    @property
    def console_setup(self) -> ConsoleSetup:
        """Give what the staff console needs beside the process."""
        return ConsoleSetup(
            console=self.console,
            wall=self.wall,
            secret_key=self.settings.secret_key,
            redis_url=self.settings.redis_url,
            prefix=self.keys.prefix,
            secure=self.settings.public_url.startswith("https://"),
            proxies=self.settings.trusted_proxies,
            on=switches(self.settings),
        )


class NotSending:
    """A LINE for commands, which only write down what the workers send."""

    def reply(self, token: str, messages: Sequence[Mapping[str, Any]]) -> None:
        """Refuse."""
        raise SendError("not_sending", refused=True)

    def push(self, to: str, messages: Sequence[Mapping[str, Any]], retry_key: str) -> None:
        """Refuse."""
        raise SendError("not_sending", refused=True)

    def knows(self, user: str) -> bool:
        """Tell nothing."""
        return True

    def quota(self) -> tuple[int | None, int]:
        """Refuse."""
        raise SendError("not_sending", refused=True)


def new_id() -> str:
    """Give an id that nobody has: 80 random bits in 16 signs, since a booking's stands in dozens of places in Redis."""
    return base64.b32encode(secrets.token_bytes(10)).decode().lower()


def build(settings: Settings | None = None, *, sending: bool = True, answer_seconds: float = ANSWER_SECONDS) -> Built:
    """Construct what this process owns from the environment's settings; `sending` as web and workers do.

    answer_seconds  how long Redis may take for one answer
    """
    settings = settings or from_environ(os.environ)
    office = load_office(Path(settings.office_file))
    check_confirmation(office, settings)
    keys = Keys(office.id)
    client = connect(settings.redis_url, keys.prefix, answer_seconds=answer_seconds)
    log = log_to_stderr().info
    wall = StoreClock(client)
    clock = MovableClock(client, keys) if settings.playground else wall
    cipher = Cipher(settings.data_keys)
    last_seen = LastSeen(settings.state_dir, office.id, keeps=sending)
    circuit = RedisCircuit(client, keys, clock.now, log, calls_a_second=settings.line_calls_a_second)
    store = RedisStore(
        client,
        keys,
        cipher,
        clock,
        last_seen,
        settings.store_replicas,
        circuit if sending else None,
        settle_within=SETTLE_WITHIN if sending else 0.0,
    )
    rooms = _rooms(settings, ZoomState(client, keys, cipher, clock.now))
    process = Process(
        files=load_files(office, settings),
        public_url=settings.public_url,
        store=store,
        clock=clock,
        line=GuardedLine(_line(settings), circuit) if sending else NotSending(),
        mail=mail_of(settings),
        staff=_ways_to_staff(settings),
        webhook=webhook_of(settings) if sending else None,
        new_id=new_id,
        new_number=lambda: f"{secrets.randbelow(900_000) + 100_000}",
        fail_point=fail_point(settings.fail_at),
        in_background=Background(log),
        log=log,
        in_hand=SharedInHand(),
        menus=menus_of_line(settings) if sending else None,
        details_on_page=settings.personal_details == "form",
        rooms=rooms,
        circuit=circuit,
        unwritable=partial(_shut_or_full, {"state_dir": settings.state_dir}),
    )
    return Built(settings, process, client, keys, clock, RedisConsoleStore(client, keys, cipher, store), store, wall)


def _ways_to_staff(settings: Settings) -> StaffWays:
    return StaffWays(
        settings.staff_mail_to,
        settings.line_staff_group_id,
        audit_head_to=settings.audit_head_mail,
        gather=timedelta(minutes=settings.line_staff_group_minutes),
        webhook=bool(settings.staff_webhook_url),
    )


def _shut_or_full(folders: Mapping[str, str]) -> list[str]:
    return [*unwritable(folders), *full(folders)]


def webhook_of(settings: Settings) -> "HttpStaffWebhook | None":
    """Give the staff's chat, None where there is none."""
    url = settings.staff_webhook_url
    if not url:
        return None
    from bot.adapters.notices.staff_webhook import HttpStaffWebhook  # with httpx, which few need

    return HttpStaffWebhook(url, settings.staff_webhook_kind, settings.proxy_for(url))


def load_files(office: Office, settings: Settings) -> OfficeFiles:
    """Read the office's texts; those by which texts are understood only where they are asked for."""
    own = settings.own_texts

    def lexicon() -> "Lexicon":
        from bot.messages.understanding import shared_lexicon  # with all readers, whose patterns take long to make

        return shared_lexicon(own)

    return OfficeFiles(office, load_words(office, settings.mail_reply_to, own), load_terms(office, own), lexicon)


def check_confirmation(office: Office, settings: Settings) -> None:
    """Refuse to confirm by itself where nobody opens the rooms."""
    if office.confirmation == "auto" and not settings.zoom:
        raise SettingsError("consultation.confirmation を auto にするには、ZOOM_ で始まる設定が必要です")


def switches(settings: Settings) -> Mapping[str, bool]:
    """Say which of the optional parts are set up, for the overview in the console."""
    return {
        "mail": bool(settings.smtp_url),
        "mail_answers": bool(settings.smtp_url and settings.mail_reply_to),
        "staff_mail": bool(settings.smtp_url and settings.staff_mail_to),
        "staff_group": bool(settings.line_staff_group_id),
        "zoom": bool(settings.zoom),
        "https": settings.public_url.startswith("https://"),
        "playground": settings.playground,
    }


def mail_of(settings: Settings) -> SmtpMail | None:
    """Give how mail is sent, None where it is not."""
    if not settings.smtp_url:
        return None
    return SmtpMail(settings.smtp_url, settings.mail_from, reply_to=settings.mail_reply_to)


def _line(settings: Settings) -> Line:
    from bot.adapters.line.outbound import LineSender  # with the SDK, which commands do without

    proxy = settings.proxy_for(settings.line_api_url)
    return LineSender(settings.line_api_url, settings.line_access_tokens, proxy=proxy)


def menus_of_line(settings: Settings) -> Menus:
    """Give LINE's side for rich menus."""
    from bot.adapters.line.menus import LineMenus

    return LineMenus(settings.line_api_url, settings.line_access_tokens, settings.proxy_for(settings.line_api_url))


def account_of_line(settings: Settings) -> Account:
    """Give the account at LINE, for a check."""
    from bot.adapters.line.account import LineAccount

    return LineAccount(settings.line_api_url, settings.line_access_tokens, settings.proxy_for(settings.line_api_url))


def _rooms(settings: Settings, state: ZoomState) -> Rooms | None:
    zoom = settings.zoom
    if not zoom:
        return None
    from bot.adapters.zoom.rooms import Zoom  # with httpx, which few need

    return Zoom(zoom, state, settings.proxy_for(zoom.api_url))


def fail_point(wanted: str) -> Callable[[str], None]:
    """Give the function that kills this process at one named point; settings allow that in the playground only.

    Several stand with commas between. "hang:" before a name stops every thread of the process there, "crash:" ends it
    by a signal of its own.
    """
    ways = {where: how for how, _, where in (one.rpartition(":") for one in wanted.split(",")) if where}

    def at(point: str) -> None:
        how = ways.get(point)
        if how is None:
            return
        if how == "hang":
            re.match(r"(a+)+$", "a" * 99 + "b")  # for ages, and no other thread runs
        signal.raise_signal(signal.SIGSEGV if how == "crash" else signal.SIGKILL)  # to this thread: it goes no further

    return at


def web_app() -> "Flask":
    """Build the web application; gunicorn calls this before it forks."""
    return app_of(build())


def app_of(built: Built) -> "Flask":
    """Give the web application of what was built."""
    from bot.web.app import create_app  # with the console, a third of a second; workers and commands do without

    settings = built.settings
    # Here, where gunicorn has not forked: else each thread of each worker read them at its first event.
    built.process.files.lexicon()
    return create_app(
        built.process,
        settings.line_channel_secrets,
        built.console_setup,
        settings.zoom_webhook_secret,
        settings.metrics_token,
        of_any_account if settings.playground else of_one_account,
    )
