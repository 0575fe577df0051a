#!/bin/sh
# Make RLM Desktop.app and a disk image of it, signed and notarised where the keys are there. NOT YET TRIED ON A MAC.
#
#   packaging/macos/build.sh
#
# SIGN_AS        name of a "Developer ID Application" certificate in the keychain; without it the app is signed ad hoc,
#                and macOS asks before it opens it
# NOTARY_PROFILE name of credentials stored with `xcrun notarytool store-credentials`; without it nothing is notarised
set -eu
cd "$(dirname "$0")/../.."
python=.venv/bin/python
version=$($python -c 'import tomllib; print(tomllib.load(open("pyproject.toml", "rb"))["project"]["version"])')
app="dist/RLM Desktop.app"

$python packaging/icons.py build/icons
RLM_ICON=$PWD/build/icons/rlm-desktop.icns $python packaging/build_app.py "$@"

# Everything that runs is signed, the innermost first; Deno and the libraries come with signatures of their own,
# which the bundle's replaces. Deno compiles at run time and needs to be told that it may.
find "$app" -type f \( -name '*.dylib' -o -name '*.so' -o -perm -111 \) -print0 |
    xargs -0 -n 16 codesign --force --timestamp --options runtime \
        --entitlements packaging/macos/entitlements.plist --sign "${SIGN_AS:--}"
codesign --force --timestamp --options runtime \
    --entitlements packaging/macos/entitlements.plist --sign "${SIGN_AS:--}" "$app"
codesign --verify --deep --strict "$app"

image="dist/rlm-desktop-$version-$(uname -m).dmg"
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
cp -R "$app" "$stage/"
ln -s /Applications "$stage/Applications"
rm -f "$image"
hdiutil create -volname "RLM Desktop" -srcfolder "$stage" -format ULMO "$image"
if [ -n "${NOTARY_PROFILE:-}" ]; then
    xcrun notarytool submit "$image" --keychain-profile "$NOTARY_PROFILE" --wait
    xcrun stapler staple "$image"
fi
echo "$image"
