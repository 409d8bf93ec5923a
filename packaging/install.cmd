@echo off
chcp 65001 >nul
setlocal
cd /d "%~dp0"
call find-python.cmd
if not defined PY (
  echo ไม่พบ Python 3.12: ดูวิธีในไฟล์ READ-ME-FIRST.html / Python 3.12 was not found: see READ-ME-FIRST.html
  if not defined QUIET pause
  exit /b 1
)
%PY% install.py
if errorlevel 1 (
  if not defined QUIET pause
  exit /b 1
)
