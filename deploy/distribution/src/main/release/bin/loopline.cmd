@echo off
rem The loopline command of a release, on Windows. Needs a Java 17 or newer, unless the folder runtime is there.
rem LOOPLINE_JAVA_OPTS: more flags for the JVM of this command.
setlocal EnableExtensions DisableDelayedExpansion

for %%I in ("%~dp0..") do set "RELEASE=%%~fI"
if exist "%RELEASE%\runtime\bin\java.exe" (
    set "JAVA=%RELEASE%\runtime\bin\java.exe"
) else if defined JAVA_HOME (
    set "JAVA=%JAVA_HOME%\bin\java.exe"
) else (
    set "JAVA=java.exe"
)
"%JAVA%" -version >nul 2>&1
if errorlevel 1 (
    echo Java is not found; install a Java 17 or newer, or set JAVA_HOME to one. 1>&2
    exit /b 1
)
set "VERSION="
rem The first line is such as: openjdk 17.0.15 2025-04-15
for /f "tokens=2 delims=.-+ " %%V in ('""%JAVA%" --version 2^>nul"') do if not defined VERSION set "VERSION=%%V"
if not defined VERSION (
    echo %JAVA% does not tell its version; set JAVA_HOME to a Java 17 or newer. 1>&2
    exit /b 1
)
if %VERSION% LSS 17 (
    echo %JAVA% is Java %VERSION%, but Loopline needs 17 or newer; set JAVA_HOME to such a one. 1>&2
    exit /b 1
)
rem What this run unpacks lies in a folder of its own, which is removed at its end.
set "TEMPORARY=%TEMP%\loopline-%RANDOM%%RANDOM%"
mkdir "%TEMPORARY%"
set "NATIVE="
if %VERSION% GEQ 22 set "NATIVE=--enable-native-access=ALL-UNNAMED"
"%JAVA%" -Xms64m -Xmx320m -XX:+UseSerialGC -XX:-UsePerfData -XX:TieredStopAtLevel=1 -XX:+ExitOnOutOfMemoryError "-Djava.io.tmpdir=%TEMPORARY%" -Dfile.encoding=UTF-8 "-Dloopline.installation=%RELEASE%" %NATIVE% %LOOPLINE_JAVA_OPTS% -jar "%RELEASE%\command\loopline.jar" %*
set "RESULT=%ERRORLEVEL%"
rd /s /q "%TEMPORARY%"
exit /b %RESULT%
