// SPDX-License-Identifier: Apache-2.0
#include "verify/check_pages.hpp"

#include "base/text.hpp"
#include "verify/embedded_files.hpp"

#include <algorithm>

namespace crossroot::verify {

namespace {

constexpr std::string_view k_suffix = ".md";

/// "pages/nx.md" → "nx"
std::string_view id_of(std::string_view name)
{
  name.remove_prefix(name.rfind('/') + 1);
  name.remove_suffix(k_suffix.size());
  return name;
}

/// What stands behind "# ID: " in the first line.
std::string_view summary_of(std::string_view markdown)
{
  const auto title = markdown.substr(0, markdown.find('\n'));
  const auto colon = title.find(": ");
  return colon == std::string_view::npos ? title : title.substr(colon + 2);
}

} // namespace

const std::vector<std::string_view>& page_sections()
{
  static const std::vector<std::string_view> k_sections{
      "What it means", "Why it matters", "What the loader does", "How to mend it"};
  return k_sections;
}

std::string_view CheckPage::section(std::string_view heading) const
{
  const std::string opening = "\n## " + std::string(heading) + "\n";
  const auto at = markdown.find(opening);
  if (at == std::string_view::npos) {
    return {};
  }
  auto body = markdown.substr(at + opening.size());
  body = body.substr(0, body.find("\n## "));
  while (body.starts_with('\n')) {
    body.remove_prefix(1);
  }
  while (body.ends_with('\n')) {
    body.remove_suffix(1);
  }
  return body;
}

std::string CheckPage::text() const
{
  std::string out = std::string(id) + ": " + std::string(summary) + "\n";
  for (const auto heading : page_sections()) {
    out += "\n" + std::string(heading) + "\n";
    for (const auto line : split_lines(section(heading))) {
      out += line.empty() ? "\n" : "  " + std::string(line) + "\n";
    }
  }
  return out;
}

const std::vector<CheckPage>& check_pages()
{
  static const std::vector<CheckPage> k_pages = [] {
    std::vector<CheckPage> pages;
    for (const auto& [name, content] : embedded_files()) { // sorted by name
      if (name.ends_with(k_suffix)) {
        pages.push_back({id_of(name), summary_of(content), content});
      }
    }
    std::sort(pages.begin(), pages.end(),
              [](const auto& a, const auto& b) { return a.id < b.id; });
    return pages;
  }();
  return k_pages;
}

const CheckPage* find_check_page(std::string_view id)
{
  const auto& pages = check_pages();
  const auto found = std::find_if(pages.begin(), pages.end(),
                                  [id](const auto& page) { return page.id == id; });
  return found == pages.end() ? nullptr : &*found;
}

} // namespace crossroot::verify
