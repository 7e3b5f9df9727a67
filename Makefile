# `make run` and `make test` need Python 3.11+ and nothing else.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: help setup run test check bench lock format

help:  ## Show these commands
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP)  ## Create .venv from the lock, with the `assay` command

$(STAMP): requirements-dev.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements-dev.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	touch $(STAMP)

run: setup  ## Start Assay with demo content on http://127.0.0.1:8000
	$(BIN)/assay up

test: setup  ## Run the whole test suite
	$(BIN)/pytest -n auto --dist worksteal $(ARGS)

check: setup  ## Lint, types, import contracts, migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/assay db check

bench: setup  ## Measure Enigma against the limits of the same machine
	$(BIN)/assay bench enigma --applications $(or $(N),100000)

lock: setup  ## Resolve dependencies anew (writes both lock files, which name no package host)
	$(BIN)/uv lock --quiet --upgrade
	$(BIN)/uv export --quiet --no-dev --no-emit-project --no-header --no-annotate -o requirements.lock
	$(BIN)/uv export --quiet --all-groups --no-emit-project --no-header --no-annotate -o requirements-dev.lock

format: setup  ## Format and fix what can be fixed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
