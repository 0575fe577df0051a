#!/bin/sh
# Compares a kit for machines without a network with its list of sums, and the list with its signature.
#   sh verify.sh            the files only: whether something was damaged on the way
#   sh verify.sh KEY.pub    also who made it: KEY.pub must have come to you another way than this kit
# Exit status: 0 all is well, 1 something is not as it was packed, 2 it could not be found out.
set -eu
cd "$(dirname "$0")"
purpose=rlm-desktop-kit
if command -v sha256sum >/dev/null; then sums="sha256sum"; else sums="shasum -a 256"; fi
command -v ${sums%% *} >/dev/null || { echo "Neither sha256sum nor shasum is here." >&2; exit 2; }
[ -f SHA256SUMS ] || { echo "There is no SHA256SUMS beside this script." >&2; exit 1; }

if [ $# -gt 0 ]; then
    [ -r "$1" ] || { echo "There is no key at $1 (give its whole path)." >&2; exit 2; }
    [ -f SHA256SUMS.sig ] || { echo "This kit is not signed." >&2; exit 1; }
    command -v ssh-keygen >/dev/null || { echo "ssh-keygen (OpenSSH) is needed to check a signature." >&2; exit 2; }
    allowed=$(mktemp)
    trap 'rm -f "$allowed"' EXIT
    printf 'maker %s\n' "$(cut -d' ' -f1,2 "$1")" > "$allowed"
    if ! ssh-keygen -Y verify -f "$allowed" -I maker -n "$purpose" -s SHA256SUMS.sig < SHA256SUMS >/dev/null 2>&1; then
        echo "The list of sums is NOT signed with this key." >&2
        exit 1
    fi
    echo "The list of sums is signed with this key."
fi

$sums -c SHA256SUMS >/dev/null 2>&1 || { $sums -c SHA256SUMS 2>&1 | grep -v ': OK$' >&2; exit 1; }
listed=$(cut -c67- SHA256SUMS | sort)
there=$(find . -type f ! -path ./SHA256SUMS ! -path ./SHA256SUMS.sig | sed 's|^\./||' | sort)
if [ "$listed" != "$there" ]; then
    echo "There are files here that the list does not name:" >&2
    printf '%s\n%s\n' "$listed" "$there" | sort | uniq -u >&2
    exit 1
fi
echo "$(printf '%s\n' "$listed" | wc -l | tr -d ' ') files are as they were packed."
[ $# -gt 0 ] || echo "Who packed them was not asked: give the maker's key to find out."
