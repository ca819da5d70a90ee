"""Every message on one page, as the chat page draws it, and its picture: `python -m bot.playground.page.preview`."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from base64 import b64encode
from pathlib import Path
from string import Template

from bot.adapters.files.office_file import load_office
from bot.booking.schedule.opening import today
from bot.dialogue.terms import in_force
from bot.messages.catalogue import load_words
from bot.messages.menus import menus
from bot.messages.terms import load_terms
from bot.messages.understanding import shared_lexicon
from bot.playground.line.wire import Json
from bot.playground.page.bundle import bundle
from bot.playground.page.every_message import said
from bot.playground.page.sample_people import LONGEST_PERSON, NOW, USUAL
from bot.playground.page.walk_through import World
from bot.settings import OFFICE_FILE, texts_of

HERE = Path(__file__).parent.parent
STYLES = ("page.css", "talk.css", "flex.css", "preview.css")
PAGES = {False: Path("var/preview.html"), True: Path("var/preview-easy.html")}  # by whether the words are easy
FOLDER = Path(os.environ.get("OFFICE_DIR", ""))  # of the office whose texts are shown
BROWSERS = ("chromium", "chromium-headless-shell", "google-chrome")
WIDTH, TALLEST = 2420, 16_000  # pixels; Chromium draws no taller picture
CHROMIUM = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars")


def main() -> int:
    """Write a page for each style of words, and its picture where there is a Chromium."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    for easy, path in PAGES.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page(messages(FOLDER, easy=easy), rich_menus(FOLDER, easy=easy)), "utf-8")
        sys.stdout.write(f"{path}\n")
        if browser:
            sys.stdout.write(f"{_photograph(browser, path)}\n")
    if browser is None:
        sys.stdout.write("Chromium がないので、画像は作りませんでした\n")
    return 0


def messages(folder: Path, *, easy: bool = False) -> list[Json]:
    """Give [{key, usual, longest}], both LINE's message objects, in the catalogue's order."""
    office, own = load_office(folder / OFFICE_FILE), texts_of(folder)
    words, terms = load_words(office, own=own).in_style(easy=easy), in_force(load_terms(office, own), today(NOW))
    world = World(office, words, terms, shared_lexicon(own))
    usual, longest = said(world, USUAL), said(world, LONGEST_PERSON)
    return [{"key": key, "usual": usual[key], "longest": longest[key]} for key in usual]


def rich_menus(folder: Path, *, easy: bool = False) -> list[Json]:
    """Give the rich menus of one style as LINE takes them, each with its state and its picture."""
    every = menus(load_office(folder / OFFICE_FILE).name, texts_of(folder))
    return [
        {**one.definition, "state": one.shape.state, "picture": f"data:image/png;base64,{_encoded(one.picture)}"}
        for one in every
        if one.shape.state.is_easy == easy
    ]


def _encoded(picture: bytes) -> str:
    return b64encode(picture).decode()


def page(found: list[Json], shown_menus: list[Json] | None = None) -> str:
    """Give the page, with its styles, script, messages and menus inside."""
    styles = "\n".join((HERE / "static" / name).read_text("utf-8") for name in STYLES)
    data = json.dumps({"messages": found, "menus": shown_menus or []}, ensure_ascii=False).replace("<", "\\u003c")
    template = Template((HERE / "templates" / "preview.html").read_text("utf-8"))
    return template.substitute(styles=styles, script=bundle(HERE / "static" / "preview.js"), data=data)


def _photograph(browser: str, path: Path) -> Path:
    address, picture = path.resolve().as_uri(), path.with_suffix(".png")
    with tempfile.TemporaryDirectory() as profile:
        base = [browser, *CHROMIUM, f"--user-data-dir={profile}"]
        drawn = _run([*base, f"--window-size={WIDTH},1000", "--dump-dom", address])
        height = re.search(r'data-height="(\d+)"', drawn)
        tall = min(int(height[1]) if height else 1000, TALLEST)
        _run([*base, f"--window-size={WIDTH},{tall}", f"--screenshot={picture.resolve()}", address])
    return picture


def _run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, check=True, timeout=120)  # noqa: S603 - fixed words, our own file
    return done.stdout.decode(errors="replace")


if __name__ == "__main__":
    sys.exit(main())
