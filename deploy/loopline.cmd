@echo off
rem The loopline command on Windows. Needs a JDK 17 or newer; builds what is not built, with the Maven wrapper where no Maven is installed.
rem LOOPLINE_JAVA_OPTS: more flags for the JVM of this command. LOOPLINE_NO_BUILD=1: never build.
setlocal EnableExtensions DisableDelayedExpansion

for %%I in ("%~dp0..") do set "REPOSITORY=%%~fI"
set "CLI=%REPOSITORY%\deploy\cli\target"
set "STAMP=%CLI%\loopline-built"
set "STARTED=%CLI%\loopline-build-started"

if defined JAVA_HOME (
    set "JAVA=%JAVA_HOME%\bin\java.exe"
) else (
    set "JAVA=java.exe"
)
"%JAVA%" -version >nul 2>&1
if errorlevel 1 (
    echo Java is not found; install a JDK 17 or newer, or set JAVA_HOME to one. 1>&2
    exit /b 1
)
set "VERSION="
rem The first line is such as: openjdk 17.0.15 2025-04-15
for /f "tokens=2 delims=.-+ " %%V in ('""%JAVA%" --version 2^>nul"') do if not defined VERSION set "VERSION=%%V"
if not defined VERSION (
    echo %JAVA% does not tell its version; set JAVA_HOME to a JDK 17 or newer. 1>&2
    exit /b 1
)
if %VERSION% LSS 17 (
    echo %JAVA% is Java %VERSION%, but Loopline needs 17 or newer; set JAVA_HOME to such a JDK. 1>&2
    exit /b 1
)

set "JAR="
for /f "delims=" %%J in ('dir /b "%CLI%\loopline-cli-*.jar" 2^>nul') do set "JAR=%CLI%\%%J"
if defined LOOPLINE_NO_BUILD goto run
if not defined JAR goto build
"%JAVA%" -cp "%JAR%" dev.loopline.cli.BuildCheck "%REPOSITORY%" >nul 2>&1
if not errorlevel 1 goto run

:build
set "MAVEN=%REPOSITORY%\mvnw.cmd"
for %%M in (mvn.cmd) do if not "%%~$PATH:M"=="" set "MAVEN=%%~$PATH:M"
if not exist "%CLI%" mkdir "%CLI%"
echo Building Loopline (first use, takes some minutes) ... 1>&2
echo started> "%STARTED%"
pushd "%REPOSITORY%"
call "%MAVEN%" -B -q -DskipTests -Dspotless.check.skip=true -pl deploy/rehearsal -am package > "%CLI%\loopline-build.log" 2>&1
set "BUILT=%ERRORLEVEL%"
popd
if not "%BUILT%"=="0" (
    echo The build failed; see "%CLI%\loopline-build.log". 1>&2
    exit /b 1
)
rem What changed during the build is newer than its start, and built the next time.
move /y "%STARTED%" "%STAMP%" >nul
for /f "delims=" %%J in ('dir /b "%CLI%\loopline-cli-*.jar" 2^>nul') do set "JAR=%CLI%\%%J"

:run
if not defined JAR (
    echo Loopline is not built; run mvnw -DskipTests package in "%REPOSITORY%". 1>&2
    exit /b 1
)
set "ARCHIVE="
if exist "%CLI%\classes.jsa" set ARCHIVE="-XX:SharedArchiveFile=%CLI%\classes.jsa" -Xlog:cds=off -Xlog:cds+dynamic=off
rem What this run unpacks lies in a folder of its own, which is removed at its end.
set "TEMPORARY=%TEMP%\loopline-%RANDOM%%RANDOM%"
mkdir "%TEMPORARY%"
set "NATIVE="
if %VERSION% GEQ 22 set "NATIVE=--enable-native-access=ALL-UNNAMED"
"%JAVA%" -Xms64m -Xmx320m -XX:+UseSerialGC -XX:-UsePerfData -XX:TieredStopAtLevel=1 -XX:+ExitOnOutOfMemoryError "-Djava.io.tmpdir=%TEMPORARY%" -Dfile.encoding=UTF-8 "-Dloopline.installation=%REPOSITORY%" %NATIVE% %ARCHIVE% %LOOPLINE_JAVA_OPTS% -cp "%JAR%;%CLI%\lib\*" dev.loopline.cli.Main %*
set "RESULT=%ERRORLEVEL%"
rd /s /q "%TEMPORARY%"
exit /b %RESULT%
