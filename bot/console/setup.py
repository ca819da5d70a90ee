"""What the console needs beside the process."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.ports.clock import Clock
from bot.ports.console import ConsoleStore


@dataclass(frozen=True)
class ConsoleSetup:
    """Built once per process.

    wall     the true time: sessions and one-time codes never follow a playground's clock
    prefix   of our keys in Redis
    secure   seekers and staff reach us by https
    proxies  how many reverse proxies stand in front
    on       which optional parts are set up, for the overview
    """

    console: ConsoleStore
    wall: Clock
    secret_key: str = field(repr=False)
    redis_url: str = field(repr=False)
    prefix: str
    secure: bool
    proxies: int = 0
    on: Mapping[str, bool] = field(default_factory=dict)
