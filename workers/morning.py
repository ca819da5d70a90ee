"""What is made every morning at seven: the day's list as a file, and the mail with the counts."""

from pathlib import Path

from bot.adapters.files.private_files import file_of, flush_to_disk, private_file, remove_old
from bot.booking.schedule.opening import today
from bot.bootstrap import Built
from bot.errors import SendError
from bot.ports.context import Process, RequestContext
from bot.service.events.office_now import context_now
from bot.service.schedule.day_list import is_morning, mail_digest, rows_of, text_of
from bot.service.staff.record_reads import note_list

RETRY_SECONDS = 300  # seconds until what failed is tried again


def is_due(process: Process) -> bool:
    """Say whether this process is to look after the morning now; one does, every few minutes until noon."""
    now = process.clock.now()
    return is_morning(now) and process.store.once_in(
        f"morning {today(now)} {now.timestamp() // RETRY_SECONDS:.0f}", RETRY_SECONDS
    )


def make_ready(built: Built) -> None:
    """Write the day's list and mail the counts, each once a day; what fails is tried again by the next."""
    context = context_now(built.process)
    if built.settings.day_list_dir:
        _keep_list(context, Path(built.settings.day_list_dir))
    try:
        mail_digest(context, built.console)
    except SendError as error:
        context.log("digest_waits", why=error.reason)


def _keep_list(context: RequestContext, folder: Path) -> None:
    day = today(context.clock.now())
    path = file_of(folder, day)
    try:
        remove_old(folder, day)
        if path.exists():
            return
        with private_file(path, over=True) as (file, _):
            file.write(text_of(context, day).encode())
            flush_to_disk(file)
            note_list(context, "system", len(rows_of(context, day)))  # without the note it gets no name
    except OSError as error:
        context.log("day_list_failed", why=type(error).__name__)
        context.store.count("day_list_failed")
