#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# Debian 12's own programs and libraries are held to Debian 12 itself: whatever fails there
# is either true, and tests/verify/true-alarms.tsv says why, or a fault of the checks.
# CROSSROOT_FILES=N takes that many instead of 700.
explanations=$ROOT/tests/verify/true-alarms.tsv
alarms="$ROOT/tests/support/false_alarms.py"
. /etc/os-release 2>/dev/null || skip "no /etc/os-release"
[ "${ID:-}" = debian ] && [ "${VERSION_ID:-}" = 12 ] || skip "this host is not Debian 12"
machine=$(uname -m)
case $machine in
x86_64 | aarch64) ;;
*) skip "no glibc of $machine is known here" ;;
esac

# The judge itself sees an alarm that nobody explained, and an explanation without one.
cat >findings.json <<'END'
{"files": [{"file": "/usr/bin/x", "findings": [
  {"check": "undefined", "status": "fail", "found": "2", "evidence": ["PL_a", "b"]},
  {"check": "relr", "status": "pass", "found": "", "evidence": []}]}]}
END
printf 'undefined\t/usr/bin/*\tPL_*\tplugin\n' >some.tsv
run python3 "$alarms" judge findings.json some.tsv
expect_exit 1
expect_stdout '/usr/bin/x: undefined fail: 2'
printf 'undefined\t/usr/bin/*\tPL_*|b\tplugin\nrelr\t/usr/bin/x\t-\tnone\n' >some.tsv
run python3 "$alarms" judge findings.json some.tsv
expect_exit 1
expect_stdout 'no alarm any more: relr of /usr/bin/x'
printf 'undefined\t/usr/bin/*\tPL_*|b\tplugin\n' >some.tsv
run python3 "$alarms" judge findings.json some.tsv
expect_exit 0

# hold TRIPLET LIBRARIES FILE…: findings as JSON in found.json.
hold() {
  local triplet=$1 libraries=$2
  shift 2
  run "$CROSSROOT" verify --quiet --findings found.json --target "$triplet.2.36" \
    --libraries "$libraries" "$@"
  [ "$code" -eq 0 ] || [ "$code" -eq 7 ] || fail "verify did not judge"
  run python3 "$alarms" judge found.json "$explanations"
  expect_exit 0
  printf '%s: %s\n' "$triplet" "$(tail -n 1 <<<"$out")" >&2
}

python3 "$alarms" choose "${CROSSROOT_FILES:-700}" /usr/bin /usr/sbin \
  "/usr/lib/$machine-linux-gnu" >chosen || fail "nothing was chosen"
[ "$(wc -l <chosen)" -ge 500 ] || skip "fewer than 500 programs and libraries here"
mapfile -t files <chosen
hold "$machine-linux-gnu" / "${files[@]}"

# The other CPU's packages as they are downloaded, held to what they unpack to.
[ "$machine" = x86_64 ] && other=arm64 triplet=aarch64-linux-gnu ||
  { other=amd64 triplet=x86_64-linux-gnu; }
mkdir -p apt/lists/partial apt/archives/partial debs other
touch apt/status
apt_for_other() {
  timeout 120 apt-get -qq -o APT::Architecture="$other" -o APT::Architectures="$other" \
    -o Dir::State="$WORK/apt" -o Dir::State::lists="$WORK/apt/lists" \
    -o Dir::State::status="$WORK/apt/status" -o Dir::Cache="$WORK/apt" \
    -o Acquire::Languages=none -o Acquire::Retries=1 -o APT::Sandbox::User= \
    -o Debug::NoLocking=1 "$@" >/dev/null 2>&1
}
packages='libc6 libgcc-s1 libstdc++6 libgmp10 libacl1 libattr1 libselinux1 libpcre2-8-0 zlib1g
  liblzma5 libbz2-1.0 libzstd1 coreutils findutils sed xz-utils bzip2'
# shellcheck disable=SC2086 # one word a package
if ! apt_for_other update || ! (cd debs && apt_for_other download $packages); then
  echo "$triplet: not held, its packages cannot be had" >&2
  exit 0
fi
for deb in debs/*.deb; do dpkg-deb -x "$deb" other || fail "$deb does not unpack"; done
hold "$triplet" other debs/*.deb
