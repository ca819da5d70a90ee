"""Servers on this machine that behave as the network does on bad days: failing TLS, proxies, forgotten connections."""

import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Handle = Callable[["Server", socket.socket], None]
ACCEPTED = b"HTTP/1.1 200 OK\r\nX-Line-Request-Id: abc\r\nContent-Length: 2\r\n\r\n{}"


class Server(socketserver.ThreadingTCPServer):
    """Hands each connection to a function; `heads` holds the first line and headers of each request that came."""

    daemon_threads, allow_reuse_address, request_queue_size = True, True, 128

    def __init__(self, handle: Handle) -> None:
        super().__init__(("127.0.0.1", 0), socketserver.BaseRequestHandler)
        self.handle, self.heads, self.connections = handle, [], []
        self.ending = threading.Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def finish_request(self, request: socket.socket, _: object) -> None:
        self.connections.append(request)
        with suppress(OSError):  # the other side hung up, or the handshake failed
            self.handle(self, request)

    def read(self, connection: socket.socket) -> bytes:
        """Read one request whole; give its head, b"" when the other side has gone."""
        head, body = b"", b""
        while b"\r\n\r\n" not in head:
            piece = connection.recv(65536)
            if not piece:
                return b""
            head += piece
        head, _, body = head.partition(b"\r\n\r\n")
        lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")]
        while lengths and len(body) < int(lengths[0]):
            body += connection.recv(65536)
        self.heads.append(head.decode())
        return head


@contextmanager
def serving(handle: Handle) -> Iterator[Server]:
    with Server(handle) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield server
        finally:
            server.ending.set()
            server.shutdown()


def answers(answer: bytes = ACCEPTED) -> Handle:
    """Answer every request of a connection."""

    def handle(server: Server, connection: socket.socket) -> None:
        while server.read(connection):
            connection.sendall(answer)

    return handle


def by_tls(certificate: Path, handle: Handle) -> Handle:
    """The same, with TLS from the start."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def inside(server: Server, connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as safe:
            handle(server, safe)

    return inside


def hangs(server: Server, _: socket.socket) -> None:
    """Take the connection and say nothing."""
    server.ending.wait(10)


def resets(_: Server, connection: socket.socket) -> None:
    """Break the connection off."""
    connection.recv(1)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    connection.close()


def forwards(server: Server, connection: socket.socket) -> None:
    """Be a proxy: open a tunnel for CONNECT, pass anything else on."""
    head = server.read(connection)
    if head.startswith(b"CONNECT "):
        host, _, port = head.split()[1].partition(b":")
        with socket.create_connection((host.decode(), int(port))) as there:
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=_pump, args=(there, connection), daemon=True)
            back.start()
            _pump(connection, there)
    elif head:
        connection.sendall(ACCEPTED)


def _pump(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while piece := one.recv(65536):
            other.sendall(piece)
        other.shutdown(socket.SHUT_WR)


def self_signed(folder: Path) -> Path:
    """Make a certificate for this machine that nobody vouches for, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "line.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    text = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path = folder / "certificate.pem"
    path.write_bytes(text + made.public_bytes(serialization.Encoding.PEM))
    return path
