"""Who may import whom, and through which door a foreign library comes in.

Every import counts, those inside functions too: the arrows are about what a file knows, not about when it loads.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = {"knowledge": set(), "ingest": {"knowledge"}, "api": {"knowledge"}, "bot": set()}
"""Each package and the siblings it may import."""
COMMAND_LINE = {path.stem for path in ROOT.glob("sesac*.py")}
SIBLINGS = {*PACKAGES, *COMMAND_LINE, "tests"}
DOORS = {
    "chromadb": ("knowledge/store.py",),
    "sentence_transformers": ("knowledge/embedding.py", "ingest/training/"),
    "torch": ("ingest/training/",),
    "scipy": ("ingest/training/",),
    "sklearn": ("ingest/training/",),
    "kiwipiepy": ("knowledge/lexical.py",),
    "bm25s": ("knowledge/lexical.py",),
    "langchain": ("knowledge/model_client.py",),
    "langchain_core": ("knowledge/language_model.py", "knowledge/model_client.py", "knowledge/retriever.py"),
    "langchain_text_splitters": ("ingest/splitting.py",),
    "olefile": ("ingest/readers/",),
    "cryptography": ("ingest/readers/distribution.py",),
    "pypdfium2": ("ingest/readers/",),
    "pptx": ("ingest/readers/",),
    "openpyxl": ("ingest/readers/",),
    "selectolax": ("ingest/readers/",),
    "trafilatura": ("ingest/readers/",),
    "feedparser": ("ingest/readers/",),
    "httpcore": ("ingest/pinned.py",),
    "watchfiles": ("ingest/watching.py",),
    "sqlalchemy": ("api/records", "api/migrations/"),
    "alembic": ("api/records", "api/migrations/"),
    "pwdlib": ("api/accounts.py",),
    "itsdangerous": ("api/",),
    "jinja2": ("api/",),
    "fastapi": ("api/",),
    "starlette": ("api/",),
    "uvicorn": ("api/serving.py",),
    "telegram": ("bot/",),
    "typer": ("sesac.py", "sesac_golden.py", "sesac_refresh.py", "sesac_staff.py"),
}
"""A foreign library and the only files, or folders, that import it."""
HEAVY = ("torch", "transformers", "sentence_transformers")


def sources() -> list[Path]:
    packages = [path for name in PACKAGES for path in sorted((ROOT / name).rglob("*.py"))]
    return [*sorted(ROOT.glob("sesac*.py")), *packages]


def imported(path: Path) -> Iterator[tuple[str, int]]:
    """The full name and line of each module that a file imports."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield ("." * node.level + (node.module or "")), node.lineno


def may_import(path: str, sibling: str) -> bool:
    package = path.partition("/")[0]
    if package not in PACKAGES:  # the command line knows every package
        return True
    if sibling == "ingest" and package == "api":  # staff refresh from their console, visitors never
        return Path(path).name.startswith("staff")
    return sibling == package or sibling in PACKAGES[package]


def test_every_import_of_a_sibling_follows_the_arrows() -> None:
    wrong = [
        f"{name}:{line}: {module}"
        for path in sources()
        for module, line in imported(path)
        if (sibling := module.partition(".")[0]) in SIBLINGS
        and not may_import(name := path.relative_to(ROOT).as_posix(), sibling)
    ]
    assert not wrong


def test_a_foreign_library_comes_in_by_its_own_door() -> None:
    wrong = [
        f"{name}:{line}: {module}"
        for path in sources()
        for module, line in imported(path)
        if not (name := path.relative_to(ROOT).as_posix()).startswith(DOORS.get(module.partition(".")[0], ("",)))
    ]
    assert not wrong


def test_imports_are_absolute() -> None:
    assert not [f"{path}:{line}" for path in sources() for module, line in imported(path) if module.startswith(".")]


@pytest.mark.parametrize(
    "path, sibling, allowed",
    [
        ("knowledge/answering.py", "ingest", False),
        ("knowledge/answering.py", "tests", False),
        ("ingest/refresh.py", "api", False),
        ("api/chat.py", "ingest", False),
        ("api/staff.py", "ingest", True),
        ("bot/handlers.py", "knowledge", False),
    ],
)
def test_the_rule_tells_right_from_wrong(path: str, sibling: str, allowed: bool) -> None:
    assert may_import(path, sibling) is allowed


@pytest.mark.parametrize(
    "file, others",
    [("sesac.py", {"sesac_golden", "sesac_staff"}), ("sesac_golden.py", set()), ("sesac_staff.py", set())],
)
def test_the_command_line_imports_a_package_only_within_the_command_that_needs_it(file: str, others: set[str]) -> None:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    names = [
        name
        for node in tree.body  # the top level alone: what runs when `sesac --help` is typed
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""])
    ]
    assert {name.partition(".")[0] for name in names} & SIBLINGS == others


def loaded_by(code: str) -> set[str]:
    """The modules that a fresh process has loaded after running `code`."""
    report = "\nimport sys; print(*sys.modules, sep='\\n')"
    command = [sys.executable, "-c", code + report]
    return set(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split())


def test_what_answers_and_what_refreshes_loads_without_torch() -> None:
    loaded = loaded_by("import knowledge.answering, knowledge.serving, ingest.refresh, api.app")
    assert not loaded & set(HEAVY)


def test_help_loads_nothing_that_takes_time() -> None:
    loaded = loaded_by(
        "import contextlib, io, sys; sys.argv = ['sesac', '--help']; import sesac\n"
        "with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit): sesac.main()"
    )
    assert "typer" in loaded
    assert not loaded & {*HEAVY, *PACKAGES, "chromadb", "kiwipiepy", "numpy", "pydantic", "fastapi", "uvicorn"}
