"""Only public web addresses are fetched, however an inner one is written."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.addresses import AddressRefused, AddressRules, is_public

PUBLIC = "93.184.215.14"


def rules(*addresses: str, **settings: object) -> AddressRules:
    return AddressRules(resolve=lambda host, port: list(addresses), **settings)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "gopher://example.kr/", "ftp://example.kr/", "javascript:alert(1)", "//example.kr/",
        "http://user:pass@example.kr/", "http://example.kr@127.0.0.1/", "http://example.kr:22/", "http://example.kr:8080/",
        "http://127.0.0.1/", "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/", "http://127.1/", "http://0/",
        "http://0x7f.0.0.1/", "http://1\uff12\uff17.0.0.1/", "http://127.0.0.1./", "http://localhost/", "http://localhost./",
        "http://a.localhost/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[::]/",
        "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://[fe80::1%25eth0]/", "http://[fd00:ec2::254]/",
        "http://169.254.169.254/latest/meta-data/", "http://metadata.google.internal/", "http://100.100.100.200/",
        "http://168.63.129.16/", "http://10.0.0.1/", "http://192.168.0.1/", "http://172.16.0.1/", "http://224.0.0.1/",
        "http://example.kr\\@127.0.0.1/", "http://exam ple.kr/", "http://example.kr/\r\nHost: x", "http:///path", "http://",
        "http://example.kr:99999/", "http://" + "a" * 3000,
    ],
)  # fmt: skip
def test_an_inner_or_odd_address_is_refused_before_any_name_server_is_asked(url: str) -> None:
    def never(host: str, port: int) -> list[str]:
        raise AssertionError("a name server was asked")

    with pytest.raises(AddressRefused):
        AddressRules(resolve=never).check_url(url)


@pytest.mark.parametrize(
    "url", ["https://www.seoul.go.kr/a?b=1", "http://서울.kr/", f"http://{PUBLIC}/", "http://a.kr:443/"]
)
def test_a_public_address_is_let_through(url: str) -> None:
    rules(PUBLIC).check_url(url)


@pytest.mark.parametrize(
    "inner", ["127.0.0.1", "10.1.2.3", "::1", "::ffff:10.0.0.1", "fe80::1", "169.254.169.254", "0.0.0.0"]
)
def test_a_name_with_one_inner_address_among_public_ones_is_refused(inner: str) -> None:
    with pytest.raises(AddressRefused):
        rules(PUBLIC, inner).checked("www.example.kr", 80)


def test_only_hosts_of_the_list_and_those_below_them_are_asked() -> None:
    listed = rules(PUBLIC, hosts=("seoul.go.kr",))
    listed.check_url("https://youth.seoul.go.kr/")
    for url in ("https://example.kr/", "https://notseoul.go.kr/", "https://seoul.go.kr.example.kr/"):
        with pytest.raises(AddressRefused):
            listed.check_url(url)


def test_a_network_of_the_office_may_be_allowed() -> None:
    own = rules("10.1.0.9", networks=("10.1.0.0/16",))
    assert own.checked("files.office", 80) == ("10.1.0.9",)
    with pytest.raises(AddressRefused):
        own.check_url("http://10.2.0.1/")


@given(st.integers(0, 2**32 - 1))
def test_an_address_wrapped_in_another_is_as_public_as_itself(number: int) -> None:
    plain = ipaddress.IPv4Address(number)
    mapped = ipaddress.IPv6Address(0xFFFF << 32 | number)
    assert is_public(mapped) == is_public(plain)
    translated = ipaddress.IPv6Address(0x64FF9B << 96 | number)
    assert is_public(translated) == is_public(plain)


@given(st.ip_addresses())
def test_what_python_calls_private_is_never_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    if address.is_private and not (isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped):
        assert not is_public(address)
