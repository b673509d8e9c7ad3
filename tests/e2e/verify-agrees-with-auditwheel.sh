#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# Of real wheels: the oldest manylinux policy that auditwheel finds them consistent with is
# the oldest that verify finds nothing against, and all newer ones hold as well.
python3 -m pip --version >/dev/null 2>&1 || skip "no pip"
python3 -m pip install --quiet --target tools auditwheel 2>pip.err ||
  skip "auditwheel cannot be had: $(tail -n 1 pip.err)"
fetch() { # PLATFORM PACKAGE
  python3 -m pip download --quiet --no-deps --only-binary :all: --python-version 3.11 \
    --platform "$1" -d . "$2" 2>pip.err || skip "$2 cannot be had: $(tail -n 1 pip.err)"
}
fetch manylinux2014_x86_64 numpy==1.26.4
fetch manylinux2014_aarch64 numpy==1.26.4
fetch manylinux_2_28_x86_64 pyzmq==26.0.3
policies=$(cd "$ROOT/recipes/policies" && printf '%s\n' manylinux_2_* | sort -V)
[ "$(wc -l <<<"$policies")" -ge 12 ] || fail "too few policies"
for wheel in *.whl; do
  PYTHONPATH=tools run python3 -m auditwheel show "$wheel"
  expect_exit 0
  oldest=$(grep -o '"manylinux_2_[0-9]*' <<<"$out" | head -n 1 | tr -d '"')
  [ -n "$oldest" ] || fail "auditwheel names no policy for $wheel"
  holds=no
  for policy in $policies; do
    policy=${policy%.toml}
    [ "$policy" != "$oldest" ] || holds=yes
    run "$CROSSROOT" verify --json --policy "$policy" "$wheel"
    python3 -c 'import json, sys
asked = {"abi-marker", "forbidden-symbol", "glibc-floor", "libgcc-floor",
         "libstdcxx-floor", "musl-floor", "needed"}
report = json.load(sys.stdin)
assert report["files"]
bad = [(file["file"], one["check"], one["found"]) for file in report["files"]
       for one in file["findings"]
       if one["check"] in asked and one["status"] in ("fail", "unknown")]
if (not bad) != (sys.argv[1] == "yes"):
    sys.exit(f"{sys.argv[2]} and {sys.argv[3]}: {bad}")' "$holds" "$wheel" "$policy" \
      <<<"$out" || fail "auditwheel says $oldest of $wheel; verify differs at $policy"
  done
done
