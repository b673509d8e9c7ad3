// SPDX-License-Identifier: Apache-2.0
// A file of any bytes gets a demand, verdicts, text, JSON and a page; the first byte is
// the length of a name that goes before, so that names are of any bytes, too.
#include "verify/report_html.hpp"

#include <cstdint>
#include <cstdlib>

using namespace crossroot;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
  if (size == 0) {
    return 0;
  }
  const std::string_view input(reinterpret_cast<const char*>(bytes), size);
  const std::string name(input.substr(1, bytes[0]));
  const auto rest = input.substr(1 + name.size());
  auto source = elf::ByteSource::of(std::as_bytes(std::span(rest)));
  auto reach = verify::choose_systems(catalog::distributions(), {}, verify::Life::all,
                                      {2026, 1, 1});
  if (!reach) {
    std::abort();
  }
  verify::add_file(*reach, verify::read_demand(source, name));
  (void)verify::render_reach(*reach, {.color = true});
  (void)verify::render_oldest(*reach, {});
  (void)verify::reach_json(*reach).render();
  const auto page = verify::render_page({.title = name, .reach = *reach});
  if (page.find("<script") != std::string::npos ||
      page.find('\x1b') != std::string::npos) {
    std::abort();
  }
  return 0;
}
