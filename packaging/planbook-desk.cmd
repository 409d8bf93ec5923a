@echo off
chcp 65001 >nul
setlocal
set QUIET=1
if not exist "%~dp0app\planbook" call "%~dp0install.cmd"
call "%~dp0find-python.cmd"
if not exist "%~dp0app\planbook" goto failed
set "PYTHONPATH=%~dp0app"
set PYTHONUTF8=1
set "FOLDER=%~1"
if not defined FOLDER set "FOLDER=%USERPROFILE%\planbook"
echo ปิดหน้าต่างนี้เพื่อปิดโปรแกรม / close this window to end the program
%PY% -m planbook desk "%FOLDER%"
if errorlevel 1 goto failed
exit /b 0
:failed
pause
exit /b 1
