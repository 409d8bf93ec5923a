#!/bin/sh
# The page in the browser; further words are planbook's own, such as demo.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ -d "$here/app/planbook" ] || "$here/install.sh"
export PYTHONPATH="$here/app" PYTHONUTF8=1
[ $# -gt 0 ] || set -- desk "$HOME/planbook"
exec "${PYTHON:-python3}" -m planbook "$@"
