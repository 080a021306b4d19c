# Every target says what it does; `make help` lists them. Nothing here needs more than python3 (3.11 or newer),
# make and a network for the first time: uv, Node and every package are fetched into this folder.

SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
.NOTPARALLEL:

# Debian's python3, or any other 3.11 or newer; `make PYTHON=/path/to/python3` chooses one.
PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13 python3.14; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
UV := $(shell command -v uv 2>/dev/null || echo build/tools/bin/uv)
PY := .venv/bin/python
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := $(CURDIR)/.venv
# Python keeps what it compiled beside the source, or every start would compile it all again.
export UV_COMPILE_BYTECODE := 1
unexport VIRTUAL_ENV PYTHONDONTWRITEBYTECODE

# $(call step,what is being done,commands,what to do when it fails): quiet unless it fails.
define step
@mkdir -p build; printf '%s\n' "$(1)"; \
if ! { $(2); } > build/step.log 2>&1; then tail -n 25 build/step.log >&2; printf '\n%s\n' "$(3)" >&2; exit 1; fi
endef

OFFLINE := The packages could not be installed: see the lines above; if it was the network, check it and the proxy settings, then run make again.

.PHONY: help
help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

# --- Setting up: each stamp lies inside what it stands for, and goes when that goes. ---

# An environment whose Python has gone (an upgrade of the system, say) is made anew.
ifneq ($(wildcard .venv/.run .venv/.dev),)
ifeq ($(shell test -x $(PY) && echo whole),)
$(shell rm -f .venv/.run .venv/.dev)
endif
endif

define need_python
@test -x $(PY) || $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	echo "No Python of version 3.11 or newer was found$(if $(PYTHON), at $(PYTHON)): install one (on Debian: apt-get install python3 python3-venv), or name it with make PYTHON=/path/to/python3." >&2; exit 1; }
endef

build/tools/bin/uv:
	$(need_python)
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then echo "Installing python3-venv from Debian"; \
		{ apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv; } >/dev/null 2>&1; fi; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
		echo "This Python cannot make virtual environments: run 'sudo apt-get install python3-venv', then make again." >&2; exit 1; }
	$(call step,Fetching uv into build/tools,rm -rf build/tools && $(PYTHON) -m venv build/tools && build/tools/bin/pip install --quiet --disable-pip-version-check 'uv>=0.9$(comma)<1',$(OFFLINE))
comma := ,

UV_READY := $(filter build/tools/bin/uv,$(UV))
# The environment keeps the Python that it was made with.
SYNC = $(UV) sync --frozen --no-progress $$(test -x $(PY) || echo --python $(PYTHON))

.venv/.run: uv.lock | $(UV_READY)
	$(need_python)
	$(call step,Installing the server's Python packages into .venv,$(SYNC) --inexact --no-default-groups --group web,$(OFFLINE))
	@touch $@

.venv/.dev: uv.lock | $(UV_READY)
	$(need_python)
	$(call step,Installing the tools of development into .venv,$(SYNC),$(OFFLINE))
	@touch $@ .venv/.run

.venv/.bench: uv.lock .venv/.dev
	$(call step,Installing what the bench compares sound with into .venv,$(SYNC) --inexact --group bench,$(OFFLINE))
	@touch $@

web/node_modules/.stamp: web/package-lock.json web/package.json | .venv/.run
	$(call step,Installing the browser's packages into web/node_modules,npm --prefix web ci,$(OFFLINE))
	@touch $@

WEB_SOURCES := $(shell find web/src web/public -type f 2>/dev/null) $(wildcard web/index.html web/*.mjs web/vite.config.ts web/tsconfig.json)

web/dist/.stamp: $(WEB_SOURCES) web/node_modules/.stamp
	$(call step,Building the pages into web/dist,npm --prefix web run build,The pages could not be built: see the lines above.)
	@touch $@

# What the tests use of the machine itself: program=Debian package.
MACHINE := chromium=chromium firefox-esr=firefox-esr ip=iproute2 nft=nftables turnserver=coturn certutil=libnss3-tools espeak-ng=espeak-ng ffmpeg=ffmpeg /usr/lib/postgresql/15/bin/initdb=postgresql-15
# What a bench is held against is installed for that bench only.
MACHINE += $(if $(filter bench,$(MAKECMDGOALS)),$(if $(filter relay,$(NAME)),janus=janus))

.PHONY: machine
machine:
	@missing=""; for pair in $(MACHINE); do command -v "$${pair%%=*}" >/dev/null || missing="$$missing $${pair##*=}"; done; \
	if [ -n "$$missing" ]; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then echo "Installing what the tests use of Debian:$$missing"; mkdir -p build; \
			{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; } >build/apt.log 2>&1 \
			|| { tail -n 15 build/apt.log >&2; echo "Debian could not install$$missing: see the lines above, then run make again." >&2; exit 1; }; \
		else echo "The tests need programs that are missing: run 'sudo apt-get install --no-install-recommends$$missing', then make again." >&2; exit 1; fi; fi

# --- Running ---

.PHONY: run
run: .venv/.run web/dist/.stamp ## Set everything up and serve a demo meeting (PORT=8080 HOST= DATA_DIR=)
	@exec $(PY) -m meeting_server run

.PHONY: migrate
migrate: .venv/.run ## Bring the database to the newest tables
	@$(PY) -m meeting_server migrate

.PHONY: replay
replay: .venv/.run ## Print a meeting as it stood after N entries of its log (M=mtg_… N=42)
	@test -n "$(M)" || { echo "Say which meeting: make replay M=mtg_… N=42" >&2; exit 1; }
	@$(PY) -m meeting_server replay "$(M)" $(if $(N),--entries "$(N)")

.PHONY: verify
verify: .venv/.run ## Check the log of a meeting offline, and its files (P=log.zip R=recordings/mtg_…)
	@test -n "$(P)" || { echo "Say which file: make verify P=log.zip" >&2; exit 1; }
	@$(PY) -m meeting_server verify "$(P)" $(if $(R),--recordings "$(R)")

# --- Working on it ---

PURE := tests/meeting tests/audit tests/projections tests/services tests/export
SERIAL := tests/media tests/relay_client tests/campaigns tests/journeys
PYTEST := $(PY) -m pytest -q

.PHONY: quick
quick: .venv/.dev ## Run the pure tests (under a minute)
	@echo "Running the pure tests"
	@$(PYTEST) $(wildcard $(PURE))

.PHONY: test
test: .venv/.dev web/dist/.stamp machine ## Run every test but the campaigns (under 25 minutes)
	@echo "Running the pure tests, with every branch of the rules covered"
	@$(PYTEST) $(wildcard $(PURE)) --cov --cov-report=term-missing:skip-covered
	@echo "Running the tests of the house, the database, the doors and the command line"
	@$(PYTEST) -n 2 tests $(addprefix --ignore=,$(wildcard $(PURE) $(SERIAL)))
	@echo "Running the browser's own tests"
	@npm --prefix web test --silent
	@echo "Running the tests with real media, one after the other"
	@$(PYTEST) $(wildcard tests/media tests/relay_client tests/campaigns)
	@$(MAKE) journeys
	@echo "All tests passed."

.PHONY: journeys
journeys: .venv/.dev web/dist/.stamp machine ## Run whole meetings in real browsers
	@echo "Running whole meetings in real browsers, one after the other"
	@$(PYTEST) tests/journeys

.PHONY: fuzz
fuzz: .venv/.dev ## Throw datagrams and offers that are nearly right at a relay (DATAGRAMS=50000 OFFERS=5000 SEED=2569)
	@$(PY) -m tests.campaigns.fuzz $(or $(DATAGRAMS),50000) $(or $(OFFERS),5000) $(or $(SEED),2569)

.PHONY: soak
soak: .venv/.dev ## Hold meetings of synthetic seats that go on and on, and see that nothing grows (SEATS=30 MINUTES=30)
	@$(PY) -m tests.campaigns.soak $(or $(SEATS),30) $(or $(MINUTES),30)

.PHONY: screens
screens: .venv/.dev web/dist/.stamp machine ## Picture every screen in Chromium, into build/screens, and check it with axe
	@$(PY) -m tests.screens.shoot

.PHONY: check
check: .venv/.dev web/node_modules/.stamp ## Lint, types, seams, and generated files up to date
	@echo "Checking style"; ruff check --quiet && ruff format --check --quiet || { echo "Run 'make fmt', then see what is left." >&2; exit 1; }
	@echo "Checking types"; mypy --no-error-summary
	$(call step,Checking the seams,lint-imports --no-logo,A module imports what its place does not allow: see the lines above and README.md.)
	@echo "Checking the pages"; npm --prefix web run check --silent
	@echo "Checking that generated files are up to date"; $(MAKE) schema-check
	$(call step,Checking the Dockerfile,hadolint Dockerfile,The Dockerfile breaks a rule: see the line above.)
	@echo "All checks passed."

.PHONY: fmt
fmt: .venv/.dev web/node_modules/.stamp ## Format and mend what can be mended
	@ruff check --quiet --fix-only . ; ruff format --quiet .
	@npm --prefix web run fmt --silent

# What the server tells the browser, as TypeScript; and its words.
WIRE := web/src/protocol/generated.ts
WORDS := web/src/i18n/generated.ts
GENERATED := /* Generated from the server by make schema; do not edit. */
define generate
$(PY) -m meeting_server.api.schema > $(1)/schema.json && \
web/node_modules/.bin/json2ts --input $(1)/schema.json --output $(1)/wire.ts --bannerComment "$(GENERATED)" --unreachableDefinitions && \
$(PY) -m meeting_server.export.words > $(1)/words.ts && \
web/node_modules/.bin/biome format --write --config-path=web $(1)/wire.ts $(1)/words.ts
endef

.PHONY: schema
schema: .venv/.run web/node_modules/.stamp ## Write the browser's types and words anew from the server's
	@mkdir -p build/schema
	$(call step,Writing $(WIRE) and $(WORDS),$(call generate,build/schema),The schema could not be written: see the lines above.)
	@cp build/schema/wire.ts $(WIRE); cp build/schema/words.ts $(WORDS)

.PHONY: schema-check
schema-check: .venv/.run web/node_modules/.stamp
	@mkdir -p build/schema
	@{ $(call generate,build/schema); } > build/step.log 2>&1 || { cat build/step.log >&2; exit 1; }
	@cmp -s build/schema/wire.ts $(WIRE) && cmp -s build/schema/words.ts $(WORDS) \
		|| { echo "The browser's types or words are behind the server's: run 'make schema' and commit what changed." >&2; exit 1; }

BENCHES := $(sort $(patsubst bench/%/__main__.py,%,$(wildcard bench/*/__main__.py)) \
	$(patsubst bench/%.py,%,$(filter-out bench/__init__.py,$(wildcard bench/*.py))))

.PHONY: bench
bench: .venv/.dev $(if $(filter log relay audio door,$(NAME)),machine) $(if $(filter audio,$(NAME)),.venv/.bench web/node_modules/.stamp) ## Measure one thing on this machine (NAME=…; see bench/README.md)
	@test -n "$(NAME)" || { echo "Say which: make bench NAME=…" >&2; echo "$(BENCHES)" >&2; exit 2; }
	@test -n "$(filter $(NAME),$(BENCHES))" || { echo "There is no bench $(NAME). There are: $(BENCHES)." >&2; exit 2; }
	@$(PY) -m bench.$(NAME)
