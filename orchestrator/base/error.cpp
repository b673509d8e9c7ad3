// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"

#include <algorithm>
#include <array>

namespace crossroot {

int exit_code_of(ErrorKind kind)
{
  switch (kind) {
  case ErrorKind::usage: return 2;
  case ErrorKind::definition: return 3;
  case ErrorKind::lock_stale: return 4;
  case ErrorKind::digest_mismatch: return 5;
  case ErrorKind::build: return 6;
  case ErrorKind::verify: return 7;
  case ErrorKind::not_reproducible: return 8;
  case ErrorKind::environment: return 9;
  case ErrorKind::io: return 10;
  case ErrorKind::bug: return 70;
  case ErrorKind::interrupted: return 130;
  }
  return 70;
}

int worse_exit_code(int a, int b)
{
  static constexpr std::array<int, 10> k_worst_first{70, 130, 9, 10, 5, 4, 3, 6, 7, 8};
  const auto rank = [](int code) {
    const auto* const found = std::find(k_worst_first.begin(), k_worst_first.end(), code);
    const auto index = static_cast<int>(found - k_worst_first.begin());
    return code == 0 ? index + 1 : index;
  };
  return rank(a) <= rank(b) ? a : b;
}

std::string Position::render() const
{
  std::string text = file;
  if (line != 0) {
    text += ":" + std::to_string(line);
    if (column != 0) {
      text += ":" + std::to_string(column);
    }
  }
  return text;
}

Error::Error(ErrorKind kind, std::string id, std::string message)
    : kind_(kind), id_(std::move(id)), message_(std::move(message))
{
}

Error Error::at(Position position) &&
{
  position_ = std::move(position);
  return std::move(*this);
}

Error Error::during(std::string activity) &&
{
  activities_.push_back(std::move(activity));
  return std::move(*this);
}

Error Error::note(std::string label, std::string text) &&
{
  notes_.push_back({std::move(label), std::move(text)});
  return std::move(*this);
}

Error Error::hint(std::string remedy) &&
{
  hints_.push_back(std::move(remedy));
  return std::move(*this);
}

namespace {

/// Appends "  label  text", continuing lines of the text under its first one.
void append_labelled(std::string& out, std::string_view label, std::string_view text)
{
  constexpr std::size_t k_label_width = 5;
  out += "\n  ";
  out += label;
  out.append(label.size() < k_label_width ? k_label_width - label.size() : 0, ' ');
  out += "  ";
  for (const char c : text) {
    out += c;
    if (c == '\n') {
      out.append(k_label_width + 4, ' ');
    }
  }
}

} // namespace

std::string Error::render() const
{
  std::string out = "error[" + id_ + "]: ";
  if (position_) {
    out += position_->render() + ": ";
  }
  out += message_;
  // What to read further comes behind what to do.
  const auto is_further = [](const Note& note) { return note.label == "more"; };
  for (const auto& note : notes_) {
    if (!is_further(note)) {
      append_labelled(out, note.label, note.text);
    }
  }
  for (const auto& activity : activities_) {
    append_labelled(out, "while", activity);
  }
  for (const auto& remedy : hints_) {
    append_labelled(out, "fix", remedy);
  }
  for (const auto& note : notes_) {
    if (is_further(note)) {
      append_labelled(out, note.label, note.text);
    }
  }
  return out;
}

} // namespace crossroot
