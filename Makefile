.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check install
PYTHON ?= $(shell for one in python3.14 python3.13 python3.12 python3.11 python3; do \
	$$one -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$one && break; done)
INSTALLED := $(VENV)/.installed
AUDIT := var/audit-tools
AUDITING := $(AUDIT)/.installed

help: ## この一覧を出す
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/'

run: $(INSTALLED) ## すべてを手元で動かす（Ctrl-C で終わる）
	@exec $(BIN)/madoguchi dev

test faults: export PYTHONDONTWRITEBYTECODE =
test: $(INSTALLED) ## すべての試験
	@$(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder

faults: $(INSTALLED) ## 故障の一覧をすべて試し、表にする（var/faults.md、長くかかります）
	@$(BIN)/pytest -m fault --fault-table -n 3 --dist loadfile --no-loadscope-reorder

soak: $(INSTALLED) ## 300人が話すあいだ、すべてを2秒ごとに落とし続ける（10分ほど）
	@$(BIN)/python -m tests.faults.soak

mutate: $(INSTALLED) ## 規則と保存の条件を一か所ずつ変え、試験が気づくかを見る（1時間ほど）
	@$(BIN)/python -m tests.faults.mutate

check: $(INSTALLED) ## 書式・型・import の向き
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

fix: $(INSTALLED) ## 書式を直す
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

talk: $(INSTALLED) ## トークを端末で試す
	@$(BIN)/python -m bot.talk

pictures: $(INSTALLED) ## 職員の画面の図を描き直す（docs/pictures、Chromium が要ります）
	@$(BIN)/python -m tests.console.pictures

preview: $(INSTALLED) ## すべてのメッセージを1枚で見る（var/preview.html と var/preview-easy.html、.png）
	@$(BIN)/python -m bot.playground.page.preview

menu: $(INSTALLED) ## リッチメニューの絵を作り直す（fonts-noto-cjk が要ります）
	@$(BIN)/python -m messages_ja.menu.draw

learn: $(INSTALLED) ## 例文（messages_ja/understanding）を学び直す（2～3分）
	@$(BIN)/python -m messages_ja.understanding.learn

bench: $(INSTALLED) ## 速さを測り、docs/performance.md に書く（ほかに何も動いていない機械で、30分ほど）
	@$(BIN)/python -m benchmarks

sbom: $(AUDITING) ## 使っているライブラリの一覧（CycloneDX）を var/sbom.json に書く
	@mkdir -p var
	@$(AUDIT)/bin/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible --output-file var/sbom.json \
		requirements-production.lock 2>/dev/null
	@echo var/sbom.json

audit: $(AUDITING) ## 使っているライブラリに、知られた弱さがないかを尋ねる（外へつながることが必要）
	@$(AUDIT)/bin/pip-audit --strict --disable-pip --require-hashes --requirement requirements-production.lock

lock: $(INSTALLED) ## 依存の版を取り直す
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--group dev --group build --output-file requirements.lock pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--constraint requirements.lock --group build --output-file requirements-production.lock pyproject.toml
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--group audit --output-file requirements-audit.lock

$(AUDITING): requirements-audit.lock
	@mkdir -p var && $(PYTHON) -m venv $(AUDIT)
	@$(AUDIT)/bin/python -m pip --quiet --disable-pip-version-check install --require-hashes -r requirements-audit.lock
	@touch $@

$(INSTALLED): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 以上と、その venv が必要です（Debian なら apt install python3-venv）" >&2; exit 1; }
	@echo "準備 1/3: $(PYTHON) の環境を $(VENV) に作ります"
	@$(PYTHON) -m venv $(VENV)
	@echo "準備 2/3: requirements.lock の依存を入れます（はじめは1分ほど）"
	@$(PIP) --require-hashes -r requirements.lock
	@echo "準備 3/3: madoguchi を入れます"
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.PHONY: help run test faults soak mutate check fix talk preview pictures menu learn bench sbom audit lock
