# Postbag's commands. Works with GNU make 3.81, as macOS has it, and with BSD or GNU tools; needs Python 3.11 or later.
#
#   make serve ARGS="--port 8123 --empty"     make test ARGS="tests/unit -k links"     make deploy ARGS="--guided"

.DEFAULT_GOAL := help
.PHONY: help serve test proof bench check openapi examples build deploy lock clean python-version

VENV ?= .venv
UV_VERSION := 0.13.9
SAM_VERSION := 1.170.0

# The first Python on PATH that is new enough. Name another one with PYTHON=…
ifndef PYTHON
PYTHON := $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
endif
PYTHON_VERSION := $(if $(PYTHON),$(shell $(PYTHON) -c \
	'import sys; print("%d.%d.%d" % sys.version_info[:3]) if sys.version_info >= (3, 11) else None' 2>/dev/null))

# The machine's own uv if it runs, else one fetched into .uv/.
UV := $(shell uv --version >/dev/null 2>&1 && echo uv || echo .uv/bin/uv)
FETCHED_UV := $(filter .uv/bin/uv,$(UV))

# SAM requires old versions of its dependencies, so it has its own environment, which uv keeps.
SAM = SAM_CLI_TELEMETRY=0 $(UV) tool run --quiet --from aws-sam-cli==$(SAM_VERSION) sam

# Made anew when Python's version or the requirements change: CI runs two Pythons in turn.
READY := $(VENV)/ready-$(PYTHON_VERSION)

help:
	@echo 'make serve    the whole service on 127.0.0.1:8000; ARGS="--port 8123 --empty" and more: make serve ARGS=--help'
	@echo 'make test     every test, and a share of the long proofs; ARGS goes to pytest'
	@echo 'make proof    the long proofs in full'
	@echo 'make bench    measure costs and limits on this machine; ARGS="sustained partitions" for some parts of it'
	@echo 'make check    style, types, template, layers, JavaScript, and the pages made from the routes'
	@echo 'make openapi  write the pages made from the routes anew, after a change of routes or models'
	@echo 'make examples the same, with the answers to the stored events and each problem recorded anew'
	@echo 'make build    make the files of a deployment, in .aws-sam/'
	@echo 'make deploy   to AWS; the first time with ARGS=--guided'
	@echo 'make lock     resolve the dependencies of pyproject.toml anew; ARGS=--upgrade for newer ones'
	@echo 'make clean    remove the files that these commands made'

serve: $(READY)
	@exec $(VENV)/bin/postbag serve $(ARGS)

# Tests start dozens of processes, and without bytecode each would compile for a second or more.
PYTEST = PYTHONDONTWRITEBYTECODE= $(VENV)/bin/python -m pytest

# The examples have a process of their own: in one where other tests had run, an answer once differed from its example.
EXAMPLES := tests/api/test_examples.py

test: $(READY)
	@$(if $(ARGS),,$(PYTEST) -q $(EXAMPLES))
	@$(PYTEST) -n auto --dist loadgroup $(or $(ARGS),--ignore=$(EXAMPLES))

# Crowds and histories, in full: `make test` runs a smaller share of each.
proof: $(READY)
	@$(PYTEST) -n auto --dist loadgroup --proof $(ARGS)

# Never run it beside the tests: they would lengthen the measured times.
bench: $(READY)
	@$(VENV)/bin/python -m bench $(ARGS)

# The checks run side by side, and the output of each stays in one piece. The longest checks begin first.
CHECKS := layers types javascript javascript-tests template style
.PHONY: $(CHECKS:%=check-%)

check: $(READY) node_modules/.ready
	@$(MAKE) --no-print-directory --keep-going --jobs $(words $(CHECKS)) $(CHECKS:%=check-%)

CHECK = @said=$$($(1) 2>&1); status=$$?; printf '%s\n' '$(1)' "$$said"; exit $$status

check-style:
	$(call CHECK,$(VENV)/bin/ruff check . && $(VENV)/bin/ruff format --check .)

check-types:
	$(call CHECK,$(VENV)/bin/mypy)

check-template:
	$(call CHECK,$(VENV)/bin/cfn-lint template.yaml)

# Layers, template, and their pages in docs/. These tests only read, so they do without the stacks of
# tests/conftest.py, whose imports take as long as the tests.
check-layers:
	$(call CHECK,$(PYTEST) -q tests/architecture --confcutdir tests/architecture)

# Only these tests need Node. If PATH has none that is new enough, it is fetched as a wheel: see tests/js/with-node.
WITH_NODE = UV='$(UV)' sh tests/js/with-node

check-javascript:
	$(call CHECK,$(WITH_NODE) node_modules/.bin/biome check --error-on-warnings && $(WITH_NODE) node_modules/.bin/tsc)

check-javascript-tests:
	$(call CHECK,$(WITH_NODE) node --test --test-reporter=dot tests/js/*.test.js)

openapi: $(READY)
	@$(VENV)/bin/postbag openapi

# Answers are checked against the document while they are recorded; afterwards the document contains them.
examples: openapi
	@$(VENV)/bin/python -m pytest -q --record tests/api/test_examples.py \
		tests/api/test_problems.py::test_every_problem_can_be_provoked_and_says_what_to_do
	@$(VENV)/bin/postbag openapi

python-version:
	@echo $(PYTHON_VERSION)

build: $(FETCHED_UV)
	$(SAM) validate --lint
	$(SAM) build

deploy: build
	$(SAM) deploy $(ARGS)

lock: $(FETCHED_UV)
	PATH="$(CURDIR)/.uv/bin:$$PATH" sh requirements/compile $(ARGS)

clean:
	rm -rf .venv .uv .aws-sam build node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find functions shared local tests bench -name __pycache__ -prune -exec rm -rf {} +

# ---------------------------------------------------------------------------------------------------- the laptop's tools

define NEEDS_PYTHON
@test -n '$(PYTHON_VERSION)' || { echo 'Postbag needs Python 3.11 or later, and finds none$(PYTHON:%= in %).' \
	'Install one, or name one: make $(MAKECMDGOALS) PYTHON=/path/to/python3' >&2; exit 1; }
endef

$(READY): requirements/dev.txt pyproject.toml $(FETCHED_UV)
	$(NEEDS_PYTHON)
	@test -e $@ || { echo 'Installing what Postbag needs into $(VENV)/ (Python $(PYTHON_VERSION), once) …'; \
		rm -rf $(VENV); $(UV) venv --quiet --python '$(PYTHON)' $(VENV); }
	@$(UV) pip sync --quiet --require-hashes --python $(VENV)/bin/python requirements/dev.txt
	@$(UV) pip install --quiet --no-deps --no-build-isolation --python $(VENV)/bin/python --editable .
	@touch $@

node_modules/.ready: package.json package-lock.json .npmrc tests/js/with-node requirements/node.txt $(FETCHED_UV)
	@$(WITH_NODE) npm ci --silent --no-audit --no-fund
	@touch $@

.uv/bin/uv:
	$(NEEDS_PYTHON)
	@echo 'Fetching uv $(UV_VERSION) into .uv/ …'
	@{ $(PYTHON) -m venv .uv && .uv/bin/python -m pip install --quiet uv==$(UV_VERSION); } >/dev/null 2>&1 || \
		{ rm -rf .uv; $(PYTHON) -m pip install --quiet --target .uv uv==$(UV_VERSION); } >/dev/null 2>&1 || \
		{ rm -rf .uv; echo 'uv could not be fetched: $(or $(PYTHON),python3) has neither venv nor pip, or the network is' \
		'away. Install uv, or Python with venv (on Debian: apt-get install python3-venv).' >&2; exit 1; }

# ----------------------------------------------------------------------------------------- the build rule that SAM calls
#
# SAM calls `make build-<logical id>` with ARTIFACTS_DIR. All functions get the same folder: it is small, and identical
# folders are uploaded once. No Docker: uv fetches wheels made for the function's platform.

FUNCTION_PYTHON := 3.13
FUNCTION_PLATFORM ?= aarch64-manylinux2014
DEPENDENCIES := build/dependencies-$(FUNCTION_PLATFORM)

# Bytecode is valid for one version of Python only, so that version compiles: one that uv finds, or one of pyenv's.
COMPILER = $(or $(shell $(UV) python find --no-python-downloads $(FUNCTION_PYTHON) 2>/dev/null),$(firstword \
	$(wildcard $(or $(PYENV_ROOT),$(HOME)/.pyenv)/versions/$(FUNCTION_PYTHON).*/bin/python$(FUNCTION_PYTHON))))

# Unchecked, since unpacking changes the files' times, and the folder is read-only, so no file may look stale.
# Tracebacks show the files' names in Lambda.
COMPILE = PYTHONDONTWRITEBYTECODE=1 $(COMPILER) -m compileall -q --invalidation-mode unchecked-hash -p /var/task -s

build-%: $(DEPENDENCIES)/ready
	@test -n "$(ARTIFACTS_DIR)" || { echo 'SAM calls this rule with ARTIFACTS_DIR; run: make build' >&2; exit 1; }
	@mkdir -p "$(ARTIFACTS_DIR)"
	@cp -R $(DEPENDENCIES)/site/. functions shared "$(ARTIFACTS_DIR)"
	@mkdir -p "$(ARTIFACTS_DIR)/docs" && cp docs/openapi.json "$(ARTIFACTS_DIR)/docs"
	@find "$(ARTIFACTS_DIR)/functions" "$(ARTIFACTS_DIR)/shared" -name __pycache__ -prune -exec rm -rf {} +
	@test -z "$(COMPILER)" || \
		$(COMPILE) "$(ARTIFACTS_DIR)" "$(ARTIFACTS_DIR)/functions" "$(ARTIFACTS_DIR)/shared"

# Lambda changes its own boto3 without notice, so the zip contains one, without its unused parts. These are botocore's
# descriptions of all services but three (unzipped, since reading them is faster), Powertools' API browser, and pip's
# notes. METADATA stays, since scanners for vulnerabilities read the installed versions there.
$(DEPENDENCIES)/ready: requirements/functions.txt Makefile $(FETCHED_UV)
	@rm -rf $(DEPENDENCIES)
	@mkdir -p $(DEPENDENCIES)/site
	@$(UV) pip install --quiet --link-mode copy --target $(DEPENDENCIES)/site --python-platform $(FUNCTION_PLATFORM) \
		--python-version $(FUNCTION_PYTHON) --only-binary :all: --no-deps --require-hashes -r requirements/functions.txt
	@cd $(DEPENDENCIES)/site && \
		find botocore/data -mindepth 1 -maxdepth 1 -type d \
			! -name comprehend ! -name dynamodb ! -name secretsmanager -exec rm -rf {} + && \
		rm -rf botocore/data/dynamodb/2011-12-05 bin && \
		find botocore/data -name 'examples-*' -exec rm -f {} + && \
		find botocore/data -name '*.gz' -exec gunzip {} + && \
		find . -path './*.dist-info/*' -type f ! -name METADATA -exec rm -f {} + && \
		rm -rf boto3/data boto3/examples aws_lambda_powertools/event_handler/openapi/swagger_ui/*.min.*
	@if test -n "$(COMPILER)"; then $(COMPILE) $(DEPENDENCIES)/site $(DEPENDENCIES)/site; \
		else echo 'No Python $(FUNCTION_PYTHON) here, so no bytecode in the zip: functions start at half the speed.' \
		'To have it: $(UV) python install $(FUNCTION_PYTHON)' >&2; fi
	@touch $@
