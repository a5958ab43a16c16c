"""Which web addresses may be fetched: public ones only, so that no source can make us ask our own network."""

import ipaddress
import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import httpx

Resolver = Callable[[str, int], Sequence[str]]
"""All addresses of a host, as literals. Raises OSError where there is none."""
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
MAX_URL_CHARS = 2_000
_FORBIDDEN_LETTERS = re.compile(r"[\x00-\x20\x7f-\xa0\\\u2000-\u200f\u2028-\u202f\u2060-\u206f\u3000\ufeff]")
_NUMERIC_LABEL = re.compile(r"(?:0x[0-9a-f]*|\d+)\Z", re.IGNORECASE)
_OWN_NAMES = ("localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "home.arpa", "onion")
_REFUSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "168.63.129.16/32",  # the host of a cloud's virtual machines, although its address is a public one
        "192.0.0.0/24", "192.88.99.0/24", "100.64.0.0/10",
        "::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "fec0::/10", "5f00::/16",
    )
)  # fmt: skip
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


class AddressRefused(Exception):
    """Why an address is not fetched; Korean with a short English gloss."""


@dataclass(frozen=True, slots=True)
class AddressRules:
    """What may be fetched; every one is a setting."""

    ports: frozenset[int] = frozenset({80, 443})
    hosts: tuple[str, ...] = ()
    """Where not empty, only these hosts and those below them."""
    networks: tuple[str, ...] = ()
    """Networks that may be asked although they are not public, such as an office's own `10.1.0.0/16`."""
    resolve: Resolver = field(default=lambda host, port: resolved(host, port))

    def check_url(self, url: str) -> httpx.URL:
        """The address in its parts. Raises AddressRefused; asks no name server."""
        if len(url) > MAX_URL_CHARS or _FORBIDDEN_LETTERS.search(url):
            raise AddressRefused(
                "주소가 너무 길거나 쓸 수 없는 글자가 있습니다. 주소를 다시 복사하세요. (malformed address)"
            )
        try:
            parsed = httpx.URL(url)
            host = parsed.raw_host.decode("ascii").strip("[]").lower()
            port = parsed.port or {"http": 80, "https": 443}.get(parsed.scheme, 0)
        except (httpx.InvalidURL, UnicodeError, ValueError) as error:
            raise AddressRefused("주소 형식이 틀렸습니다. 주소를 다시 복사하세요. (malformed address)") from error
        if parsed.scheme not in ("http", "https"):
            raise AddressRefused("http나 https 주소만 읽습니다. 주소를 고치세요. (only http and https)")
        if parsed.userinfo or "@" in parsed.netloc.decode("ascii", "replace"):
            raise AddressRefused("주소에 아이디나 암호를 넣지 마세요. (no credentials in an address)")
        if port not in self.ports:
            raise AddressRefused(f"허용되지 않은 포트입니다: {port}. 관리자에게 물어보세요. (port not allowed)")
        self._check_host(host)
        return parsed.copy_with(fragment=None)

    def _check_host(self, host: str) -> None:
        name = host.rstrip(".")
        if not name:
            raise AddressRefused("주소에 서버 이름이 없습니다. 주소를 다시 복사하세요. (no host)")
        literal = _literal(name)
        if literal is not None:
            self._require_allowed(literal)
        elif _NUMERIC_LABEL.match(name.rpartition(".")[2]) or "%" in name or ":" in name:
            raise AddressRefused(
                "숫자로 바꿔 적은 주소는 읽지 않습니다. 이름으로 된 주소를 쓰세요. (an address in disguise)"
            )
        elif any(name == own or name.endswith("." + own) for own in _OWN_NAMES) and not self.networks:
            raise _inside()
        if self.hosts and not any(name == h.lower() or name.endswith("." + h.lower()) for h in self.hosts):
            raise AddressRefused(f"허용 목록에 없는 서버입니다: {name}. 관리자에게 물어보세요. (host not allowed)")

    def checked(self, host: str, port: int) -> tuple[str, ...]:
        """The addresses of a host, each of which may be asked. Raises AddressRefused where one may not, or none is."""
        name = host.strip("[]").rstrip(".")
        literal = _literal(name)
        try:
            found = [str(literal)] if literal else list(dict.fromkeys(self.resolve(name, port)))
        except (OSError, UnicodeError) as error:
            raise AddressRefused(f"서버를 찾을 수 없습니다: {name}. 주소를 확인하세요. (unknown host)") from error
        if not found:
            raise AddressRefused(f"서버를 찾을 수 없습니다: {name}. 주소를 확인하세요. (unknown host)")
        for text in found:
            address = _literal(text)
            if address is None:
                raise _inside()
            self._require_allowed(address)
        return tuple(found)

    def _require_allowed(self, address: Address) -> None:
        for network in map(ipaddress.ip_network, self.networks):
            if address.version == network.version and address in network:
                return
        if not is_public(address):
            raise _inside()


def resolved(host: str, port: int) -> list[str]:
    """All addresses of a host as the system knows them."""
    return [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def is_public(address: Address) -> bool:
    """Whether it is somebody's on the open internet; addresses wrapped in others are looked at themselves."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id:
            return False
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _TRANSLATED:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    if any(address.version == network.version and address in network for network in _REFUSED):
        return False
    return address.is_global and not (
        address.is_private
        or address.is_loopback
        or address.is_link_local
        or address.is_multicast
        or address.is_reserved
        or address.is_unspecified
    )


def _literal(text: str) -> Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _inside() -> AddressRefused:
    return AddressRefused(
        "내부망이나 이 컴퓨터를 가리키는 주소입니다. 누구나 볼 수 있는 주소를 적으세요. "
        "(loopback, private or otherwise not public)"
    )
