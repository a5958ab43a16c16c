import json
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from knowledge.settings import KnowledgeSettings
from knowledge.version import VersionShelf
from tests.command_line.conftest import ROOT, Run, Start, interrupt
from tests.serving import running
from tests.staff_folder import TinyProgramme


@pytest.fixture
def taken_port() -> object:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


# --- serve ---


@pytest.mark.parametrize("workers", ["1", pytest.param("2", marks=pytest.mark.slow)])
def test_serve_prints_its_address_answers_and_ends_with_ctrl_c(
    start: Start, published: TinyProgramme, workers: str
) -> None:
    child = start("serve", "--port", "0", "--workers", workers, settings=published.settings)
    assert child.stdout
    address = child.stdout.readline().decode().strip()
    assert address.startswith("http://127.0.0.1:")
    with httpx.Client(base_url=address, trust_env=False, timeout=30) as client:
        ready = client.get("/health/ready")
        answer = client.post("/api/chat?secret=1", json={"message": "수강료 얼마야?"})
    assert ready.json()["status"] == "ready"
    assert "server" not in ready.headers
    assert answer.json()["text"].startswith("수강료는 전액 무료입니다.")
    out, log = interrupt(child)
    assert (child.returncode, out) == (130, "")
    assert "POST /api/chat 200" in log
    assert "secret" not in log
    assert "Traceback" not in log


def test_a_port_in_use_is_told_with_what_to_do(run: Run, published: TinyProgramme, taken_port: int) -> None:
    ended = run("serve", "--port", str(taken_port), settings=published.settings)
    assert ended.exit_code == 1
    assert str(taken_port) in ended.stderr
    assert "--port" in ended.stderr
    assert not ended.stdout


@pytest.mark.parametrize("host", ["no such host", "203.0.113.1"])
def test_an_address_that_is_not_this_machines_is_told(run: Run, published: TinyProgramme, host: str) -> None:
    ended = run("serve", "--host", host, "--port", "0", settings=published.settings)
    assert ended.exit_code == 1
    assert "--host" in ended.stderr


@pytest.mark.parametrize("workers", ["1", pytest.param("2", marks=pytest.mark.slow)])
def test_a_server_that_cannot_answer_anything_ends_with_1_and_says_why(
    start: Start, tiny: TinyProgramme, workers: str
) -> None:
    shutil.rmtree(VersionShelf(tiny.settings.data_dir).current().folder / "chroma")
    child = start("serve", "--port", "0", "--workers", workers, settings=tiny.settings)
    out, log = child.communicate(timeout=120)
    assert (child.returncode, out) == (1, b"")
    assert "파일이 없습니다" in log.decode()
    assert b"Traceback" not in log


# --- doctor ---


def test_the_doctor_finds_nothing_wrong_where_all_is_well(run: Run, settings: KnowledgeSettings) -> None:
    ended = run("doctor", settings=settings, SESAC_PORT="0")
    assert ended.exit_code == 0, ended.output
    lines = ended.stdout.splitlines()
    assert not any(line.startswith("문제") for line in lines)
    for name in ("파이썬", "설정", "데이터 폴더", "남은 용량", "임베딩 모델", "현재 버전", "시험 질문", "서버 포트"):
        assert any(line.startswith(f"OK    {name}: ") for line in lines), name


def test_the_doctor_names_every_problem_and_what_to_do(
    run: Run, tmp_path: Path, taken_port: int, published: TinyProgramme
) -> None:
    ended = run("doctor", "--json", SESAC_DATA_DIR=tmp_path / "none", SESAC_PORT=taken_port)
    assert ended.exit_code == 1
    checks = {check["name"]: check for check in json.loads(ended.stdout)}
    assert set(checks["파이썬"]) == {"name", "state", "found", "advice"}
    assert checks["현재 버전"]["state"] == "problem"
    assert "sesac refresh" in checks["현재 버전"]["found"]
    assert checks["서버 포트"]["state"] == "warning"
    assert not (tmp_path / "none").exists()  # looking changes nothing


def test_the_doctor_finds_a_damaged_version_and_an_unusable_model(run: Run, tiny: TinyProgramme) -> None:
    version = VersionShelf(tiny.settings.data_dir).current()
    (version.folder / "chroma" / "chroma.sqlite3").write_bytes(b"")
    damaged = run("doctor", settings=tiny.settings, SESAC_PORT="0")
    assert damaged.exit_code == 1
    assert f"문제  현재 버전: 버전 {version.id}" in damaged.stdout
    modelless = run("doctor", settings=tiny.settings, SESAC_EMBEDDING_MODEL="/no/such/model")
    assert "문제  임베딩 모델: " in modelless.stdout


def test_the_doctor_names_a_wrong_setting(run: Run) -> None:
    ended = run("doctor", SESAC_KEEP_VERSIONS="many")
    assert ended.exit_code == 1
    assert "문제  설정: 설정 SESAC_KEEP_VERSIONS" in ended.stdout


@pytest.mark.parametrize(
    "model, line",
    [
        ({"SESAC_LLM": "openai:m"}, "OK    언어 모델: openai:m: 설정이 맞음"),
        ({"SESAC_LLM": "openai:m", "SESAC_LLM_BASE_URL": "http://127.0.0.1:9/v1"}, "경고  언어 모델: openai:m: http"),
        ({"SESAC_LLM": "gpt"}, "문제  언어 모델: SESAC_LLM=gpt: 제공자:모델 꼴로"),
    ],
)
def test_the_doctor_looks_at_the_language_model_that_is_named(
    run: Run, tmp_path: Path, model: dict[str, str], line: str
) -> None:
    ended = run("doctor", SESAC_DATA_DIR=tmp_path / "none", SESAC_PORT="0", SESAC_LLM_API_KEY="secret", **model)
    assert line in ended.stdout
    assert "secret" not in ended.output


def test_the_doctor_tells_that_the_language_models_server_is_there(run: Run, tmp_path: Path) -> None:
    with running(FastAPI()) as address:
        model = {"SESAC_LLM": "openai:m", "SESAC_LLM_BASE_URL": f"{address}/v1"}
        ended = run("doctor", SESAC_DATA_DIR=tmp_path / "none", SESAC_PORT="0", **model)
    assert f"OK    언어 모델: openai:m: {address}/v1에 닿음" in ended.stdout


# --- eval ---


def test_eval_hands_its_words_on_to_the_evaluation(run: Run) -> None:
    ended = run("eval", "--split", "none")
    assert ended.exit_code == 2
    assert "--split" in ended.stderr
    assert "dev" in ended.stderr


def test_eval_outside_a_clone_says_where_to_run_it(tmp_path: Path, published: TinyProgramme) -> None:
    for file in ROOT.glob("sesac*.py"):
        shutil.copy(file, tmp_path)
    installed = "import sys; sys.path.append(sys.argv.pop(1)); sys.argv[0] = 'sesac'; import sesac; sesac.main()"
    ended = subprocess.run(
        [sys.executable, "-c", installed, str(ROOT), "eval"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert "저장소" in ended.stderr


def test_the_programs_own_version_is_shown(run: Run) -> None:
    ended = run("--version")
    assert ended.exit_code == 0
    assert re.fullmatch(r"\d+\.\d+\.\d+|설치하지 않고 .+", ended.stdout.strip())
