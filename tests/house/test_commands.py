"""Every command explains itself, and the README knows it."""

import re
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command
from typer.testing import CliRunner

from sesac import app

ROOT = Path(__file__).resolve().parents[2]
WIDE = {"TERMINAL_WIDTH": "200", "NO_COLOR": "1"}
PROMISED = {"ask", "chat", "refresh", "versions", "rollback", "serve", "doctor", "eval"}


def commands() -> list[str]:
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    return sorted(group.commands)


def test_the_promised_commands_are_there() -> None:
    assert set(commands()) >= PROMISED


def test_help_names_every_command_with_a_korean_sentence() -> None:
    shown = CliRunner().invoke(app, ["--help"], env=WIDE).stdout
    for command in commands():
        assert re.search(rf"│ {command} +[가-힣]", shown), command


@pytest.mark.parametrize("command", commands())
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_of_a_command_has_an_example_that_can_be_typed(command: str, option: str) -> None:
    ended = CliRunner().invoke(app, [command, option], env=WIDE)
    assert ended.exit_code == 0
    assert re.search(rf"보기 \(examples?\):  sesac {command}\b", ended.stdout)


@pytest.mark.parametrize("command", commands())
def test_each_option_and_argument_is_explained_in_korean(command: str) -> None:
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    for parameter in group.commands[command].params:
        assert re.search("[가-힣]", str(getattr(parameter, "help", ""))), parameter.name


def test_the_readme_mentions_every_command() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert not [command for command in commands() if f"sesac {command}" not in text]
