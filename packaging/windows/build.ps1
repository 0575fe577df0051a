# Make the installer for Windows, signed where there is a certificate. NOT YET TRIED ON WINDOWS.
#   packaging\windows\build.ps1
# $env:SIGN_WITH  SHA-1 of a code-signing certificate in the store; without it Windows warns of an unknown maker
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..\..")
$python = ".venv\Scripts\python.exe"
$version = & $python -c "import tomllib; print(tomllib.load(open('pyproject.toml', 'rb'))['project']['version'])"

function Sign($files) {
    if ($env:SIGN_WITH) {
        signtool sign /sha1 $env:SIGN_WITH /fd SHA256 /tr http://timestamp.digicert.com /td SHA256 $files
        if ($LASTEXITCODE) { throw "signtool failed" }
    }
}

& $python packaging\icons.py build\icons
if ($LASTEXITCODE) { throw "the icons could not be drawn" }
$env:RLM_ICON = (Resolve-Path "build\icons\rlm-desktop.ico").Path
& $python packaging\build_app.py @args
if ($LASTEXITCODE) { throw "the folder could not be made" }
Sign @("dist\rlm-desktop\rlm-desktop.exe", "dist\rlm-desktop\RLM Desktop.exe")
makensis "/DVERSION=$version" packaging\windows\installer.nsi
if ($LASTEXITCODE) { throw "makensis failed" }
Sign @("dist\rlm-desktop-$version-x64-setup.exe")
