"""Seals everything anew with the first of DATA_KEYS. May be broken off and begun again: what is done is passed over."""

from collections.abc import Iterator
from enum import StrEnum

from bot.adapters.redis.client import Client, store_errors
from bot.adapters.store.cipher import Cipher
from bot.adapters.store.keys import Keys
from bot.adapters.store.traces import sealed_values
from bot.errors import SealError

# KEYS: the key. ARGV: field or "" for a string, what stood there, what shall stand there. A lifetime stays as it is.
SWAP = """
if ARGV[1] == '' then
  if redis.call('GET', KEYS[1]) ~= ARGV[2] then return 0 end
  redis.call('SET', KEYS[1], ARGV[3], 'KEEPTTL')
else
  if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
end
return 1
"""


class Sealing(StrEnum):
    """What became of one sealed value."""

    RENEWED = "renewed"
    CURRENT = "current"
    UNREADABLE = "unreadable"
    CHANGED = "changed"  # by somebody else meanwhile, who sealed it with the first key


def rotate(client: Client, keys: Keys, cipher: Cipher) -> Iterator[Sealing]:
    """Give what became of each sealed value, batch by batch."""
    with store_errors():
        swap = client.register_script(SWAP)
        for batch in sealed_values(client, keys):
            trip, told = client.pipeline(transaction=False), []
            for key, field, sealed in batch:
                outcome, again = _again(cipher, key.removeprefix(keys.prefix), sealed)
                told.append(outcome)
                if again:
                    swap([key], [field, sealed, again], client=trip)
            swapped = iter(trip.execute())
            yield from (Sealing.CHANGED if one is Sealing.RENEWED and not next(swapped) else one for one in told)


def _again(cipher: Cipher, name: str, sealed: str) -> tuple[Sealing, str]:
    if cipher.is_current(sealed):
        return Sealing.CURRENT, ""
    try:
        return Sealing.RENEWED, cipher.sealed_again(name, sealed)
    except SealError:
        return Sealing.UNREADABLE, ""
