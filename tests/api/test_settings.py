import pytest
from pydantic import ValidationError

from api.settings import ApiSettings


def test_defaults_listen_on_this_machine_only_and_let_no_other_site_call() -> None:
    settings = ApiSettings(_env_file=None)
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.allowed_origins == ()


def test_origins_are_read_from_a_comma_separated_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SESAC_ALLOWED_ORIGINS", "https://www.example.kr, http://localhost:3000/,")
    assert ApiSettings(_env_file=None).allowed_origins == ("https://www.example.kr", "http://localhost:3000")


@pytest.mark.parametrize("origin", ["*", "www.example.kr", "https://example.kr/path", "null", "https://*.example.kr"])
def test_what_is_no_origin_is_refused_with_an_example(origin: str) -> None:
    with pytest.raises(ValidationError, match=r"https://www\.example\.kr 같은 주소"):
        ApiSettings(_env_file=None, allowed_origins=origin)
