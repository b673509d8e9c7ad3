#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# What vendor wrote serves an empty store without a network: packages, SDK, modules, and a
# git source whose repository is gone. Other files in its tar are refused and not kept.
namespace=(unshare -n)
[ "$(id -u)" -eq 0 ] || namespace=(unshare -rn)
"${namespace[@]}" true 2>/dev/null || skip "this host allows no network namespace"
copy_example sqlite
sed "s#^name = .*#&\n[source]\ngit = \"file://$WORK/sqlite\"\nrev = \"main\"#" \
  crossroot.toml >"$WORK/crossroot.toml"
rm -f crossroot.toml crossroot.lock
name=a-folder-with-a-name-of-sixty-letters-so-that-two-of-it-are-longer
mkdir -p $name/$name && echo deep >$name/$name/file && ln -s $name/$name/file link
printf '#!/bin/sh\n' >tool.sh && chmod +x tool.sh
git() { GIT_CONFIG_NOSYSTEM=1 command git -c user.name=a -c user.email=a@example "$@"; }
git init -q -b main . && git add . && git commit -qm one
cd "$WORK" || exit 1
run "$CROSSROOT" lock
expect_exit 0
run "$CROSSROOT" vendor vendored
expect_exit 0
expect_stderr 'crossroot build --mirror vendored$'
(cd vendored && sha256sum --quiet -c SHA256SUMS) || fail "SHA256SUMS is wrong"
tar=$(find vendored/source -name '*.tar')
[ -n "$tar" ] || fail "the git source is not in the folder"
mkdir listed && tar -C listed -xf "$tar" || fail "tar does not read $tar"
diff -r --no-dereference -x .git sqlite listed >/dev/null || fail "the tar has other files"
sum=$(sha256sum <"$tar")
run "$CROSSROOT" vendor again
[ "$sum" = "$(sha256sum <"again/${tar#vendored/}")" ] || fail "vendored twice, two tars"
rm -rf sqlite again
offline() {
  run env GOPROXY=off "${namespace[@]}" "$CROSSROOT" "$@" --store "$WORK/store"
}

offline fetch --mirror vendored
expect_exit 0
expect_stderr '^complete'
offline build --dry-run
expect_exit 0
expect_stdout '^go-build linux-amd64'
chmod -R u+w store && rm -rf store
echo other >listed/main.go && tar -C listed -cf "$tar" .
offline fetch --mirror vendored
expect_exit 5
expect_stderr '^error\[source\]: the files of .* on --mirror are not the locked ones'
rm "$tar"
offline fetch --mirror vendored
expect_exit 10
