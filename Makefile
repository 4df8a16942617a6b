# Everything runs from here; `make help` lists it. Needs Python 3.11 to 3.13 and make.
SHELL := /bin/bash
.DEFAULT_GOAL := help

VENV := .venv
PYTHON := $(VENV)/bin/python
PYTEST := $(VENV)/bin/pytest
# Two at a time: one of them begins with the laptop cloud (tests/conftest.py).
SIDE_BY_SIDE := --numprocesses 2
BASE_PYTHON ?= python3
NODE_READY := node_modules/.ready
VENV_READY := $(VENV)/.ready
EMULATOR_READY := $(VENV)/emulator/.ready
BENCH_READY := $(VENV)/bench/.ready
# Node is a wheel in the virtual environment (local/node.py).
WITH_NODE := PATH="$(CURDIR)/$(VENV)/bin:$$PATH"
CDK := $(WITH_NODE) npx cdk
CODE := shared functions infra_cdk layers local tests scripts examples

# The CDK and the tests import thousands of modules; compiled each time, that takes seconds.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z][a-z0-9-]*:.*## ' $(MAKEFILE_LIST) | sort | \
		awk 'BEGIN {FS = ":.*## "} {printf "  \033[1m%-10s\033[0m %s\n", $$1, $$2}'

# --- set up -----------------------------------------------------------------------------------

.PHONY: setup
setup: $(VENV_READY) $(EMULATOR_READY) $(NODE_READY) ## Create the virtual environment and install what is pinned

$(VENV_READY): requirements/dev.txt requirements/bootstrap.txt
	@$(BASE_PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
		{ echo "error: Python 3.11 to 3.13 is needed; name one: make setup BASE_PYTHON=python3.12"; exit 1; }
	@echo "installing Python packages into $(VENV)"
	@$(BASE_PYTHON) -m venv $(VENV)
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check -r requirements/bootstrap.txt
	@$(PYTHON) -m uv pip install --quiet --python $(PYTHON) -r requirements/dev.txt
	@$(PYTHON) -m local.node
	@touch $@

$(EMULATOR_READY): requirements/emulator.txt $(VENV_READY)
	@$(PYTHON) -m uv venv --quiet --clear --python $(PYTHON) $(VENV)/emulator
	@$(PYTHON) -m uv pip install --quiet --compile-bytecode \
		--python $(VENV)/emulator/bin/python -r requirements/emulator.txt
	@touch $@

$(NODE_READY): package-lock.json | $(VENV_READY)
	@echo "installing the CDK command line into node_modules"
	@$(WITH_NODE) npm ci --silent
	@touch $@

.PHONY: lock
lock: $(VENV_READY) ## Resolve the requirement files anew from the .in files
	@scripts/lock

.PHONY: doctor
doctor: ## Check versions, ports and disk, and say the fix for each finding
	@$(BASE_PYTHON) -m local.doctor

# --- the laptop cloud -------------------------------------------------------------------------

.PHONY: demo
demo: setup ## Run the main job on the laptop cloud: make demo [PHOTOS=folder]
	@$(PYTHON) -m local.cloud up
	@$(PYTHON) -m local.demo $(if $(PHOTOS),--photos "$(PHOTOS)")

.PHONY: up
up: setup ## Start the laptop cloud: emulator, stacks, edge, demo organization
	@$(PYTHON) -m local.cloud up

.PHONY: down
down: setup ## Stop it; the data stays
	@$(PYTHON) -m local.cloud down

.PHONY: reset
reset: setup ## Stop it and empty it
	@$(PYTHON) -m local.cloud reset

.PHONY: status
status: setup ## Say what runs, and where
	@$(PYTHON) -m local.cloud status

.PHONY: logs
logs: setup ## Follow the logs of the emulator, the edge and the functions
	@$(PYTHON) -m local.cloud logs

.PHONY: dev
dev: up ## Watch the sources and update the laptop cloud at each change
	@$(PYTHON) -m local.dev

# --- checks -----------------------------------------------------------------------------------

.PHONY: check
check: setup ## Format, lint, types and the fast tests
	@$(VENV)/bin/ruff format --check $(CODE)
	@$(VENV)/bin/ruff check $(CODE)
	@$(VENV)/bin/lint-imports --no-logo
	@$(VENV)/bin/mypy
	@$(PYTEST) $(SIDE_BY_SIDE) tests/unit tests/architecture tests/contract

.PHONY: test
test: setup ## All tests, some on a laptop cloud of their own, and line coverage
	@SARTIQ_LINE_COVERAGE=1 $(PYTEST) $(SIDE_BY_SIDE) tests

.PHONY: lint
lint: setup ## Lint and types
	@$(VENV)/bin/ruff check $(CODE)
	@$(VENV)/bin/lint-imports --no-logo
	@$(VENV)/bin/mypy

.PHONY: format
format: setup ## Format the code and sort its imports
	@$(VENV)/bin/ruff check --select I --fix --quiet $(CODE)
	@$(VENV)/bin/ruff format $(CODE)

.PHONY: e2e
e2e: setup ## Only the end-to-end tests
	@$(PYTEST) tests/e2e

.PHONY: openapi
openapi: setup ## Write openapi/*.json and docs/reference/errors.md from the code
	@$(PYTHON) -m scripts.openapi

# --- benches ----------------------------------------------------------------------------------

NAME ?= dag

$(BENCH_READY): requirements/bench.txt $(VENV_READY)
	@$(PYTHON) -m uv venv --quiet --clear --python $(PYTHON) $(VENV)/bench
	@$(PYTHON) -m uv pip install --quiet --python $(VENV)/bench/bin/python -r requirements/bench.txt
	@touch $@

.PHONY: bench
bench: setup $(BENCH_READY) ## Measure on a cloud of its own: make bench NAME=dag|wait|route|faults
	@$(PYTHON) -m tests.bench.$(NAME) $(ARGS)

# --- AWS --------------------------------------------------------------------------------------

STAGE ?= dev

.PHONY: build
build: setup ## Build layers and functions for the cloud (python3.13, arm64)
	@$(PYTHON) -m layers.build cloud

.PHONY: synth
synth: build ## Synthesize the stacks of STAGE (default dev); needs no AWS account
	@$(CDK) synth --quiet --no-notices --context stage=$(STAGE)

.PHONY: bootstrap
bootstrap: build ## Prepare an AWS account and region for deployments, once
	@$(CDK) bootstrap --no-notices --context stage=$(STAGE)

.PHONY: diff
diff: build ## Compare the stacks of STAGE with what is deployed
	@$(CDK) diff --all --no-notices --context stage=$(STAGE)

.PHONY: deploy
deploy: build ## Deploy the stacks of STAGE
	@$(CDK) deploy --all --no-notices --context stage=$(STAGE)

.PHONY: destroy
destroy: build ## Remove the stacks of STAGE
	@$(CDK) destroy --all --no-notices --context stage=$(STAGE)
