#!/bin/sh
# Remakes locks/*.txt from pyproject.toml with uv: one version of each package for every Python and system,
# with hashes, and without the address of any package index. `--upgrade` takes the newest versions allowed.
set -eu
cd "$(dirname "$0")/.."
uv=${UV:-.venv/bin/uv}

compile() { # compile NAME ARGUMENT...
    name=$1
    shift
    lock=locks/$name.txt
    "$uv" pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
        --no-emit-index-url --no-header --output-file "$lock" "$@" >/dev/null
    sed -e '/^#/d' -e '/^ *# .*-c locks\//d' "$lock" >"$lock.new"
    { echo "# Made from pyproject.toml by \`make lock\`; not for editing by hand."; cat "$lock.new"; } >"$lock"
    rm "$lock.new"
    echo "$lock: $(grep -c '==' "$lock") packages"
}

compile runtime pyproject.toml --extra sftp "$@"
compile installer --group installer --constraints locks/runtime.txt "$@"
compile test pyproject.toml --extra sftp --extra test --extra dev --constraints locks/runtime.txt --constraints locks/installer.txt "$@"
compile lab pyproject.toml --extra sftp --extra lab --constraints locks/runtime.txt --constraints locks/test.txt "$@"
