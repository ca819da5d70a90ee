"""A LINE that accepts everything, at once or after some seconds: `python -m benchmarks.instant_line PORT [SECONDS]`."""

import asyncio
import sys

BODY = b'{"sentMessages":[{"id":"1","quoteToken":"q"}]}'
ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nx-line-request-id: instant\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(BODY), BODY)
)

DELAY = float(sys.argv[2]) if len(sys.argv) > 2 else 0.0


async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer one connection's requests."""
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = int(head.partition(b"content-length:")[2].split(b"\r\n")[0] or 0)
            await reader.readexactly(length)
            await asyncio.sleep(DELAY)
            writer.write(ANSWER)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def main(port: int) -> None:
    """Serve until ended."""
    server = await asyncio.start_server(talk, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
