// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/make_elf.hpp"
#include "verify/verify.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

namespace crossroot::test {

/// A folder that goes away with its content.
class ScratchFolder {
public:
  ScratchFolder()
  {
    auto name =
        (std::filesystem::temp_directory_path() / "crossroot-verify-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
      throw std::runtime_error("cannot make a scratch folder");
    }
    path_ = name;
  }
  ~ScratchFolder() { std::filesystem::remove_all(path_); }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  std::filesystem::path write(const std::string& name, const std::string& bytes) const
  {
    std::ofstream(path_ / name, std::ios::binary) << bytes;
    return path_ / name;
  }
  const std::filesystem::path& path() const { return path_; }

private:
  std::filesystem::path path_;
};

/// A program that meets everything `strict()` asks.
inline ElfSpec good_program()
{
  ElfSpec spec;
  spec.interpreter = "/lib64/ld-linux-x86-64.so.2";
  spec.needed = {"libc.so.6"};
  spec.symbols = {{"printf", "GLIBC_2.2.5", "libc.so.6"},
                  {"memcpy", "GLIBC_2.14", "libc.so.6"},
                  {.name = "__gmon_start__", .undefined = true, .weak = true}};
  spec.relro = true;
  spec.dynamic = {{24, 0}}; // DT_BIND_NOW
  spec.data = make_go_record("go1.25.5", "path\texample.com/x\nbuild\tGOARCH=amd64\n");
  return spec;
}

inline verify::Expectations strict()
{
  verify::Expectations expectations;
  expectations.triplet = *Triplet::parse("x86_64-linux-gnu");
  expectations.floor.libc = {2, 17};
  expectations.floor.kernel = {3, 10};
  expectations.abi.pie = true;
  expectations.abi.relro = "full";
  expectations.abi.forbid_symbols = {"system"};
  expectations.built_here = true;
  expectations.forbidden_paths = {"/home/builder/src"};
  expectations.as_of = {2026, 6, 1};
  return expectations;
}

inline verify::Report judge(const ElfSpec& spec, const verify::Expectations& expectations)
{
  const ScratchFolder folder;
  auto report = verify::verify_file(folder.write("program", make_elf(spec)),
                                    "bin/program", expectations);
  REQUIRE(report);
  return *std::move(report);
}

inline verify::Finding finding(const verify::Report& report, const std::string& check)
{
  for (const auto& one : report.findings) {
    if (one.check == check) {
      return one;
    }
  }
  FAIL("no finding of check " << check);
  return {};
}

/// The ids of all findings that fail or are unknown.
inline std::vector<std::string> failing(const verify::Report& report)
{
  std::vector<std::string> ids;
  for (const auto& one : report.findings) {
    if (one.status == verify::Status::fail || one.status == verify::Status::unknown) {
      ids.push_back(one.check);
    }
  }
  return ids;
}

} // namespace crossroot::test
