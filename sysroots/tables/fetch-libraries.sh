#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# fetch-libraries.sh FOLDER: unpacks the C and C++ runtime packages of Debian 11, 12 and
# 13 into FOLDER/<glibc release>/<dpkg architecture>/, for make-symbols.py. Packages come
# from the Debian mirror that this host's apt is set up for, signatures checked by apt.
# Architectures that Debian 11 no longer serves are taken from its cross packages.
set -eu
folder=$1
mirror=${CROSSROOT_DEBIAN_MIRROR:-$(apt-get indextargets \
  --format '$(ORIGIN) $(REPO_URI)' 'Created-By: Packages' | sed -n 's/^Debian //p' | head -n 1)}
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# fetch RELEASE SUITE APT-ARCHITECTURE ARCHITECTURE PACKAGE…
fetch() {
  release=$1 suite=$2 apt_arch=$3 arch=$4
  shift 4
  state=$folder/apt/$suite-$apt_arch
  mkdir -p "$state/lists/partial" "$state/cache/archives/partial" "$folder/$release/$arch"
  : >"$state/status"
  echo "deb [arch=$apt_arch signed-by=$keyring] $mirror $suite main" >"$state/sources.list"
  set -- -q -o Dir::Etc::sourcelist="$state/sources.list" -o Dir::Etc::sourceparts=/dev/null \
    -o Dir::State::lists="$state/lists" -o Dir::State::status="$state/status" \
    -o Dir::Cache="$state/cache" -o APT::Architecture="$apt_arch" \
    -o APT::Architectures="$apt_arch" -o APT::Sandbox::User=root -- "$@"
  options=$*
  options=${options%% -- *}
  # shellcheck disable=SC2086 # the options hold no blanks of their own
  [ -s "$state/updated" ] || { apt-get $options update && date >"$state/updated"; }
  while [ "$1" != -- ]; do shift; done
  shift
  # shellcheck disable=SC2086
  (cd "$state" && apt-get $options download "$@")
  for package in "$@"; do
    dpkg-deb -x "$state/${package}"_*.deb "$folder/$release/$arch"
  done
}

mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
for arch in amd64 arm64 armhf i386; do
  fetch 2.31 bullseye $arch $arch libc6 libstdc++6 libgcc-s1
done
for arch in ppc64el riscv64 s390x; do
  fetch 2.31 bullseye amd64 $arch libc6-$arch-cross libstdc++6-$arch-cross \
    libgcc-s1-$arch-cross
done
for arch in amd64 arm64 armhf i386 ppc64el s390x; do
  fetch 2.36 bookworm $arch $arch libc6 libstdc++6 libgcc-s1
done
for arch in amd64 arm64 armhf i386 ppc64el riscv64 s390x; do
  fetch 2.41 trixie $arch $arch libc6 libstdc++6 libgcc-s1
done
