@echo off
rem Starts Millsight on Windows: builds it on first use, then runs it. Delete cli\target to build anew.
setlocal
set "ROOT=%~dp0"
set "LIBRARY=%ROOT%cli\target\millsight\lib"
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
"%JAVA%" -version >nul 2>&1
if errorlevel 1 (
    echo millsight: no Java found; install a JDK 17 or newer from https://adoptium.net, or set JAVA_HOME 1>&2
    exit /b 2
)
if not exist "%LIBRARY%\millsight-cli-*.jar" (
    echo millsight: building ^(the first time downloads libraries and takes minutes^) 1>&2
    pushd "%ROOT%"
    call mvnw.cmd -q -B -pl cli -am -DskipTests -Dspotless.check.skip=true package 1>&2
    if errorlevel 1 (
        popd
        echo millsight: the build failed; its messages are above 1>&2
        exit /b 2
    )
    popd
)
"%JAVA%" -Xmx2g "-Dmillsight.home=%ROOT%." %MILLSIGHT_JAVA_OPTIONS% -cp "%LIBRARY%\*" io.millsight.cli.Main %*
exit /b %ERRORLEVEL%
