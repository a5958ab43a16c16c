# 새싹 길잡이 · SeSAC Guide
# `make` lists the targets. Two commands are enough on a bare machine: `make serve` and `make test`.
# Needs make and CPython 3.11 or newer. Everything is installed into $(VENV), nothing outside this folder;
# what is installed stays until a lock file, TORCH or pyproject.toml changes.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
# Two pips must not write into one environment.
.NOTPARALLEL:

VENV ?= .venv
# A folder of evaluation sets that may not be passed on: make eval DATA=folder measures the retrieval on them too.
DATA ?=
# More words for the command: make serve ARGS="--port 9000", make test ARGS="tests/knowledge -x".
ARGS ?=

# The first of these that runs and is new enough. Running it is the test: a name on the PATH may be an empty shim.
PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3,$(if $(shell \
	$(name) -c 'import sys; print("yes" if sys.version_info >= (3, 11) else "")' 2>/dev/null),$(name))))

# The exact local version +cpu is what keeps the CUDA packages (several GB) out: pip finds that very build where
# it is configured to look, or fails at once and asks PyTorch's own index. macOS has no such build and needs none.
TORCH_VERSION := 2.13.0
TORCH ?= $(TORCH_VERSION)$(if $(filter Darwin,$(shell uname -s)),,+cpu)
TORCH_CPU_INDEX ?= https://download.pytorch.org/whl/cpu

# Modules are run with -m: the scripts in bin/ break when the folder is moved.
PY  := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --no-input
# kiwipiepy-model is dictionaries only and comes as a source package; everything else must be a wheel, so that
# no compiler is needed. Building uses the locked setuptools instead of fetching one.
INSTALL_LOCKED := $(PIP) install -qq --require-hashes --no-build-isolation --only-binary :all: --no-binary kiwipiepy-model

# Several threads for small matrices only wait for each other.
export OPENBLAS_NUM_THREADS ?= 1

.PHONY: help serve test check eval eval-retrieval eval-uploaded eval-mutations bench lock clean

help: ## 이 목록 · this list
	@printf '%s\n\n' '새싹 길잡이 · SeSAC Guide'
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile
	@printf '\n%s\n' '  make serve ARGS="--port 9000"   명령에 덧붙일 말 · more words for the command'
	@printf '%s\n' '  make eval DATA=folder           검색도, 저장소 밖의 시험 자료로 · retrieval too, on sets kept outside'

serve: $(VENV)/.project ## 설치하고, 지식베이스가 없으면 만들고, 서버를 켭니다 · install, build the knowledge base, serve
	@$(PY) -m sesac refresh --if-missing
	@exec $(PY) -m sesac serve $(ARGS)

# A worker for each core takes one file after another, the slow ones first as they stand; ARGS="-n 0" for one process.
test: $(VENV)/.project $(VENV)/.dev ## 모든 시험 · every test
	@$(PY) -m pytest -n auto --dist loadfile --no-loadscope-reorder --max-worker-restart 1 $(ARGS)

check: $(VENV)/.project $(VENV)/.dev ## 코드 검사: ruff, mypy · lint, format, types
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy

eval: $(VENV)/.project ## 답변 품질을 잽니다 · measure the quality of the answers
	@$(PY) -m sesac refresh --if-missing
	@$(PY) -m tests.evaluation $(ARGS)
	@$(if $(DATA),$(PY) -m tests.evaluation.retrieval --data '$(DATA)')

eval-retrieval: $(VENV)/.project ## 검색을 갈래별로 잽니다, 몇 분 · measure the search leg by leg, takes minutes
	@$(PY) -m tests.evaluation.retrieval $(if $(DATA),--data '$(DATA)') $(ARGS)

eval-uploaded: $(VENV)/.project ## 올린 문서만으로 얼마나 답하는지 잽니다, 몇 분 · measure answers from fresh notices, takes minutes
	@$(PY) -m tests.evaluation.uploaded $(ARGS)

eval-mutations: $(VENV)/.project ## 바꿔 넣은 숫자와 이름을 잡는지 잽니다 · measure whether altered facts are caught
	@$(PY) -m sesac refresh --if-missing
	@$(PY) -m tests.evaluation.mutations $(ARGS)

bench: $(VENV)/.project $(VENV)/.dev ## 속도와 메모리를 잽니다 · measure speed and memory
	@$(PY) -m tests.benchmarks $(ARGS)

clean: ## 만들어진 파일을 지웁니다 (.venv와 data는 남김) · remove caches and build output, keep .venv and data
	@rm -rf build dist htmlcov .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache *.egg-info
	@find . -name __pycache__ -type d -not -path './.*' -prune -exec rm -rf {} +

# --- the virtual environment, in steps that are done once ---

$(VENV)/.python:
	@python='$(PYTHON)'; \
	if [ -z "$$python" ] || ! "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	  echo "파이썬 3.11 이상이 필요합니다. 설치했는데 찾지 못하면: make PYTHON=/파이썬/경로" >&2; \
	  echo "Python 3.11 or newer is needed. If it is installed but not found: make PYTHON=/path/to/python" >&2; \
	  exit 1; \
	fi; \
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
	  echo "$$python 에 venv 모듈이 없습니다. 데비안·우분투에서는: apt install python3-venv" >&2; \
	  echo "$$python has no venv module. On Debian and Ubuntu: apt install python3-venv" >&2; \
	  exit 1; \
	fi; \
	if ! $(PIP) --version >/dev/null 2>&1; then \
	  echo "[1/4] 가상 환경을 만듭니다 · creating $(VENV) with $$python"; \
	  "$$python" -m venv --clear $(VENV); \
	fi
	@touch $@

$(VENV)/.torch-$(TORCH): $(VENV)/.python
	@echo "[2/4] PyTorch(CPU)를 설치합니다 · installing torch $(TORCH), about 200 MB"
	@$(PIP) install -qq --no-deps "torch==$(TORCH)" 2>/dev/null \
	  || $(PIP) install -qq --no-deps "torch==$(TORCH)" --index-url $(TORCH_CPU_INDEX) \
	  || { echo "PyTorch를 설치하지 못했습니다. 네트워크를 확인하거나 다른 주소를 지정하세요: make TORCH_CPU_INDEX=주소" >&2; \
	       echo "torch could not be installed. Check the network, or name another index: make TORCH_CPU_INDEX=URL" >&2; \
	       exit 1; }
	@rm -f $(VENV)/.torch-*
	@touch $@

# setuptools first: it builds kiwipiepy-model and the project.
$(VENV)/.runtime: requirements.lock $(VENV)/.torch-$(TORCH)
	@echo "[3/4] 라이브러리를 설치합니다, 몇 분 걸립니다 · installing the locked packages, takes a few minutes"
	@awk '/^[^ ]/ { wanted = /^setuptools==/ } wanted' requirements.lock > $(VENV)/setuptools.lock
	@$(INSTALL_LOCKED) --no-deps -r $(VENV)/setuptools.lock
	@$(INSTALL_LOCKED) -r requirements.lock
	@touch $@

$(VENV)/.project: pyproject.toml $(VENV)/.runtime
	@echo "[4/4] 새싹 길잡이를 설치합니다 · installing this project"
	@$(PIP) install -qq --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@echo "[+] 시험 도구를 설치합니다 · installing the test tools"
	@$(INSTALL_LOCKED) -r requirements-dev.lock
	@touch $@

# --- the lock files ---

# Written for every CPython from 3.11 and every system at once (--universal), so one file serves Linux and macOS.
# torch is taken out of the resolution: its general Linux build would bring some twenty CUDA packages with it.
# Pins stay as they are where they still fit; to move them up: make lock ARGS=--upgrade
COMPILE := $(PY) -m uv pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 \
	--generate-hashes --no-emit-package torch --override $(VENV)/no-torch.txt \
	--only-binary :all: --no-binary kiwipiepy-model --custom-compile-command 'make lock'

lock: $(VENV)/.dev ## requirements*.in에서 잠금 파일을 다시 씁니다 · write the lock files anew
	@echo "torch ; python_version < '0'" > $(VENV)/no-torch.txt
	@$(COMPILE) $(ARGS) requirements.in -o requirements.lock
	@$(COMPILE) $(ARGS) requirements-dev.in -o requirements-dev.lock
	@! grep -nE '^(nvidia|cuda|triton|torch)[-=]|://' requirements.lock requirements-dev.lock
