@echo off
rem Starts FaceCloak with the Java that JAVA_HOME names or, without JAVA_HOME, with the one on the PATH.
setlocal EnableExtensions DisableDelayedExpansion

for %%i in ("%~dp0..") do set "jar=%%~fi\facecloak.jar"
if not exist "%jar%" goto nojar
if not defined JAVA_HOME goto path
set "java=%JAVA_HOME:"=%\bin\java.exe"
if not exist "%java%" goto nohome
goto version

:path
set "java="
for %%i in (java.exe) do set "java=%%~$PATH:i"
if not defined java goto nojava

:version
set "version="
for /f "tokens=2,3" %%a in ('call "%java%" -version 2^>^&1') do if "%%a"=="version" if not defined version set "version=%%~b"
set "major="
for /f "delims=.-+_" %%a in ("%version%") do set "major=%%a"
if not defined major goto broken
if %major% LSS 17 goto old

"%java%" -jar "%jar%" %*
exit /b %errorlevel%

:nojar
echo facecloak: "%jar%" is missing; unpack the whole zip and leave the files where they are 1>&2
exit /b 1

:nohome
echo facecloak: JAVA_HOME is set, but "%java%" is no program; install Java 17 or newer or let JAVA_HOME name its folder 1>&2
exit /b 1

:nojava
echo facecloak: there is no Java on this computer's PATH; install Java 17 or newer or let JAVA_HOME name its folder 1>&2
exit /b 1

:broken
echo facecloak: "%java%" does not tell its version; install Java 17 or newer or let JAVA_HOME name its folder 1>&2
exit /b 1

:old
echo facecloak: "%java%" is Java "%version%", which is too old; install Java 17 or newer or let JAVA_HOME name its folder 1>&2
exit /b 1
