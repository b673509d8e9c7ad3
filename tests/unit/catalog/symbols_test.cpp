// SPDX-License-Identifier: Apache-2.0
#include "catalog/symbols.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace crossroot;
using catalog::Presence;
using catalog::Runtime;

namespace {

const Triplet k_amd64 = *Triplet::parse("x86_64-linux-gnu");
const Triplet k_arm64 = *Triplet::parse("aarch64-linux-gnu");

std::string first_in(const Triplet& triplet, const char* symbol)
{
  const auto found = catalog::introduction_of(Runtime::glibc, triplet, symbol);
  return found ? found->release.render() + " " + found->library : "nowhere";
}

} // namespace

TEST_SUITE_BEGIN("catalog.symbols");

TEST_CASE("introductions agree with what glibc's release notes say")
{
  CHECK(first_in(k_amd64, "getauxval") == "2.16 libc.so.6");
  CHECK(first_in(k_amd64, "__cxa_thread_atexit_impl") == "2.18 libc.so.6");
  CHECK(first_in(k_amd64, "getrandom") == "2.25 libc.so.6");
  CHECK(first_in(k_amd64, "memfd_create") == "2.27 libc.so.6");
  CHECK(first_in(k_amd64, "thrd_create") == "2.28 libpthread.so.0");
  CHECK(first_in(k_amd64, "gettid") == "2.30 libc.so.6");
  CHECK(first_in(k_amd64, "_dl_find_object").starts_with("2.35"));
  CHECK(first_in(k_amd64, "arc4random") == "2.36 libc.so.6");
  CHECK(first_in(k_amd64, "strlcpy") == "2.38 libc.so.6");
  CHECK(first_in(k_amd64, "pidfd_spawn") == "2.39 libc.so.6");
  CHECK(first_in(k_amd64, "no_such_function") == "nowhere");
}

TEST_CASE("a CPU that came late has its own first versions")
{
  CHECK(first_in(k_amd64, "printf") == "2.2.5 libc.so.6");
  CHECK(first_in(k_arm64, "printf") == "2.17 libc.so.6");
  CHECK(first_in(*Triplet::parse("riscv64-linux-gnu"), "printf") == "2.27 libc.so.6");
}

TEST_CASE("a symbol that moved is present in each library at its time")
{
  const auto at = [](const Version& release, const char* node, const char* library) {
    return catalog::presence_in_glibc(k_amd64, release, "pthread_create", node, library);
  };
  CHECK(at({2, 17}, "GLIBC_2.2.5", "libpthread.so.0") == Presence::present);
  CHECK(at({2, 17}, "GLIBC_2.2.5", "libc.so.6") == Presence::absent);
  CHECK(at({2, 34}, "GLIBC_2.34", "libc.so.6") == Presence::present);
  CHECK(at({2, 34}, "GLIBC_2.2.5", "libc.so.6") == Presence::present);
  CHECK(at({2, 34}, "GLIBC_2.2.5", "libpthread.so.0") == Presence::absent);
  CHECK(at({2, 33}, "GLIBC_2.34", "libc.so.6") == Presence::absent);
  CHECK(at({2, 34}, "GLIBC_2.2.5", "libz.so.1") == Presence::not_covered);
}

TEST_CASE("the clock functions at their old node belonged to librt")
{
  const auto at = [](const Version& release, const char* library) {
    return catalog::presence_in_glibc(k_amd64, release, "clock_gettime", "GLIBC_2.2.5",
                                      library);
  };
  CHECK(at({2, 12}, "librt.so.1") == Presence::present);
  CHECK(at({2, 12}, "libc.so.6") == Presence::absent);
  CHECK(at({2, 17}, "libc.so.6") == Presence::absent);
  CHECK(at({2, 31}, "libc.so.6") == Presence::present);
  CHECK(at({2, 31}, "librt.so.1") == Presence::absent);
}

TEST_CASE("copies that libpthread and the loader dropped are known from before")
{
  const auto at = [](const Version& release, const char* symbol, const char* library) {
    return catalog::presence_in_glibc(k_amd64, release, symbol, "GLIBC_2.2.5", library);
  };
  CHECK(at({2, 30}, "waitpid", "libpthread.so.0") == Presence::present);
  CHECK(at({2, 31}, "waitpid", "libpthread.so.0") == Presence::absent);
  CHECK(at({2, 30}, "vfork", "libpthread.so.0") == Presence::absent);
  CHECK(at({2, 24}, "__libc_memalign", "ld-linux-x86-64.so.2") == Presence::present);
  CHECK(at({2, 25}, "__libc_memalign", "ld-linux-x86-64.so.2") == Presence::absent);
}

TEST_CASE("of two libraries with one symbol programs are told of libc")
{
  CHECK(first_in(k_amd64, "malloc") == "2.2.5 libc.so.6");
  CHECK(first_in(k_arm64, "pthread_create") == "2.17 libpthread.so.0");
}

TEST_CASE("the default of a release is the newest version not above it")
{
  const auto version_of = [](const Version& release, std::string_view name) {
    for (const auto& row : catalog::defaults_in_glibc(k_amd64, release)) {
      if (row.symbol == name && row.library == "libm.so.6") {
        return std::string(row.node);
      }
    }
    return std::string("none");
  };
  CHECK(version_of({2, 17}, "pow") == "GLIBC_2.2.5");
  CHECK(version_of({2, 28}, "pow") == "GLIBC_2.2.5");
  CHECK(version_of({2, 29}, "pow") == "GLIBC_2.29");
  CHECK(version_of({2, 17}, "fmaximum") == "none");
}

TEST_CASE("C++ symbols are known with their node")
{
  const auto found = catalog::introduction_of(Runtime::gcc, k_amd64,
                                              "_ZSt24__throw_out_of_range_fmtPKcz");
  REQUIRE(found);
  CHECK(found->node == "GLIBCXX_3.4.20");
  CHECK(found->library == "libstdc++.so.6");
}

TEST_CASE("rows are sorted and the table covers seven CPUs")
{
  for (const auto* const name :
       {"aarch64-linux-gnu", "arm-linux-gnueabihf", "i686-linux-gnu",
        "powerpc64le-linux-gnu", "riscv64-linux-gnu", "s390x-linux-gnu",
        "x86_64-linux-gnu"}) {
    const auto& rows = catalog::symbol_rows(Runtime::glibc, *Triplet::parse(name));
    CHECK(rows.size() > 2500);
    CHECK(std::is_sorted(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
      return a.symbol < b.symbol;
    }));
  }
  CHECK(
      catalog::symbol_rows(Runtime::glibc, *Triplet::parse("x86_64-linux-musl")).empty());
}

TEST_CASE("a damaged table is refused")
{
  CHECK_FALSE(catalog::parse_symbol_rows("= libc.so.6\nprintf\n", k_amd64));
  CHECK_FALSE(catalog::parse_symbol_rows(
      "= libc.so.6 GLIBC_2.2.5 until=2.3 x86_64-linux-gnu\n", k_amd64));
}

TEST_SUITE_END();
