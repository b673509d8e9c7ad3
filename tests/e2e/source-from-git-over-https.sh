#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# A git source over https: believed under the configuration's ca-file alone; a login from
# netrc opens a closed repository and stands nowhere afterwards; what is not there is said.
secret=tr0ub4dor-$$-secret
mkdir -p served/open served/closed recipe config/crossroot
git() { command git -c init.defaultBranch=main -c user.name=a -c user.email=a@example "$@"; }
export GIT_CONFIG_NOSYSTEM=1
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost \
  -addext subjectAltName=DNS:localhost -keyout served/key.pem -out served/cert.pem \
  2>/dev/null || skip "openssl makes no certificate here"
git init -q work && cd work || exit 1
printf 'module program\n\ngo 1.21\n' >go.mod
printf 'package main\n\nimport "C"\n\nfunc main() { println("ok") }\n' >main.go
git add . && git commit -qm one && git tag -am first v1.0.0
commit=$(git rev-parse HEAD)
git commit -q --allow-empty -m two
for place in open closed; do
  git clone -q --bare . "../served/$place/program.git"
done
python3 "$ROOT/tests/support/git_server.py" "$WORK/served" alice "$secret" &
for _ in {1..100}; do
  [ -f "$WORK/served/port" ] && break
  sleep 0.1
done
host=localhost:$(cat "$WORK/served/port")
export no_proxy=localhost XDG_CONFIG_HOME="$WORK/config" NETRC="$WORK/netrc"
cd ../recipe || exit 1

recipe() { # PLACE REVISION
  rm -f crossroot.lock
  cat >crossroot.toml <<END
schema = 1
[source]
git = "https://$host/$1"
rev = "$2"
[go]
sdk = "1.25.5"
[target.linux-amd64]
triplet = "x86_64-linux-gnu"
END
}

recipe open/program.git v1.0.0
run "$CROSSROOT" lock
expect_exit 10
expect_stderr "^error\[git\]: reaching https://$host/open/program.git: .*certificate"
expect_stderr 'fix .*ca-file'
[ ! -e crossroot.lock ] || fail "a lock was written"

printf 'ca-file = "%s"\n' "$WORK/served/cert.pem" >"$XDG_CONFIG_HOME/crossroot/config.toml"
run "$CROSSROOT" lock
expect_exit 0
grep -q "$commit" crossroot.lock || fail "the lock does not have the tag's commit"
run "$CROSSROOT" build --dry-run
expect_exit 0
cp "$XDG_CONFIG_HOME/crossroot/config.toml" "$WORK/good.toml"
echo 'proxy = "http://127.0.0.1:1"' >>"$XDG_CONFIG_HOME/crossroot/config.toml"
rm crossroot.lock
run "$CROSSROOT" lock
expect_exit 10
expect_stderr 'reaching .*failed to connect to 127.0.0.1'
cp "$WORK/good.toml" "$XDG_CONFIG_HOME/crossroot/config.toml"
recipe open/program.git v9.9.9
run "$CROSSROOT" lock
expect_exit 3
expect_stderr 'has no tag, branch or commit "v9.9.9"'
recipe open/program.git "$(printf '1%.0s' {1..40})"
run "$CROSSROOT" lock
expect_exit 10
expect_stderr 'has no commit 1111'
recipe open/nothing.git v1.0.0
run "$CROSSROOT" lock
expect_exit 10
expect_stderr "https://$host/open/nothing.git: .*404"

recipe closed/program.git v1.0.0
run "$CROSSROOT" lock
expect_exit 10
expect_stderr 'asks for a login, and none is known'
expect_stderr 'fix .*netrc'
said=$out$err
printf 'machine localhost login alice password wrong\n' >"$NETRC"
run "$CROSSROOT" lock
expect_exit 10
expect_stderr 'refuses the login'
expect_stderr 'fix .*netrc'
printf 'machine localhost login alice password %s\n' "$secret" >"$NETRC"
run "$CROSSROOT" lock
expect_exit 0
said=$said$out$err
rm "$NETRC"
login=$(printf 'alice:%s' "$secret" | base64)
! grep -qF -e "$secret" -e "$login" <<<"$said" || fail "the secret was printed"
mapfile -t found < <(find . "$CROSSROOT_STORE" -type f -cnewer "$WORK/served/port" -print0 \
  2>/dev/null | xargs -0 -r grep -slF -e "$secret" -e "$login" --)
[ ${#found[@]} -eq 0 ] || fail "the secret stands in ${found[*]}"
