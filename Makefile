# Belägg. `make help` lists the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt
QUESTION ?= vad säger V om privata sjukvårdsförsäkringar?
PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: help run test check lint eval bench fuzz clean lock

help: ## List the targets.
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

$(BIN)/pip:
	$(PYTHON) -m venv $(VENV)

# What running needs; nothing that trains, scores or checks.
$(VENV)/.core: pyproject.toml constraints.txt | $(BIN)/pip
	$(PIP) --editable .
	touch $@

# Everything, for tests, checks and evaluation.
$(VENV)/.all: pyproject.toml constraints.txt | $(BIN)/pip
	$(PIP) --editable '.[dev,eval,models]'
	touch $@ $(VENV)/.core

run: $(VENV)/.core ## Install, build model and index, answer QUESTION, then serve at http://127.0.0.1:PORT.
	$(BIN)/belagg index --corpus corpora
	$(BIN)/belagg ask "$(QUESTION)"
	$(BIN)/belagg serve --port $(PORT)

test: $(VENV)/.all ## Install what the tests need and run them.
	$(BIN)/python -m pytest

lint: $(VENV)/.all ## Format, lint, docstrings and types, without changing anything.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

check: lint test ## All that a change must pass.

eval: $(VENV)/.all ## Score the tune questions; fail when significantly worse than the committed baseline.
	$(BIN)/belagg index --corpus corpora --index build/eval-index
	$(BIN)/belagg eval gate eval/questions/tune.jsonl --baseline eval/results/baseline.json --index build/eval-index

# What is compared with, which nothing else needs.
$(VENV)/.rivals: $(VENV)/.all
	$(PIP) --editable '.[dev,eval,models,bench]'
	touch $@

bench: $(VENV)/.rivals ## Measure speed and memory, with TEXTS, a folder of plain texts; writes docs/performance.md.
	$(BIN)/belagg bench all $(if $(TEXTS),--texts $(TEXTS)) --results eval/results/bench --page docs/performance.md

lock: $(VENV)/.all ## Write the versions installed here to constraints.txt.
	$(BIN)/pip freeze --exclude-editable | sed -E 's/\+cpu$$//' > constraints.txt

FUZZ_URL ?= http://127.0.0.1:$(PORT)

fuzz: $(VENV)/.all ## Send generated requests to the service at FUZZ_URL, and check each reply (docs/api.md).
	$(BIN)/schemathesis run $(FUZZ_URL)/schema/openapi.json --url $(FUZZ_URL) --max-examples 1000 --continue-on-failure --exclude-checks positive_data_acceptance

clean: ## Remove the virtual environment and caches; indexes and models stay.
	rm -rf $(VENV) *.egg-info build .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
