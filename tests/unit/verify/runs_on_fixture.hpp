// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/make_elf.hpp"
#include "verify/runs_on.hpp"

#include <doctest/doctest.h>

#include <span>
#include <string>

namespace crossroot::test {

/// A table of five systems, so that the shipped one may change without the goldens.
inline const std::vector<catalog::Distribution>& small_table()
{
  static const auto table = [] {
    auto rows = catalog::parse_distributions(R"(
schema = 1
[[distribution]]
family = "Old"
release = "7"
libc = "glibc"
libc-version = "2.17"
libstdcxx = "3.4.19"
libgcc = "4.8.0"
kernel = "3.10"
architectures = ["x86_64"]
cpu-level = { x86_64 = 1 }
eol = 2024-06-30
long = 2028-06-30
source = "here"
[[distribution]]
family = "Old"
release = "8"
libc = "glibc"
libc-version = "2.31"
libstdcxx = "3.4.28"
libgcc = "7.0.0"
kernel = "5.10"
architectures = ["aarch64", "x86_64"]
cpu-level = { x86_64 = 1 }
eol = 2024-08-14
source = "here"
[[distribution]]
family = "New"
release = "1"
libc = "glibc"
libc-version = "2.36"
libstdcxx = "3.4.30"
libgcc = "12.0.0"
kernel = "6.1"
architectures = ["aarch64", "x86_64"]
cpu-level = { x86_64 = 2 }
eol = 2028-06-10
source = "here"
[[distribution]]
family = "Vague"
release = "rolling"
libc = "glibc"
libc-version = "2.40"
at-least = true
architectures = ["x86_64"]
source = "there"
[[distribution]]
family = "Small"
release = "3"
libc = "musl"
libc-version = "1.2.5"
architectures = ["x86_64"]
eol = 2029-01-01
source = "there"
)",
                                             "small.toml");
    REQUIRE(rows);
    return *std::move(rows);
  }();
  return table;
}

/// A C++ program that asks for symbols of several ages.
inline ElfSpec picky_program()
{
  ElfSpec spec;
  spec.interpreter = "/lib64/ld-linux-x86-64.so.2";
  spec.needed = {"libstdc++.so.6", "libz.so.1", "libc.so.6"};
  spec.symbols = {{"printf", "GLIBC_2.2.5", "libc.so.6"},
                  {"getrandom", "GLIBC_2.25", "libc.so.6"},
                  {"pthread_create", "GLIBC_2.34", "libc.so.6"},
                  {"dlopen", "GLIBC_2.34", "libc.so.6"},
                  {"_ZSt9terminatev", "GLIBCXX_3.4.29", "libstdc++.so.6"}};
  return spec;
}

inline verify::FileDemand demand_of_spec(const ElfSpec& spec,
                                         const std::string& name = "bin/picky")
{
  const auto bytes = make_elf(spec);
  auto source = elf::ByteSource::of(std::as_bytes(std::span(bytes)));
  return verify::read_demand(source, name);
}

inline verify::RunsOn ask(const std::vector<std::string>& names = {},
                          verify::Life life = verify::Life::all)
{
  auto reach = verify::choose_systems(small_table(), names, life, {2026, 11, 25});
  REQUIRE(reach);
  return *std::move(reach);
}

} // namespace crossroot::test
