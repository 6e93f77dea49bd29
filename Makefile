# Two commands: `make demo` and `make test`. Each sets everything up first.
SHELL := /bin/bash
PYTHON ?= $(shell for p in python3.12 python3.13 python3.11 python3; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(not (3,11) <= sys.version_info[:2] <= (3,13))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test check translations lock clean
demo: $(VENV)/.run translations
	@.ci/system-libraries run
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then $(BIN)/voorverslag demo; \
	else echo "No display found: running the headless demo instead."; $(BIN)/voorverslag demo --headless --out demo-output; fi

test: $(VENV)/.dev translations
	@.ci/system-libraries test
	$(BIN)/python -m pytest -q

# what CI checks besides the tests
check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python tests/house_rules.py

$(BIN)/python:
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11, 3.12 or 3.13 is needed; on Debian/Ubuntu: sudo apt install python3 python3-venv" >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "The venv module is missing; on Debian/Ubuntu: sudo apt install python3-venv" >&2; exit 2; }

$(VENV)/.run: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing the locked packages (about 1.5 GB once) ..."
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	@echo "Installing the locked packages for development ..."
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

translations: resources/translations/voorverslag_nl.qm
resources/translations/voorverslag_nl.qm: resources/translations/voorverslag_nl.ts $(VENV)/.run
	@$(BIN)/pyside6-lrelease -silent $< -qm $@

# renew the lock files (maintainers; needs uv)
lock:
	uv pip compile pyproject.toml --universal --generate-hashes --no-header -q -o requirements.lock
	uv pip compile pyproject.toml --extra dev --extra postgres -c requirements.lock --universal --generate-hashes --no-header -q -o requirements-dev.lock

clean:
	rm -rf $(VENV) demo-output build dist *.egg-info
