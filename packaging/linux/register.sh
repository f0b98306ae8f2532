#!/bin/sh
# Puts Jevons into the desktop's menu and opens .jevons files with it, for the current user.
#   ./register.sh            for the programs in this folder; run it again when you have moved it
#   ./register.sh --remove   undoes it
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
share="$here/_internal/share"
data=${XDG_DATA_HOME:-$HOME/.local/share}
entry="$data/applications/jevons.desktop"
type="$data/mime/packages/jevons.xml"
icon="$data/icons/hicolor/scalable/apps/jevons.svg"

# What menus and file managers remember of these files; a desktop without these tools looks itself.
refresh() {
    if [ -d "$data/mime" ] && command -v update-mime-database >/dev/null; then
        update-mime-database "$data/mime"
    fi
    if [ -d "$data/applications" ] && command -v update-desktop-database >/dev/null; then
        update-desktop-database "$data/applications"
    fi
}

case ${1:-} in
--remove)
    rm -f -- "$entry" "$type" "$icon"
    refresh
    exit ;;
'') ;;
*)
    sed -n '2,4s/^# *//p' "$0" >&2
    exit 2 ;;
esac

mkdir -p -- "${entry%/*}" "${type%/*}" "${icon%/*}"
cp -- "$share/jevons.xml" "$type"
cp -- "$here/_internal/resources/icons/jevons.svg" "$icon"
# Quoted as the desktop entry specification wants it: once for the argument, once for the string.
program=$(printf '%s' "$here/jevons-desktop" | sed -e 's/["`$\\]/\\&/g' -e 's/\\/\\\\/g' -e 's/%/%%/g')
{
    grep -v '^Exec=' "$share/jevons.desktop"
    printf 'Exec="%s" %%F\n' "$program"
} >"$entry"
refresh
