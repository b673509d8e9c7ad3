// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/printable.hpp"
#include "verify/verify.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace crossroot::test {

inline std::vector<verify::Unread> sample_unread()
{
  return {{"lib/locked & <kept>.so", "Permission denied"}};
}

/// Reports with a finding of every status, and with a name and a symbol that were chosen
/// to do harm.
inline std::vector<verify::Report> sample_reports()
{
  using verify::Status;
  verify::Report passed;
  passed.file = "bin/inventory";
  passed.size_bytes = 7'912'000;
  passed.asked_libc = {2, 17};
  passed.found_libc = {2, 14};
  passed.loads_on = {"RHEL 7+", "Debian 8+"};
  passed.findings = {
      {"glibc-floor", Status::pass, "at most 2.17", "2.14", {}, "", "", "", "", ""},
      {"needed", Status::skip, "", "the policy does not ask", {}, "", "", "", "", ""},
      {"relro",
       Status::waived,
       "full",
       "partial",
       {},
       "Go's own linker writes the segment for PIE alone",
       "",
       "",
       "buildmode = \"pie\" in [go]",
       "until 2027-01-01: go internal link (release team)"}};
  verify::Report failed;
  failed.file = "lib/größe & co/a:b.so";
  failed.size_bytes = 1024;
  failed.asked_libc = {2, 17};
  failed.found_libc = {2, 39};
  failed.loads_on = {"RHEL 10+"};
  failed.findings = {
      {"abi-marker",
       Status::unknown,
       "no marker above the floor",
       "GLIBC_ABI_NEW",
       {"GLIBC_ABI_NEW: not known to this program"},
       "",
       "",
       "",
       "",
       ""},
      {"glibc-floor",
       Status::fail,
       "at most 2.17",
       "2.39",
       {"pidfd_spawn@GLIBC_2.39 (libc.so.6)"},
       "pidfd_spawn from spawn.o in libfoo.a, module example.com/foo",
       "RHEL 10+",
       "RHEL 7–9",
       "floor.glibc = \"2.39\" in the target",
       ""},
      {"nx", Status::pass, "no", "not executable", {}, "", "", "", "", ""}};
  verify::Report hostile;
  hostile.file = "/tmp/\033[2Jclean\r\n.so";
  hostile.findings = {{"undefined",
                       Status::fail,
                       "every undefined name in a library of the target",
                       "1 name missing",
                       {"</failure>\x01\xff]]>\"&'@GLIBC_2.2.5"},
                       "",
                       "",
                       "",
                       "",
                       ""}};
  return {passed, failed, hostile};
}

/// The references that XML knows without a declaration, and those by number.
inline bool xml_reference(std::string_view name)
{
  return name == "amp" || name == "lt" || name == "gt" || name == "quot" ||
         name == "apos" || name.starts_with('#');
}

/// Whether text between tags, or an attribute's value, holds nothing that ends it.
inline bool xml_text(std::string_view text)
{
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '<') {
      return false;
    }
    if (text[at] == '&') {
      const auto end = text.find(';', at);
      if (end == std::string_view::npos ||
          !xml_reference(text.substr(at + 1, end - at - 1))) {
        return false;
      }
    }
  }
  return true;
}

/// Attributes as ` name="value"`, as often as they come.
inline bool xml_attributes(std::string_view text)
{
  while (!text.empty()) {
    const auto equals = text.find("=\"");
    if (text.front() != ' ' || equals == std::string_view::npos || equals < 2) {
      return false;
    }
    const auto end = text.find('"', equals + 2);
    if (end == std::string_view::npos ||
        !xml_text(text.substr(equals + 2, end - equals - 2))) {
      return false;
    }
    text.remove_prefix(end + 1);
  }
  return true;
}

/// Why the text is no well-formed XML 1.0 of the plain kind that we write (elements,
/// attributes in double quotes, text; no comment, no CDATA); "" if it is.
inline std::string xml_fault(std::string_view text)
{
  if (printable(text, "\t\n\r") != text) {
    return "a character that XML forbids";
  }
  std::vector<std::string_view> open;
  std::size_t roots = 0;
  if (text.starts_with("<?xml ")) {
    text.remove_prefix(text.find("?>") + 2);
  }
  while (!text.empty()) {
    const auto tag = text.find('<');
    const auto words = text.substr(0, tag);
    const bool blank = words.find_first_not_of("\n ") == std::string_view::npos;
    if (!xml_text(words) || (open.empty() && !blank)) {
      return "text where none can be: " + std::string(words);
    }
    if (tag == std::string_view::npos) {
      break;
    }
    const auto end = text.find('>', tag);
    if (end == std::string_view::npos) {
      return "a tag without an end";
    }
    auto inner = text.substr(tag + 1, end - tag - 1);
    text.remove_prefix(end + 1);
    if (inner.starts_with('/')) {
      if (open.empty() || open.back() != inner.substr(1)) {
        return "the wrong end tag: " + std::string(inner);
      }
      open.pop_back();
      continue;
    }
    roots += open.empty() ? 1 : 0;
    const bool closed = inner.ends_with('/');
    inner.remove_suffix(closed ? 1 : 0);
    const auto name = inner.substr(0, inner.find(' '));
    if (name.empty() || !xml_attributes(inner.substr(name.size()))) {
      return "a damaged tag: " + std::string(inner);
    }
    if (!closed) {
      open.push_back(name);
    }
  }
  return open.empty() && roots == 1 ? "" : "not one element that ends";
}

} // namespace crossroot::test
