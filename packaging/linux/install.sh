#!/bin/sh
# RLM Desktop @VERSION@ for one person, in one file: `sh @FILE@`. Nothing needs root, nothing needs a network.
#   sh @FILE@              install for you, under ~/.local
#   sh @FILE@ --to FOLDER  put the program there and nothing anywhere else
#   sh @FILE@ --check      compare what comes after this text with its SHA-256
# To remove it again: ~/.local/lib/rlm-desktop/uninstall. What you asked and added stays until you delete it.
set -eu
umask 022
name=rlm-desktop
sum=@SHA256@
lines=@LINES@
payload() { tail -n "+$((lines + 1))" "$0"; }
fail() { echo "$1" >&2; exit 1; }

case "$(uname -sm)" in
    "Linux @MACHINE@") ;;
    *) fail "This file is for Linux on @MACHINE@; this is $(uname -sm)." ;;
esac
command -v gzip >/dev/null && command -v tar >/dev/null || fail "tar and gzip are needed to unpack this file."
case "${1:-}" in
    --check | "" | --to) ;;
    *) sed -n '2,6s/^# *//p' "$0"; exit 2 ;;
esac
[ "$(payload | sha256sum | cut -d' ' -f1)" = "$sum" ] || fail "This file is damaged: get it again."
[ "${1:-}" = --check ] && { echo "This file is whole."; exit 0; }

if [ "${1:-}" = --to ]; then
    home=${2:?"--to needs the name of a folder"}
else
    home=${HOME:?}/.local/lib/$name
fi
new=$home.new
rm -rf "$new"
mkdir -p "$new"
payload | tar -xz -C "$new" || fail "There is not enough room for it in $(dirname "$home")."
# The old version stays until the new one is whole.
rm -rf "$home.old"
[ ! -e "$home" ] || mv "$home" "$home.old"
mv "$new" "$home"
rm -rf "$home.old"
if [ "${1:-}" = --to ]; then
    echo "RLM Desktop is in $home. Start it with $home/$name"
    exit 0
fi

share=${XDG_DATA_HOME:-$HOME/.local/share}
bin=$HOME/.local/bin
mkdir -p "$bin" "$share"
ln -sf "$home/$name" "$bin/$name"
(cd "$home/share" && tar -cf - .) | tar -xf - -C "$share"
# A desktop need not look into ~/.local/bin.
sed -i -e "s|^Exec=$name|Exec=\"$home/$name\"|" -e "s|^TryExec=.*|TryExec=$home/$name|" "$share/applications/$name.desktop"
(cd "$home/share" && find . -type f) | sed "s|^\.|$share|" > "$home/installed"
refresh() {
    update-desktop-database -q "$share/applications" 2>/dev/null || true
    update-mime-database "$share/mime" 2>/dev/null || true
    gtk-update-icon-cache -q -t "$share/icons/hicolor" 2>/dev/null || true
}
refresh
cat > "$home/uninstall" <<END
#!/bin/sh
# Removes RLM Desktop. What you asked and added stays in $share/rlm-desktop until you delete it.
while read -r file; do rm -f "\$file"; done < "$home/installed"
rm -f "$bin/$name"
rm -rf "$home"
update-desktop-database -q "$share/applications" 2>/dev/null || true
update-mime-database "$share/mime" 2>/dev/null || true
echo "RLM Desktop is removed."
END
chmod 755 "$home/uninstall"
echo "RLM Desktop is installed: look among your applications, or run $bin/$name"
exit 0
