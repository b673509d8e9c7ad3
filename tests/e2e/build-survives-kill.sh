#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# kill -9 and Ctrl-C at random instants: no process of the sandbox survives, Ctrl-C is
# exit 130 and publishes nothing, the store is clean, and the next build is right.
# CROSSROOT_KILLS sets how often, else 20 times or a minute; CROSSROOT_SEED repeats a run.
kills=${CROSSROOT_KILLS:-20} patience=${CROSSROOT_KILLS:+100000}
RANDOM=${CROSSROOT_SEED:-$(($(date +%s) % 32768))}
printf 'seed %s\n' "${CROSSROOT_SEED:-$RANDOM}" >&2
copy_example hello
build_or_relock linux-amd64
expect_exit 0
milliseconds() { printf '%s' $(($(date +%s%N) / 1000000)); }
for change in one two; do # the first fills the compiler's cache
  printf '// %s of %s\n' "$change" "$(date +%s%N)" >>main.go
  began=$(milliseconds)
  run "$CROSSROOT" build linux-amd64
  expect_exit 0
  whole=$(($(milliseconds) - began))
done

# Every descendant of process $1.
below() {
  ps -eo pid=,ppid= | awk -v root="$1" '
    { parent[$1] = $2 }
    END { for (pid in parent) {
            for (p = pid; p in parent && p != root; p = parent[p]) { }
            if (p == root && pid != root) print pid } }'
}
ours=$(readlink /proc/self/ns/pid)
# Of the processes $@: the process namespaces that they are in, ours apart.
namespaces() {
  local pid namespace
  for pid in "$@"; do
    namespace=$(readlink "/proc/$pid/ns/pid" 2>/dev/null) || continue
    [ "$namespace" = "$ours" ] || printf '%s\n' "$namespace"
  done | sort -u
}
# Whoever is in one of the namespaces $@.
inhabitants() {
  local namespace
  for namespace in "$@"; do
    find /proc -maxdepth 3 -path '/proc/[0-9]*/ns/pid' -lname "$namespace" 2>/dev/null
  done
}

seen=0 stopped=0 until=$((SECONDS + ${patience:-60}))
for ((i = 1; i <= kills && (SECONDS < until || i <= 4); i++)); do
  signal=$((i % 2 ? 9 : 2))
  printf '// change %s of %s\n' "$i" "$(date +%s%N)" >>main.go
  before=$(sha256sum out/manifest.json out/linux-amd64/bin/hello)
  last="kill -$signal number $i"
  # A shell starts what runs in the background deaf to Ctrl-C.
  env --default-signal=INT "$CROSSROOT" build linux-amd64 >"$WORK/.out" 2>"$WORK/.err" &
  victim=$!
  pause=$((whole * RANDOM / 32768))
  sleep "$((pause / 1000)).$(printf '%03d' $((pause % 1000)))"
  mapfile -t family < <(below "$victim")
  mapfile -t rooms < <(namespaces "${family[@]}")
  seen=$((seen + ${#rooms[@]}))
  kill -"$signal" "$victim" 2>/dev/null
  wait "$victim" 2>/dev/null
  code=$?
  err=$(cat "$WORK/.err")
  if [ "$signal" -eq 2 ] && [ "$code" -ne 0 ]; then
    expect_exit 130
    stopped=$((stopped + 1))
    [ "$before" = "$(sha256sum out/manifest.json out/linux-amd64/bin/hello)" ] ||
      fail "an interrupted build published"
  fi
  for _ in {1..40}; do
    left=$(inhabitants "${rooms[@]}")
    [ -n "$left" ] || break
    sleep 0.1
  done
  [ -z "$left" ] || fail "still in the sandbox: $left"
done
printf '%s kills, %s sandboxes met, %s builds interrupted\n' $((i - 1)) "$seen" "$stopped" >&2
[ "$seen" -gt 0 ] && [ "$stopped" -gt 0 ] || fail "no kill met a sandbox at work"
run "$CROSSROOT" store verify
expect_exit 0
printf '// after the last kill, %s\n' "$(date +%s%N)" >>main.go
run "$CROSSROOT" build linux-amd64
expect_exit 0
expect_stderr '^linux-amd64 .* ok \(in glibc'
left=$(find out -name '.publish-*')
[ -z "$left" ] || fail "left behind: $left"
