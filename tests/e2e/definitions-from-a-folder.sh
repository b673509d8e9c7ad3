#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# A folder given by --definitions, or sysroots/ beside the recipe, adds a base; a key that
# no definition has is refused where it stands, and so is a name that is taken.
copy_example hello
rm -f crossroot.lock
mkdir ../more
sed 's/"linux-libc-dev"\]/"linux-libc-dev", "zlib1g-dev"]/' \
  "$ROOT/sysroots/debian-12.toml" >../more/corp-12.toml
sed -i '/^\[target.linux-amd64\]/a base = "corp-12"' crossroot.toml
run "$CROSSROOT" lock
expect_exit 3
expect_stderr 'there is no definition "corp-12"'
run "$CROSSROOT" lock --definitions ../more
expect_exit 0
grep -q 'name = "zlib1g-dev".*corp-12\|corp-12.*name = "zlib1g-dev"' crossroot.lock ||
  fail "the lock does not have the package that the definition adds"
run "$CROSSROOT" plan linux-amd64
expect_exit 3
run "$CROSSROOT" lock --check --definitions ../more
expect_exit 0
cp -r ../more sysroots
run "$CROSSROOT" lock --check
expect_exit 0
rm -r sysroots

sed '/^suite/a supply = "corp"' ../more/corp-12.toml >../more/corp-13.toml
line=$(grep -n '^supply' ../more/corp-13.toml | cut -d: -f1)
run "$CROSSROOT" lock --check --definitions ../more
expect_exit 3
expect_stderr "corp-13\.toml:$line:1: .*\"supply\""
mv ../more/corp-12.toml ../more/debian-12.toml && rm ../more/corp-13.toml
run "$CROSSROOT" lock --check --definitions ../more
expect_exit 3
expect_stderr 'debian-12\.toml.*there already is a definition "debian-12"'
run "$CROSSROOT" lock --check --definitions ../nothing
expect_exit 10
expect_stderr 'cannot read the definitions in \.\./nothing'
