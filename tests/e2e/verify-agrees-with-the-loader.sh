#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
source "$(dirname "$0")/../support/e2e.inc"
source "$ROOT/tests/support/loader.inc"
# What verify finds wrong with versions, libraries and names, this host's loader refuses;
# what the loader takes, verify does not blame.
cat >main.c <<'END'
#include <math.h>
#include <stdint.h>
#include <stdio.h>
extern uint32_t arc4random(void) __attribute__((weak));
int main(int argc, char **argv)
{
  (void)argv;
  printf("alive %d %d\n", arc4random != 0 && arc4random() != 0, cos(argc) < 2);
  return 0;
}
END
cc -fno-builtin -Wl,-z,lazy -o main main.c -lm || skip "the host's compiler does not link"
loads main
for check in glibc-floor version-provider undefined section-view interpreter nx; do
  expect_verdict pass main "$check" "$host_glibc"
done

# Without section headers it runs, and its needs are seen all the same.
mutate main bare no-sections
loads bare
expect_verdict pass bare section-view 2.36 'no section headers'
expect_verdict pass bare glibc-floor 2.36
expect_verdict fail bare glibc-floor 2.17 'arc4random@GLIBC_2.36'

# A version that does not exist is refused; flagged weak it is only warned about.
mutate main future version GLIBC_2.36 GLIBC_2.99
refuses "version .GLIBC_2.99. not found" future
expect_verdict fail future glibc-floor "$host_glibc" '2\.99'
mutate future weak weak GLIBC_2.99
loads weak
expect_stderr 'weak version .GLIBC_2.99. not found'
expect_verdict pass weak glibc-floor "$host_glibc" 'weak: the loader warns'
expect_verdict pass weak version-provider "$host_glibc"

# A version asked of a library that nothing loads stops the loader at an assertion.
mutate main orphan drop-needed libm.so.6
refuses 'Assertion|not found' orphan
expect_verdict fail orphan version-provider "$host_glibc" 'libm.so.6 is asked'

# A loader that is not there.
mutate main lost interpreter /lib64/ld-linux-x86-64.so.2 /lib64/ld-linux-x86-64.so.9
refuses 'No such file|not found' lost
expect_verdict fail lost interpreter "$host_glibc"

# The kernel in the ABI note is not read from glibc 2.36 on.
mutate main noted abi-tag 99
loads noted
expect_verdict pass noted kernel-note 2.36 '99\.'

# A name that nobody has: found missing before it is called.
printf 'int nobody_has_this(void);\nint two(void) { return nobody_has_this(); }\n' >two.c
cc -shared -fPIC -o libtwo.so two.c
printf '#include <stdio.h>\nint two(void);\nint main(void) { puts("alive"); return two(); }\n' >user.c
cc -o user user.c -Wl,-z,lazy -Wl,--allow-shlib-undefined -L. -ltwo "-Wl,-rpath,\$ORIGIN"
refuses 'undefined symbol: nobody_has_this' user
expect_verdict fail libtwo.so undefined "$host_glibc" 'nobody_has_this'
expect_verdict pass user undefined "$host_glibc"

# Packed relocations load with their marker and are refused without it.
if cc -fPIE -pie -Wl,-z,pack-relative-relocs -o packed main.c -lm 2>/dev/null &&
  readelf -d packed | grep -q RELR; then
  loads packed
  expect_verdict pass packed relr 2.36
  expect_verdict fail packed relr 2.31
  expect_verdict fail packed abi-marker 2.31 'GLIBC_ABI_DT_RELR'
  mutate packed unmarked drop-version GLIBC_ABI_DT_RELR
  refuses 'DT_RELR without GLIBC_ABI_DT_RELR' unmarked
  expect_verdict fail unmarked relr 2.36
fi
