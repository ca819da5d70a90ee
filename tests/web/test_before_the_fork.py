"""What a web server makes before it forks, so that no worker makes it again while people wait for an answer."""

import pytest

from bot import bootstrap
from bot.messages.understanding import shared_lexicon
from bot.playground.page import app as playground
from tests.least_settings import LEAST_SETTINGS


@pytest.mark.parametrize(("application", "switch"), [(bootstrap, "0"), (playground, "1")])
def test_the_words_by_which_texts_are_understood_are_read_with_the_application(
    redis_url, monkeypatch, application, switch
):
    line = {"LINE_API_URL": "http://127.0.0.1:1", "MADOGUCHI_PLAYGROUND": switch}
    for name, value in {**LEAST_SETTINGS, "REDIS_URL": redis_url, **line}.items():
        monkeypatch.setenv(name, value)
    shared_lexicon.cache_clear()
    application.web_app()
    assert shared_lexicon.cache_info().currsize == 1
