"""Statistics: counts only, no person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template

from bot.console.auth.access import needs, pages
from bot.console.auth.roles import Action
from bot.console.page_context import context, here, now, word
from bot.service.staff.statistics import Figures, Share, figures, per_cent


@dataclass(frozen=True)
class Bar:
    """One line of a chart: its label, the figure in words, the length of its bar in per cent."""

    label: str
    told: str
    length: int


@dataclass(frozen=True)
class Chart:
    """One chart, by the name of its title."""

    name: str
    bars: Sequence[Bar]


@pages.get("/figures")
@needs(Action.FIGURES)
def figures_page() -> str:
    """Show the counts."""
    counted = figures(context(), here().console, now())
    return render_template("console/figures.html", counted=counted, charts=charts(counted), per_cent=per_cent)


def charts(counted: Figures) -> list[Chart]:
    """Draw every count."""
    weeks = {word("figures.week_of", day=f"{monday:%Y-%m-%d}"): week for monday, week in counted.weeks.items()}
    leads = {word(f"figures.lead_from_{least}"): count for least, count in counted.leads.items()}
    ways = {word(f"channel.{channel.value}"): share for channel, share in counted.ways.items()}
    return [
        Chart("per_week", _counts({label: count for label, (count, _) in weeks.items()})),
        Chart("lead", _counts(leads) if counted.bookings else []),
        Chart("missed", _shares({label: missed for label, (_, missed) in weeks.items() if missed[1]})),
        Chart("per_time", _shares({f"{clock:%H:%M}": share for clock, share in counted.times.items()})),
        Chart("notices", _shares(ways)),
        Chart("asked", _counts(_by_label(counted.asked))),
        Chart("unanswered", _counts(_by_label(counted.unanswered))),
        Chart("unread", _counts({word(f"figures.unread_{kind}"): count for kind, count in counted.unread.items()})),
    ]


def _by_label(topics: Mapping[str, int]) -> dict[str, int]:
    """Name topics as their buttons do."""
    words, found = here().words, dict[str, int]()
    for topic, count in topics.items():
        key = f"answers.{topic}.label"
        label = words(key) if key in words else topic
        found[label] = found.get(label, 0) + count
    return found


def _counts(rows: dict[str, int]) -> list[Bar]:
    most = max(rows.values(), default=1)
    return [Bar(label, str(count), per_cent((count, most))) for label, count in rows.items()]


def _shares(rows: dict[str, Share]) -> list[Bar]:
    told = {
        label: word("figures.share", part=share[0], whole=share[1], share=per_cent(share))
        for label, share in rows.items()
    }
    return [Bar(label, told[label], min(100, per_cent(share))) for label, share in rows.items()]
