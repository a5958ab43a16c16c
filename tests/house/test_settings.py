"""Every setting stands in .env.example, with its default and a line that says what it is for."""

import importlib
import itertools
import os
import re
from pathlib import Path
from typing import Any

import pytest
from pydantic_settings import BaseSettings

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / ".env.example"
SETTING = re.compile(r"#(SESAC_[A-Z0-9_]+)=(.*)")


def settings_classes() -> list[type[BaseSettings]]:
    """Those of every package that has a settings.py, so that a new one is held to this too."""
    modules = [importlib.import_module(f"{path.parent.name}.settings") for path in sorted(ROOT.glob("*/settings.py"))]
    found = [value for module in modules for value in vars(module).values() if isinstance(value, type)]
    return [cls for cls in found if issubclass(cls, BaseSettings) and cls is not BaseSettings]


def variables(cls: type[BaseSettings]) -> dict[str, Any]:
    """The default of each variable that a class reads."""
    return {f"SESAC_{name.upper()}": field.get_default() for name, field in cls.model_fields.items()}


def written(default: Any) -> str:
    """A default as one types it into .env; what ships with the program is named from the repository's root."""
    if isinstance(default, tuple):
        return ",".join(map(str, default))
    return str(default).removeprefix(f"{ROOT}{os.sep}")


def example() -> dict[str, str]:
    lines = EXAMPLE.read_text("utf-8").splitlines()
    return {match[1]: match[2] for line in lines if (match := SETTING.fullmatch(line))}


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("SESAC_")]:
        monkeypatch.delenv(name)


def test_the_packages_that_are_configured_are_found() -> None:
    assert {"KnowledgeSettings", "ApiSettings"} <= {cls.__name__ for cls in settings_classes()}


@pytest.mark.parametrize("cls", settings_classes(), ids=lambda cls: cls.__name__)
def test_every_setting_stands_in_the_example_with_its_default(cls: type[BaseSettings]) -> None:
    shown = example()
    assert {name: shown.get(name) for name in variables(cls)} == {
        name: written(default) for name, default in variables(cls).items()
    }


def test_nothing_stands_in_the_example_that_is_no_setting() -> None:
    known = {name for cls in settings_classes() for name in variables(cls)}
    assert set(example()) == known


def test_each_setting_is_explained_in_korean_on_the_line_above() -> None:
    lines = EXAMPLE.read_text("utf-8").splitlines()
    unexplained = [
        line
        for above, line in itertools.pairwise(lines)
        if SETTING.fullmatch(line) and not (above.startswith("# ") and re.search("[가-힣]", above))
    ]
    assert not unexplained


def test_the_example_is_all_comments_so_that_a_copy_changes_nothing() -> None:
    assert all(not line or line.startswith("#") for line in EXAMPLE.read_text("utf-8").splitlines())


@pytest.mark.parametrize("cls", settings_classes(), ids=lambda cls: cls.__name__)
def test_the_example_with_every_line_uncommented_means_the_defaults(
    cls: type[BaseSettings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = tmp_path / ".env"
    env.write_text("".join(f"{name}={value}\n" for name, value in example().items()), "utf-8")
    monkeypatch.chdir(ROOT)
    as_written, default = cls(_env_file=env).model_dump(), cls(_env_file=None).model_dump()
    assert {name: written(value) for name, value in as_written.items()} == {
        name: written(value) for name, value in default.items()
    }


@pytest.mark.parametrize("cls", settings_classes(), ids=lambda cls: cls.__name__)
def test_a_setting_that_is_left_empty_means_its_default(
    cls: type[BaseSettings], monkeypatch: pytest.MonkeyPatch
) -> None:
    default = cls(_env_file=None)
    for name in variables(cls):
        monkeypatch.setenv(name, "")
    assert cls(_env_file=None) == default
