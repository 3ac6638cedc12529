#!/usr/bin/env bash
# Serves DIR/files by SMB as Samba's test suite wants it, in the foreground: the users torture1 and torture2, a share named share
# without regard to case, a second one hideunread that hides what one may not read, a third one noperm where nothing may be changed,
# shadow over DIR/shadow, whose snapshots lie in DIR/snapshots, and quota, where each user has a home with a quota; signing not
# required. Prints what serve prints, READY at its end.
#
#   serve.sh JAR DIR [PORT [HOST [MORE]]]      PORT 0, which is the default, picks a free one; HOST is 127.0.0.1
#
# With MORE, as many further shares: share1 over DIR/files1, and so on.
set -euo pipefail
jar=$1 dir=$2 port=${3:-0} host=${4:-127.0.0.1} more=${5:-0}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
home=$dir/home
mkdir -p "$dir/files"
mkdir -p -m 700 "$home" "$home/etc"
for n in 1 2; do
  FAIRLEAD_PASSWORD="Passw0rd!$n" "$java" -jar "$jar" user add "torture$n" ntlm --home "$home"
done
cat >"$home/etc/io.fairlead.storage.local-default.cfg" <<CONFIG
path = $dir/files
sync = none
CONFIG
echo 'caseInsensitive = true' >"$home/etc/io.fairlead.export-default.cfg"
echo 'signingRequired = false' >"$home/etc/io.fairlead.smb.server-default.cfg"
printf 'name = noperm\nreadOnly = true\n' >"$home/etc/io.fairlead.smb.share-noperm.cfg"
printf 'name = hideunread\nhideUnreadable = true\n' >"$home/etc/io.fairlead.smb.share-hideunread.cfg"
echo 'name = share' >"$home/etc/io.fairlead.smb.share-default.cfg"
# share NAME FOLDER EXPORT-LINE [STORAGE-LINE]: a share of that name over a folder of its own
share() {
  mkdir -p "$dir/$2"
  printf 'name = %s\npath = %s\nsync = none\n%s\n' "$2" "$dir/$2" "${4-}" >"$home/etc/io.fairlead.storage.local-$1.cfg"
  printf 'name = %s\nstorage.target = (storage.name=%s)\n%s\n' "$2" "$2" "$3" >"$home/etc/io.fairlead.export-$1.cfg"
  printf 'name = %s\nexport.target = (export.name=%s)\n' "$1" "$2" >"$home/etc/io.fairlead.smb.share-$1.cfg"
}
mkdir -p "$dir/snapshots"
share shadow shadow 'caseInsensitive = true' "snapshots = $dir/snapshots/*"
share quota homes $'homes = true\nuserQuotaBytes = 1000000000'
for ((i = 1; i <= more; i++)); do
  share "share$i" "files$i" 'caseInsensitive = true'
done
exec "$java" -jar "$jar" serve --home "$home" --ftp off --smb "$port" --host "$host"
