"""Statistics: counts only, no person."""

from flask import render_template

from bot.console.gate import needs, pages
from bot.console.here import here, now, services
from bot.console.roles import Action
from bot.service.figures import figures


@pages.get("/figures")
@needs(Action.FIGURES)
def figures_page() -> str:
    """Show the counts."""
    return render_template("console/figures.html", counted=figures(services(), here().desk, now()))
