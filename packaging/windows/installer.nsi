; The installer for Windows, for one person, without administrator's rights. NOT YET BUILT OR TRIED ON WINDOWS.
;   .venv\Scripts\python packaging\icons.py build\icons
;   .venv\Scripts\python packaging\build_app.py
;   makensis /DVERSION=0.1.0 packaging\windows\installer.nsi
Unicode true
!include "MUI2.nsh"
!include "FileFunc.nsh"
!ifndef VERSION
  !error "Give the version: /DVERSION=…"
!endif
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\RLMDesktop"
!define CLASSES "Software\Classes"

Name "RLM Desktop"
OutFile "..\..\dist\rlm-desktop-${VERSION}-x64-setup.exe"
InstallDir "$LOCALAPPDATA\Programs\RLM Desktop"
RequestExecutionLevel user
SetCompressor /SOLID lzma
ManifestDPIAware true
!define MUI_ICON "..\..\build\icons\rlm-desktop.ico"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

Section "RLM Desktop"
  ; A new version takes the place of the old one; what the person asked and added lies elsewhere.
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  File /r "..\..\dist\rlm-desktop\*"
  File "..\..\build\icons\rlm-desktop.ico"
  CreateShortcut "$SMPROGRAMS\RLM Desktop.lnk" "$INSTDIR\RLM Desktop.exe" "" "$INSTDIR\rlm-desktop.ico"

  ; Model files open in the program; text is offered under "Open with" and keeps its own program.
  ReadRegStr $0 HKCU "${CLASSES}\.gguf" ""
  StrCmp $0 "" 0 +2
    WriteRegStr HKCU "${CLASSES}\.gguf" "" "RLMDesktop.Model"
  WriteRegStr HKCU "${CLASSES}\.gguf\OpenWithProgids" "RLMDesktop.Model" ""
  WriteRegStr HKCU "${CLASSES}\RLMDesktop.Model" "" "Language model (GGUF)"
  WriteRegStr HKCU "${CLASSES}\RLMDesktop.Model\DefaultIcon" "" "$INSTDIR\rlm-desktop.ico"
  WriteRegStr HKCU "${CLASSES}\RLMDesktop.Model\shell\open\command" "" '"$INSTDIR\RLM Desktop.exe" window "%1"'
  WriteRegStr HKCU "${CLASSES}\Applications\RLM Desktop.exe\shell\open\command" "" '"$INSTDIR\RLM Desktop.exe" window "%1"'
  !macro OFFERED EXTENSION
    WriteRegStr HKCU "${CLASSES}\Applications\RLM Desktop.exe\SupportedTypes" "${EXTENSION}" ""
  !macroend
  !insertmacro OFFERED ".txt"
  !insertmacro OFFERED ".log"
  !insertmacro OFFERED ".csv"
  !insertmacro OFFERED ".tsv"
  !insertmacro OFFERED ".json"
  !insertmacro OFFERED ".jsonl"
  !insertmacro OFFERED ".md"
  !insertmacro OFFERED ".html"
  !insertmacro OFFERED ".pdf"

  WriteUninstaller "$INSTDIR\uninstall.exe"
  WriteRegStr HKCU "${KEY}" "DisplayName" "RLM Desktop"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\rlm-desktop.ico"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${KEY}" "EstimatedSize" "$0"
SectionEnd

Section "Uninstall"
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\RLM Desktop.exe"
  Delete "$INSTDIR\rlm-desktop.exe"
  Delete "$INSTDIR\rlm-desktop.ico"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\RLM Desktop.lnk"
  ; The kind of file may be another program's by now: only what points here goes, and the key if nothing is left in it.
  ReadRegStr $0 HKCU "${CLASSES}\.gguf" ""
  StrCmp $0 "RLMDesktop.Model" 0 +2
    DeleteRegValue HKCU "${CLASSES}\.gguf" ""
  DeleteRegValue HKCU "${CLASSES}\.gguf\OpenWithProgids" "RLMDesktop.Model"
  DeleteRegKey /ifempty HKCU "${CLASSES}\.gguf\OpenWithProgids"
  DeleteRegKey /ifempty HKCU "${CLASSES}\.gguf"
  DeleteRegKey HKCU "${CLASSES}\RLMDesktop.Model"
  DeleteRegKey HKCU "${CLASSES}\Applications\RLM Desktop.exe"
  DeleteRegKey HKCU "${KEY}"
SectionEnd
