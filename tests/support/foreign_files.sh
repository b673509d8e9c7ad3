#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# foreign_files.sh FOLDER: ELF files of many CPUs from this host's own distribution, and
# the fixtures of elfutils' own tests, unpacked below FOLDER. Nothing is installed and the
# host's package lists stay as they are: apt works in FOLDER/apt with a copy of the host's
# sources, to which other CPUs and source packages are added. What a distribution lacks is
# told and left out.
set -eu
folder=$1
cpus='amd64 i386 arm64 armhf ppc64el s390x mips64el mipsel riscv64'
packages='libc6 libc-bin libstdc++6 libgcc-s1 coreutils util-linux perl-base zlib1g
  libssl3 libssl3t64 libglib2.0-0 libglib2.0-0t64 bash dpkg libgnutls30 libgnutls30t64
  libgomp1 libc6-dbg libasan8 libgfortran5 musl busybox-static'
say() { printf '%s\n' "$*" >&2; }

command -v apt-get >/dev/null 2>&1 || { say "no apt here"; exit 77; }
apt=$folder/apt
mkdir -p "$apt/parts" "$apt/state/lists/partial" "$apt/cache/archives/partial" \
  "$folder/deb" "$folder/files" "$folder/elfutils"
chmod 755 "$folder" "$apt"

# Both spellings of a source: one line each, or a paragraph of fields.
for list in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
  grep -qE 'debian|ubuntu' "$list" 2>/dev/null || continue
  name=$(basename "$list")
  case $list in
  *.sources) sed -e 's/^Types:.*/Types: deb deb-src/' -e '/^Architectures:/d' "$list" ;;
  *) sed -n -e '/^deb /{p;s/^deb /deb-src /p}' "$list" ;;
  esac >"$apt/parts/$name"
  case $name in *.list | *.sources) ;; *) mv "$apt/parts/$name" "$apt/parts/$name.list" ;; esac
done

# The host's settings (a proxy, say), but with a cache between the calls below: images of
# containers switch it off.
mkdir -p "$apt/conf"
for part in /etc/apt/apt.conf.d/*; do
  [ -f "$part" ] && sed -e '/Dir::Cache::/d' -e '/Post-Invoke/d' "$part" >"$apt/conf/$(basename "$part")"
done

host_cpu=$(dpkg --print-architecture)
{
  echo "Dir::State \"$apt/state\"; Dir::Cache \"$apt/cache\";"
  echo "Dir::Etc::parts \"$apt/conf\";"
  echo "Dir::State::status \"$apt/status\"; Dir::Etc::sourcelist \"/dev/null\";"
  echo "Dir::Etc::sourceparts \"$apt/parts\"; APT::Sandbox::User \"root\";"
  echo "Acquire::Languages \"none\"; APT::Architecture \"$host_cpu\";"
  for cpu in $cpus; do echo "APT::Architectures:: \"$cpu\";"; done
} >"$apt/apt.conf"
: >"$apt/status"
export APT_CONFIG="$apt/apt.conf" DEBIAN_FRONTEND=noninteractive
apt-get update -qq >"$apt/update.log" 2>&1 || say "some package lists could not be had"

cd "$folder/deb"
asked=
for cpu in $cpus; do
  # shellcheck disable=SC2086 # one word per package
  asked="$asked $(printf "%s:$cpu " $packages)"
done
# What compilers for other CPUs bring along is the only place that has the rarer ones.
asked="$asked $(apt-cache pkgnames | grep -E '^(libc6|libstdc[+][+]6)-[a-z0-9]+-cross$' | sort)"
# shellcheck disable=SC2086
wanted=$(apt-cache policy $asked | awk \
  '/^[^ ]/ { name = $1; sub(":$", "", name) } /Candidate:/ && $2 != "(none)" { print name }')
# shellcheck disable=SC2086
apt-get download -qq $wanted >"$apt/download.log" 2>&1 || say "some packages could not be had"
for package in *.deb; do
  [ -f "$package" ] || continue
  into="$folder/files/${package%.deb}"
  [ -d "$into" ] || dpkg-deb -x "$package" "$into"
done

cd "$folder/elfutils"
if apt-get source -qq --download-only elfutils >"$apt/source.log" 2>&1; then
  for archive in elfutils_*.orig.tar.*; do
    case $archive in *.asc) continue ;; esac
    tar -xf "$archive" --wildcards '*/tests/*.bz2' --strip-components=2
  done
  for fixture in *.bz2; do
    bunzip2 -f "$fixture"
  done
  rm -f elfutils_*
else
  say "no source package of elfutils here"
fi
