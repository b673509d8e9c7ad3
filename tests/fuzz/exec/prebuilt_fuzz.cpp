// SPDX-License-Identifier: Apache-2.0
// A file of any bytes that a #cgo line names, and Go files of the same bytes.
#include "exec/prebuilt_files.hpp"

#include <cstdint>
#include <cstdlib>

using namespace crossroot;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
  static const auto target = parse_recipe("[target.t]\ntriplet = \"x86_64-linux-gnu\"\n"
                                          "floor.glibc = \"2.17\"\n",
                                          "/p/crossroot.toml")
                                 .value()
                                 .targets.at(0);
  const std::string input(reinterpret_cast<const char*>(bytes), size);
  const exec::PrebuiltCallers callers{exec::called_from_go(input), input};
  const auto survey =
      exec::survey_prebuilt({{"file", "package a", input}}, target, callers);
  if (exec::prebuilt_lines(survey, target).empty() != survey.needs.empty() ||
      exec::prebuilt_summary(survey, target, "file").empty() != survey.needs.empty()) {
    std::abort();
  }
  (void)exec::parse_cgo_packages(input);
  return 0;
}
