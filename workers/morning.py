"""What is made every morning at seven: the day's list as a file, and the mail with the counts."""

from pathlib import Path

from bot.adapters.private_files import file_of, remove_old, write_private
from bot.booking.opening import today
from bot.bootstrap import Built
from bot.errors import SendError
from bot.ports.services import Services
from bot.service.bookings.steps import record_listing
from bot.service.events.office_now import standing_now
from bot.service.schedule.day_list import is_morning, mail_digest, rows_of, text_of

AGAIN = 300  # seconds until what failed is tried again


def is_due(services: Services) -> bool:
    """Say whether this process is to look after the morning now; one does, every few minutes until noon."""
    now = services.clock.now()
    return is_morning(now) and services.store.once_in(f"morning {today(now)} {now.timestamp() // AGAIN:.0f}", AGAIN)


def make_ready(built: Built) -> None:
    """Write the day's list and mail the counts, each once a day; what fails is tried again by the next."""
    services = standing_now(built.services)
    if built.settings.day_list_dir:
        _keep_list(services, Path(built.settings.day_list_dir))
    try:
        mail_digest(services, built.desk)
    except SendError as error:
        services.log("digest_waits", why=error.reason)


def _keep_list(services: Services, folder: Path) -> None:
    day = today(services.clock.now())
    path = file_of(folder, day)
    try:
        remove_old(folder, day)
        if path.exists():
            return
        write_private(path, text_of(services, day).encode(), over=True)
        record_listing(services, len(rows_of(services, day)), "system")
    except OSError as error:
        services.log("day_list_failed", why=type(error).__name__)
        services.store.count("day_list_failed")
