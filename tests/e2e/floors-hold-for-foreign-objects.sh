#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
# Objects that nobody compiles here: data that is copied into the program, old names that
# only old archives use, shared libraries with needs of their own, a name behind dlsym; C++ by
# the shared runtime.
[ "$(uname -m)" = x86_64 ] || skip "the programs are run on x86-64"
printf 'module example.org/foreign\n' >go.mod
printf 'package main\n\nfunc main() {}\n' >main.go
cat >crossroot.toml <<'EOT'
schema = 1
[go]
sdk = "1.25.5"
[target.old]
triplet = "x86_64-linux-gnu"
floor = { glibc = "2.17" }
[target.new]
triplet = "x86_64-linux-gnu"
floor = { glibc = "2.31" }
[target.shared]
triplet = "x86_64-linux-gnu"
floor = { glibc = "2.17" }
cc.runtime = "shared"
EOT
run "$CROSSROOT" lock
expect_exit 0
cc() {
  local target=$1
  shift
  run "$CROSSROOT" -q cc "$target" -- -D_GNU_SOURCE "$@"
}
verify() { run "$CROSSROOT" verify --target x86_64-linux-gnu.2.17 "$@"; }

# Data has versions and sizes too: the aliases of signgam (2.23), the lists of errors (2.12).
mkdir parts
cat >parts/variables.c <<'EOT'
#include <math.h>
#include <stdio.h>
extern int signgam;
extern char** environ;
extern const char* const sys_errlist[];
__asm__(".symver sys_errlist, sys_errlist@GLIBC_2.12");
int main(void) {
  volatile double x = -0.5;
  double y = lgamma(x);
  return fprintf(stdout, "%d %d %s\n", signgam, environ != NULL, y > 0 ? sys_errlist[2] : "") < 0;
}
EOT
cc old -fno-pie -no-pie -o variables parts/variables.c -lm
expect_exit 0
verify variables
expect_exit 0
run readelf -rW variables
expect_stdout 'R_X86_64_COPY .* stdout@GLIBC_2\.2\.5'
run "$CROSSROOT" -q shell old -- /src/variables
expect_stdout '^-1 1 No such file or directory$'

# What glibc keeps for old objects alone, at a version that the floor has, links.
cat >parts/finite.c <<'EOT'
extern double __exp_finite(double), __pow_finite(double, double);
int main(void) { volatile double x = 2; return __pow_finite(x, 2) + __exp_finite(0) != 5; }
EOT
cc old -o finite parts/finite.c -lm
expect_exit 0
verify finite
expect_exit 0
run "$CROSSROOT" -q shell old -- /src/finite
expect_exit 0

# A shared library keeps its own needs, and the linker says nothing: verify does, of the
# library and not of the program.
printf '#include <sys/random.h>\nlong third(void) { char c; return getrandom(&c, 1, 0); }\n' \
  >parts/third.c
printf 'long third(void);\nint main(void) { return third() != 1; }\n' >parts/uses.c
cc new -shared -fPIC -o libthird.so parts/third.c
expect_exit 0
cc old -o uses parts/uses.c libthird.so '-Wl,-rpath,$ORIGIN'
expect_exit 0
verify libthird.so
expect_exit 7
expect_stdout 'glibc-floor.*2\.25'
expect_stdout 'getrandom'
! grep -q 'compat' <<<"$out" || fail "a shared library is said to be cured by the archive"

# A name in a string is no reference: the file passes, and asks at run time.
cat >parts/behind.c <<'EOT'
#include <dlfcn.h>
#include <stdio.h>
int main(void) { return puts(dlsym(RTLD_DEFAULT, "pidfd_spawn") ? "there" : "absent") < 0; }
EOT
cc old -o behind parts/behind.c -ldl
expect_exit 0
verify behind
expect_exit 0
! grep -q 'pidfd_spawn' <<<"$out" || fail "verify claims to see what is behind dlsym"
run "$CROSSROOT" -q shell old -- /src/behind # in glibc 2.41
expect_stdout '^there$'

# The shared runtime is the base's; the floor's is older, and the cure is the static one.
printf '#include <filesystem>\n#include <string>\nint main(int n, char** v) {\n  return std::filesystem::path(std::to_string(n) + v[0]).empty();\n}\n' \
  >parts/cxx.cpp
cc shared -std=c++17 -o cxx parts/cxx.cpp -lstdc++
expect_exit 0
verify cxx
expect_exit 7
expect_stdout 'libstdcxx-floor.*3\.4\.(2[0-9])'
expect_stdout 'runtime = "static" in \[cc\]'
cc old -std=c++17 -o cxx parts/cxx.cpp -lstdc++
expect_exit 0
verify cxx
expect_exit 0
run readelf -d cxx
! grep -Eq 'libstdc|libgcc_s' <<<"$out" || fail "the static runtime is asked for as a library"
