#!/bin/sh
# What git calls for notebooks: finds a Python and hands on to git_notebooks.py. `make lab` and `make setup` tell git to
# call it (setup_git.py). The arguments are git's own.
here=$(dirname "$0")
# Of a work tree beside the main one, the environment is the main one's.
main=$(git rev-parse --git-common-dir 2>/dev/null)/..
for python in .venv/bin/python .venv/Scripts/python.exe .venv-lab/bin/python .venv-lab/Scripts/python.exe \
    "$main/.venv/bin/python" "$main/.venv-lab/bin/python" python3 python; do
    # Git's own path comes last: any Python that is new enough does, as nothing but its own library is needed.
    if command -v "$python" >/dev/null 2>&1 &&
        "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        exec "$python" -I "$here/git_notebooks.py" "$@"
    fi
done
echo "No Python 3.11 or newer was found, so notebooks cannot be tidied for git: run 'make setup'." >&2
exit 1
