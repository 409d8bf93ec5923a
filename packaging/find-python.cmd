@rem Sets PY: the Python of this folder, or one of the same version that is installed.
set "PY="
if exist "%~dp0python\python.exe" set "PY="%~dp0python\python.exe""
if defined PY exit /b 0
py -3.12 -c "" >nul 2>nul
if not errorlevel 1 set "PY=py -3.12"
exit /b 0
