"""Whether DATA_KEYS open what is stored: looked at on a part of it."""

from collections import Counter
from collections.abc import Iterator

from bot.adapters.redis.client import store_errors
from bot.adapters.store.cipher import Cipher
from bot.adapters.store.traces import some_sealed
from bot.bootstrap import Built
from bot.errors import SealError, StoreDownError


def unopened(wired: Built) -> Iterator[str]:
    """Name each key that is lacking, or that is another one under a known name."""
    cipher, prefix = Cipher(wired.settings.data_keys), wired.keys.prefix
    try:
        with store_errors():
            found = some_sealed(wired.client, wired.keys)
    except StoreDownError:  # which is told beside
        return
    wrong = Counter(
        sealed.partition(":")[0] for key, _, sealed in found if not _opens(cipher, key.removeprefix(prefix), sealed)
    )
    for name, count in wrong.items():
        yield (
            f"DATA_KEYS の鍵 {name} では、保存されたものを開けません（見た {len(found)}件のうち {count}件）。"
            "前の鍵を DATA_KEYS に戻してください。ないと、予約はだれにも読めません"
        )


def _opens(cipher: Cipher, name: str, sealed: str) -> bool:
    try:
        cipher.open(name, sealed)
    except SealError:
        return False
    return True
