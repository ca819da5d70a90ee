"""Statistics: counts only, no person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Response, render_template

from bot.booking.schedule.opening import today
from bot.console.auth.access import needs, pages
from bot.console.auth.roles import Action
from bot.console.csv_file import csv_answer
from bot.console.page_context import context, here, now, word
from bot.service.staff.statistics import Figures, Share, figures, per_cent


@dataclass(frozen=True)
class Bar:
    """One line of a chart: its label, the figure in words, the length of its bar in per cent.

    counted  the figure itself, and of how many where it is a share
    """

    label: str
    told: str
    length: int
    counted: tuple[int, ...]


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


@pages.get("/figures/csv")
@needs(Action.FIGURES)
def figures_csv() -> Response:
    """Give the counts as a file for a spreadsheet: chart, line, figure, of how many."""
    counted = figures(context(), here().console, now())
    head = [word(f"figures.csv_{name}") for name in ("chart", "label", "count", "whole", "share")]
    return csv_answer(f"figures-{today(now())}.csv", [head, *_totals(counted), *_lines(counted)])


def _totals(counted: Figures) -> list[list[str]]:
    missed, accepted = counted.missed, counted.accepted
    every = {
        "bookings": (counted.bookings,),
        "lead": (counted.lead_days,),
        "met": (missed[1] - missed[0],),
        "excused": (counted.excused,),
        "missed": missed,
        "accepted": accepted,
    }
    return [[word("figures.title"), word(f"figures.{name}"), *_cells(figure)] for name, figure in every.items()]


def _lines(counted: Figures) -> list[list[str]]:
    return [
        [word(f"figures.chart.{chart.name}"), bar.label, *_cells(bar.counted)]
        for chart in charts(counted)
        for bar in chart.bars
    ]


def _cells(figure: Sequence[float]) -> list[str]:
    if len(figure) < 2:
        return [str(figure[0]), "", ""]
    part, whole = int(figure[0]), int(figure[1])
    return [str(part), str(whole), str(per_cent((part, whole))) if whole else ""]


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
        *([Chart("per_counsellor", _shares(_by_name(counted.counsellors)))] if counted.counsellors else []),
        Chart("notices", _shares(ways)),
        Chart("asked", _counts(_by_label(counted.asked))),
        Chart("unanswered", _counts(_by_label(counted.unanswered))),
        Chart("unread", _counts({word(f"figures.unread_{kind}"): count for kind, count in counted.unread.items()})),
    ]


def _by_name(loads: Mapping[str, Share]) -> dict[str, Share]:
    """Name counsellors; who neither is there in these weeks nor holds anything is left out."""
    names = {one.id: one.name for one in context().office.schedule.counsellors}
    return {names[one]: load for one, load in loads.items() if one in names and any(load)}


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
    return [Bar(label, str(count), per_cent((count, most)), (count,)) for label, count in rows.items()]


def _shares(rows: dict[str, Share]) -> list[Bar]:
    told = {
        label: word("figures.share", part=part, whole=whole, share=per_cent((part, whole))) if whole else str(part)
        for label, (part, whole) in rows.items()
    }
    return [Bar(label, told[label], min(100, per_cent(share)), share) for label, share in rows.items()]
