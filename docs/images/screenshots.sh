#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Takes the pictures of the web console in this folder anew. Needs Chromium, curl, Maven and the built jars:
#   mvn -Dfast -DskipTests package && docs/images/screenshots.sh
set -euo pipefail
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
work=$(mktemp -d)
port=${PORT:-18481}
trap '[ -z "${felix:-}" ] || kill "$felix" || true; [ -z "${client:-}" ] || kill "$client" || true; sleep 1; rm -rf "$work"' EXIT
mkdir -p "$work"/{bundles,etc,files,lib}

# All in one run of Maven, without what they depend on.
dependency() { # GROUP:ARTIFACT:VERSION
  IFS=: read -r group artifact version <<< "$1"
  echo "<dependency><groupId>$group</groupId><artifactId>$artifact</artifactId><version>$version</version>" \
    "<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions></dependency>"
}
{
  echo '<project><modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>x</artifactId><version>1</version><dependencies>'
  for artifact in org.apache.felix:org.apache.felix.{framework:7.0.5,scr:2.2.18,configadmin:1.9.26,fileinstall:3.7.4} \
      org.apache.felix:org.apache.felix.{metatype:1.2.4,inventory:2.0.0,webconsole:5.0.18} \
      org.apache.felix:org.apache.felix.http.{jetty12:1.1.8,servlet-api:6.1.0} \
      org.owasp.encoder:encoder:1.3.1 commons-fileupload:commons-fileupload:1.6.0 commons-io:commons-io:2.22.0 \
      org.osgi:org.osgi.{service.component:1.5.1,util.promise:1.3.0,util.function:1.2.0} \
      org.ops4j.pax.logging:pax-logging-{api,logback}:2.3.2 org.bouncycastle:{bcprov,bcpkix,bcutil}-jdk18on:1.86; do
    dependency "$artifact"
  done
  echo '</dependencies></project>'
} > "$work/pom.xml"
mvn ${MAVEN_OPTIONS:--B} -q -f "$work/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
  -DoutputDirectory="$work/bundles"
mv "$work"/bundles/org.apache.felix.framework-*.jar "$work/lib/"
for bundle in api net core storage-local auth-users ftp tftp shell webconsole; do
  cp "$root/bundles/$bundle/target/fairlead-$bundle-"*[!s].jar "$work/bundles/"
done
rm -f "$work"/bundles/*-sources.jar "$work"/bundles/*-javadoc.jar

# alice's password is secret
echo 'alice:$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW' > "$work/users"
echo hello > "$work/files/readme.txt"
write() { local file=$1; shift; printf '%s\n' "$@" > "$work/etc/$file.cfg"; }
write org.ops4j.pax.logging 'log4j2.rootLogger.level = WARN'
write io.fairlead.storage.local-files "path = $work/files"
write io.fairlead.export-files 'name = files'
write io.fairlead.export-archive 'name = archive' 'storage.target = (storage.name=tape)'
write io.fairlead.auth.users-users "file = $work/users"
write io.fairlead.ftp.server-office 'name = office' 'port = 2121' 'welcome = Welcome' 'prot = 2121'
write io.fairlead.ftp.server-second 'name = second' 'port = 2121'
write io.fairlead.tftp.server-boot 'name = boot' 'port = 6969' 'export.target = (export.name=archive)'

java -cp "$work/lib/"'*' Framework.java "$work/bundles" "$work/etc" "$work/storage" "$port" > "$work/log" 2>&1 &
felix=$!
console=http://admin:admin@127.0.0.1:$port/system/console
for _ in $(seq 120); do
  curl -sf "$console/status-fairlead.txt" 2>/dev/null | grep -q 'nobody reads' && break
  sleep 1
done
curl -sf "$console/status-fairlead.txt" > "$work/page" || { tail -20 "$work/log"; exit 1; }
(sleep 300 | curl -s -T - ftp://alice:secret@127.0.0.1:2121/report.csv) &
client=$!
sleep 3

picture() { # NAME URL WIDTHxHEIGHT
  chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --force-device-scale-factor=1 \
    --user-data-dir="$work/chromium" --window-size="$3" --virtual-time-budget=15000 \
    --screenshot="$work/$1.png" "$2" > "$work/chromium.log" 2>&1
  mv "$work/$1.png" "$1.png"
}
picture webconsole-page "$console/status-fairlead" 1500,900
picture webconsole-form "$console/configMgr/io.fairlead.ftp.server~office" 1100,900
ls -l ./*.png
