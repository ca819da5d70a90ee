"""Learns all phrases of this folder anew, and writes what was learnt beside them: `make learn`."""

import time
import tomllib
from pathlib import Path

from bot.dialogue.understanding import Lexicon
from bot.dialogue.understanding.learning import fitted
from bot.messages.learnt_file import digest, packed
from bot.messages.texts import toml_files
from bot.messages.understanding import LEARNT, lists_of

FOLDER = Path(__file__).parent


def main() -> None:
    """Learn and write."""
    before, lists = time.monotonic(), lists_of(FOLDER)
    words = Lexicon.of(tomllib.loads(file.read_text("utf-8")) for file in toml_files(FOLDER))
    learnt = fitted([words.phrase_of(one) for phrases in lists.values() for one in phrases])
    (FOLDER / LEARNT).write_bytes(packed(learnt, map(digest, lists.values())))
    print(f"{sum(map(len, lists.values()))} 件の文から {LEARNT} を作りました（{time.monotonic() - before:.0f} 秒）")


if __name__ == "__main__":
    main()
