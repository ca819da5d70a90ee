"""Public pages: the front page, the terms of use, calendar files of bookings and feeds of counsellors."""

from flask import Blueprint, Response, abort, render_template

from bot.adapters.libraries.markdown import html_of
from bot.booking.schedule.opening import today
from bot.dialogue.terms import Terms, in_force
from bot.ports.context import Process, RequestContext
from bot.service.bookings.calendar_link import calendar_behind
from bot.service.counsellors.feed import feed_behind
from bot.service.events.office_now import context_now
from bot.service.events.reader_style import with_style


def blueprint(process: Process) -> Blueprint:
    """Give the public routes."""
    routes = Blueprint(
        "pages", __name__, template_folder="templates", static_folder="static", static_url_path="/static"
    )

    @routes.get("/terms")
    def terms() -> str:
        context = context_now(process)
        return _page(context, in_force(context.terms, today(context.clock.now())))

    @routes.get("/terms/<version>")
    def version(version: str) -> str:
        context = context_now(process)
        found = next((one for one in context.terms if one.version == version), None)
        return _page(context, found) if found else abort(404)

    @routes.get("/terms/<version>/easy")
    def easy_edition(version: str) -> str:
        context = context_now(process)
        found = next((one for one in context.terms if one.version == version and one.easy), None)
        return _page(context, found, easy=True) if found else abort(404)

    @routes.get("/calendar/<token>.ics")
    def calendar(token: str) -> Response:
        file = calendar_behind(context_now(process), token) or abort(404)
        headers = {"Content-Disposition": "attachment; filename=yoyaku.ics"}
        return Response(file.content, content_type=file.media_type, headers=headers)

    @routes.get("/feed/<token>.ics")
    def feed(token: str) -> Response:
        content = feed_behind(context_now(process), token) or abort(404)
        return Response(content, content_type="text/calendar; charset=utf-8")

    @routes.get("/")
    def front() -> Response:
        return Response("", 302, {"Location": "/terms"})

    return routes


def _page(context: RequestContext, shown: Terms, *, easy: bool = False) -> str:
    body = html_of(shown.easy if easy else shown.text)
    current = in_force(context.terms, today(context.clock.now()))
    words = with_style(context, easy=easy).words
    return render_template(
        "terms.html",
        terms=shown,
        body=body,
        office=context.office,
        versions=context.terms,
        current=current,
        easy=easy,
        words=words,
    )
