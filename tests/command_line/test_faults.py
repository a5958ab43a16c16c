"""What goes wrong for operators is one message and an exit code, never a traceback."""

from pathlib import Path

import pytest

from knowledge.errors import NoVersion
from tests.command_line.conftest import Run


def said(ended: object) -> str:
    """The message of a command that failed as it should."""
    assert ended.exit_code == 1  # type: ignore[attr-defined]
    assert not ended.stdout  # type: ignore[attr-defined]
    message = str(ended.stderr)  # type: ignore[attr-defined]
    assert "Traceback" not in message
    return message


@pytest.mark.parametrize("arguments", [["ask", "수강료 얼마야?"], ["chat"], ["serve"]])
def test_without_a_knowledge_base_each_command_tells_how_to_make_one(run: Run, arguments: list[str]) -> None:
    assert "sesac refresh" in said(run(*arguments))


def test_a_wrong_setting_is_named_with_what_is_wrong_and_its_value_is_not_repeated(run: Run) -> None:
    message = said(run("ask", "질문", SESAC_KEEP_VERSIONS="비밀", SESAC_WEIGHT_DENSE="3"))
    assert "설정 SESAC_KEEP_VERSIONS의 값이 잘못되었습니다: 정수여야 합니다" in message
    assert "설정 SESAC_WEIGHT_DENSE의 값이 잘못되었습니다: 1.0 이하여야 합니다" in message
    assert "비밀" not in message


def test_a_wrong_setting_of_the_server_is_named_too(run: Run) -> None:
    message = said(run("serve", SESAC_PORT="70000", SESAC_ALLOWED_ORIGINS="*"))
    assert "SESAC_PORT" in message
    assert "SESAC_ALLOWED_ORIGINS" in message


def test_settings_are_read_from_the_env_file_where_one_stands(run: Run, empty_place: Path) -> None:
    (empty_place / ".env").write_text("SESAC_DATA_DIR=/dev/null\n")
    assert "/dev/null" in said(run("refresh"))


def test_an_env_file_that_is_not_utf8_is_told(run: Run, empty_place: Path) -> None:
    (empty_place / ".env").write_bytes("SESAC_DATA_DIR=자료\n".encode("cp949"))
    assert "UTF-8" in said(run("versions"))


def test_a_model_that_is_not_there_is_told_with_the_setting_that_names_it(run: Run) -> None:
    message = said(run("refresh", SESAC_EMBEDDING_MODEL="/no/such/model"))
    assert "/no/such/model" in message
    assert "SESAC_EMBEDDING_MODEL" in message


def test_debug_lets_the_fault_through_with_its_trace(run: Run) -> None:
    assert isinstance(run("--debug", "ask", "질문").exception, NoVersion)
    assert isinstance(run("ask", "질문", SESAC_DEBUG="1").exception, NoVersion)
