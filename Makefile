# Needs Python 3.11 or later (3.11 to 3.14) and git; everything else is installed into .venv from wheels.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help setup audit fleet-demo test test-browser check format languages lock fuzz mutate docs pages picture bench dist clean

help: ## what there is to do
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST)

setup: $(READY) ## install the locked dependencies into .venv

$(READY): requirements-dev.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "backpack-audit needs Python 3.11 or later")'
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --only-binary :all: --require-hashes --requirement requirements-dev.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

audit: $(READY) ## audit TARGET, or a demonstration bot repository with freshly made keys
	@$(BIN)/python -m auditor.cli.demo $(if $(TARGET),"$(TARGET)")

fleet-demo: $(READY) ## forty repositories and a bucket on an S3 server of this machine, scanned on two engines
	@$(BIN)/python -m benchmarks.fleet_demo

check: $(READY) ## formatting, lint, types and layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check ## set everything up and run all the tests
	$(BIN)/python -m pytest
	@test -x /usr/bin/chromium || echo "The browser tests of the HTML report were skipped: there is no /usr/bin/chromium (Debian: apt-get install chromium)."

test-browser: $(READY) ## test the HTML report in Chromium, which has to be there
	REQUIRE_BROWSER=1 $(BIN)/python -m pytest tests/browser

format: $(READY) ## format the code and fix what the linter can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

languages: $(READY) ## list what translations lack, or print it for one to be filled in: make languages LANGUAGE=zh
	@$(BIN)/python tests/language_texts.py $(LANGUAGE)

lock: $(READY) ## resolve the dependencies again (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --group dev --output-file requirements-dev.lock pyproject.toml
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --output-file requirements.lock pyproject.toml
	echo 'hatchling>=1.27' | uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --output-file requirements-build.lock -

fuzz: $(READY) ## fuzz one door for SECONDS: make fuzz TARGET=blob SECONDS=600 (installs atheris)
	$(PIP) install --only-binary :all: "atheris>=3"
	$(BIN)/python tests/fuzz/run.py $(or $(TARGET),blob) $(or $(SECONDS),600)

mutate: $(READY) ## change conditions one by one and ask if a test notices: make mutate PACKAGE=pairing ONLY=_is_mismatched (installs mutmut)
	$(PIP) install --only-binary :all: "mutmut==3.8.1"
	$(BIN)/python tests/mutation/mutation_run.py $(PACKAGE) $(if $(ONLY),--only "$(ONLY)") $(if $(AGAIN),--again) $(if $(QUICK),--quick) $(if $(RESUME),--resume)

docs: $(READY) ## build the documentation as a site in build/docs
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs build/docs
	@echo "build/docs/index.html"

pages: $(READY) ## write docs/rules again, a page for each rule
	$(BIN)/python docs/rule_pages.py

picture: $(READY) ## draw docs/flow.svg from the imports, docs/report.png in Chromium, and docs/terminal.svg
	$(BIN)/python docs/draw_flow.py
	$(BIN)/python docs/picture_report.py
	$(BIN)/python docs/picture_terminal.py

bench: $(READY) ## measure against the peers, side by side
	$(BIN)/python -m benchmarks

dist: $(READY) ## build wheel and sdist into dist/, and check their metadata (needs uv)
	rm -rf dist
	uv build --quiet --out-dir dist .
	uvx --quiet twine check --strict dist/*

clean: ## remove what setup and tools made
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
