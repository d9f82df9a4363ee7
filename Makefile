# Two commands do everything on a fresh machine: `make demo` and `make test`. Python 3.11-3.13, pip and internet.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
RUNNABLE := $(VENV)/.runnable

.PHONY: demo test test-slow check format messages clean help

help:  ## List the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(INSTALLED): pyproject.toml constraints.txt $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@ $(RUNNABLE)

$(RUNNABLE): pyproject.toml constraints.txt $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

demo: $(RUNNABLE)  ## Convert a real photo and a simulated one, measure spots: demo/demo.html, demo/analysis/report.html
	$(BIN)/uvphoto demo --out demo

test: $(INSTALLED)  ## Run the tests (minutes on two cores)
	$(BIN)/python -m pytest -n auto -m "not slow"

test-slow: $(INSTALLED)  ## Run the slow tests too, and search for counterexamples anew
	$(BIN)/python -m pytest -n auto --hypothesis-profile=searching

check: $(INSTALLED)  ## Lint, check formatting, types and floors
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(INSTALLED)  ## Format the code and mend what can be mended
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

messages: $(INSTALLED)  ## Collect what the app says for its translators, and list what is not translated yet
	$(BIN)/python tests/app/locale/extraction.py

clean:  ## Remove the environment and all that was made
	rm -rf $(VENV) demo build dist
