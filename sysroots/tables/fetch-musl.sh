#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# fetch-musl.sh FOLDER: unpacks the musl package of Debian 11, 12 and 13 into
# FOLDER/<musl release>/<dpkg architecture>/, for make-musl.py. Packages come from the
# Debian mirror that this host's apt is set up for, signatures checked by apt. What a
# release does not serve for an architecture is left out.
set -eu
folder=$1
mirror=${CROSSROOT_DEBIAN_MIRROR:-$(apt-get indextargets \
  --format '$(ORIGIN) $(REPO_URI)' 'Created-By: Packages' | sed -n 's/^Debian //p' | head -n 1)}
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)

# fetch RELEASE SUITE ARCHITECTURE
fetch() {
  state=$folder/apt/$2-$3
  mkdir -p "$state/lists/partial" "$state/cache/archives/partial" "$folder/$1/$3"
  : >"$state/status"
  echo "deb [arch=$3 signed-by=$keyring] $mirror $2 main" >"$state/sources.list"
  set -- "$1" "$3" -q -o Dir::Etc::sourcelist="$state/sources.list" \
    -o Dir::Etc::sourceparts=/dev/null -o Dir::State::lists="$state/lists" \
    -o Dir::State::status="$state/status" -o Dir::Cache="$state/cache" \
    -o APT::Architecture="$3" -o APT::Architectures="$3" -o APT::Sandbox::User=root
  into=$folder/$1/$2
  shift 2
  [ -s "$state/updated" ] || { apt-get "$@" update && date >"$state/updated"; }
  (cd "$state" && apt-get "$@" download musl) || { rmdir "$into"; return 0; }
  for package in "$state"/musl_*.deb; do
    dpkg-deb -x "$package" "$into"
  done
}

for arch in amd64 arm64 armhf i386 ppc64el riscv64 s390x; do
  fetch 1.2.2 bullseye $arch
  fetch 1.2.3 bookworm $arch
  fetch 1.2.5 trixie $arch
done
