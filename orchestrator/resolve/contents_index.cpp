// SPDX-License-Identifier: Apache-2.0
#include "resolve/contents_index.hpp"

#include "archive/byte_input.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

namespace crossroot::resolve {

namespace {

constexpr std::size_t k_longest_line = std::size_t{1} << 20;

} // namespace

std::optional<ContentsLine> parse_contents_line(std::string_view line)
{
  line = trim(line);
  const auto blank = line.find_last_of(" \t");
  if (blank == std::string_view::npos) {
    return std::nullopt;
  }
  ContentsLine out{trim(line.substr(0, blank)), {}};
  for (const auto place : split(line.substr(blank + 1), ',')) {
    // "libdevel/libpcap0.8-dev", with the area in front outside of main.
    const auto slash = place.rfind('/');
    if (slash == std::string_view::npos || slash + 1 == place.size()) {
      return std::nullopt;
    }
    out.packages.push_back(place.substr(slash + 1));
  }
  return out.path.empty() || out.path.find('/') == std::string_view::npos
             ? std::nullopt
             : std::optional(std::move(out));
}

Result<void> read_contents(const Definition& definition,
                           const SignedSuite& suite,
                           const std::string& arch,
                           const ResolveContext& context,
                           const std::function<void(const ContentsLine&)>& visit)
{
  for (const auto& component : definition.components) {
    const auto name = fmt::format("{}/Contents-{}.gz", component, arch);
    const auto listed = suite.release.files.find(name);
    if (listed == suite.release.files.end()) {
      return Error(ErrorKind::definition, "contents",
                   fmt::format("{} lists no contents of its packages for {}",
                               definition.name, arch));
    }
    const LockedIndex index{.definition = definition.name,
                            .archive = definition.archive.name,
                            .suite = definition.suite,
                            .arch = arch,
                            .packages = listed->second.sha256,
                            .packages_path =
                                fmt::format("dists/{}/{}", definition.suite, name),
                            .packages_size = listed->second.size};
    CROSSROOT_CHECK(bring_index(index, context));
    CROSSROOT_TRY(const auto input, archive::ByteInput::open(
                                        context.store.blob_path(index.packages), name));
    const archive::MemberLimits limits;
    archive::Meter meter(limits, input, context.cancel);
    CROSSROOT_TRY(const auto source, archive::unpacked(input, meter));
    std::string left; // of the last piece, without its end
    for (;;) {
      CROSSROOT_TRY(const auto piece, source->next());
      left.append(reinterpret_cast<const char*>(piece.data()), piece.size());
      const auto end = piece.empty() ? left.size() : left.rfind('\n') + 1;
      for (const auto line : split_lines(std::string_view(left).substr(0, end))) {
        if (const auto parsed = parse_contents_line(line)) {
          visit(*parsed);
        }
      }
      left.erase(0, end);
      if (left.size() > k_longest_line) {
        return Error(ErrorKind::digest_mismatch, "contents",
                     name + " has a line without an end");
      }
      if (piece.empty()) {
        break;
      }
    }
  }
  return {};
}

} // namespace crossroot::resolve
