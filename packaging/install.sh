#!/bin/sh
# Unpack planbook's wheels into app, beside this file.
set -eu
cd "$(dirname "$0")"
exec "${PYTHON:-python3}" install.py
