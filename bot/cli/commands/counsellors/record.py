"""What is known of a counsellor, as JSON and as lines for a person."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bot.booking.staff.counsellors import TOKYO, Counsellor
from bot.cli.output import print_indented
from bot.dialogue.words import Words


def print_record(words: Words, one: Counsellor, *, as_json: bool, **more: Any) -> None:
    """Print a counsellor; `more` stands in the document alone."""
    if as_json:
        print_indented({**document_of(one), **more})
        return
    for name, value in _told(words, one):
        if value:
            print(f"{words(f'console.counsellors.{name}')}: {value}")


def _told(words: Words, one: Counsellor) -> Iterator[tuple[str, str]]:
    """Give what is known of a counsellor in words, under the names of the console's page."""
    yield from (("name", one.name), ("weekly", one.weekly.in_japanese), ("account", one.account))
    for kind, values in (("purpose", one.purposes), ("skill", one.skills)):
        yield f"{kind}s", "、".join(words(f"console.counsellors.{kind}.{value}") for value in values)
    yield from (("languages", "、".join(one.languages)), ("zoom_host", one.zoom_host))
    yield from ((name, str(getattr(one, name) or "")) for name in ("since", "until", "every_other"))
    yield "absences", "、".join(f"{_minute(away.since)} ～ {_minute(away.until)}" for away in one.absences)
    yield "extra", "、".join(f"{more.day} {more.span}" for more in one.extra)


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(TOKYO):%Y-%m-%d %H:%M}"


def here(moment: datetime) -> str:
    """Give a moment with Japan's offset."""
    return moment.astimezone(TOKYO).isoformat()


def document_of(one: Counsellor) -> dict[str, Any]:
    """Give a counsellor as the contract's JSON object."""
    return {
        "id": one.id,
        "name": one.name,
        "account": one.account,
        "weekly": str(one.weekly),
        "every_other_week": one.every_other.isoformat() if one.every_other else None,
        "purposes": list(one.purposes),
        "languages": list(one.languages),
        "skills": list(one.skills),
        "zoom_host": one.zoom_host,
        "from": one.since.isoformat() if one.since else None,
        "until": one.until.isoformat() if one.until else None,
        "absences": [{"from": here(away.since), "to": here(away.until)} for away in one.absences],
        "extra": [{"day": more.day.isoformat(), "hours": str(more.span)} for more in one.extra],
    }
