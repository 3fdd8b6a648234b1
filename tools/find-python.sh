#!/bin/sh
# Prints the path of the newest Python that set-up can use (3.11 to 3.14, or a newer one where there is no other).
# Says plainly what is missing if there is none. `PYTHON=...` names one to use instead of searching.
set -u
code='import sys
low, high = (3, 11), (3, 14)
if sys.version_info[:2] < low or (sys.argv[1] == "locked" and sys.version_info[:2] > high):
    sys.exit(1)
import ensurepip, venv
print(sys.executable)'

usable() { # usable NAME locked|any: a name may be a stub that does not run, so it is run
    command -v "$1" >/dev/null 2>&1 && "$1" -c "$code" "$2" 2>/dev/null
}

if [ -n "${PYTHON:-}" ]; then
    usable "$PYTHON" any && exit 0
    names=$PYTHON
else
    names='python3.14 python3.13 python3.12 python3.11 python3 python'
    for which in locked any; do
        for name in $names; do usable "$name" "$which" && exit 0; done
    done
fi

{
    echo "Set-up needs Python 3.11 or newer, with its venv module. Looked for: $names."
    for name in $names; do
        version=$("$name" --version 2>/dev/null) || continue
        case $version in
        *' 3.1'[1-9]*) echo "  $name is $version, but cannot make environments (on Debian and Ubuntu: apt install python3-venv)" ;;
        *) echo "  $name is $version" ;;
        esac
    done
    echo "Install Python 3.11 to 3.14, then run the same command again; PYTHON=/path/to/python names one that is not on PATH."
} >&2
exit 1
