// SPDX-License-Identifier: Apache-2.0
#include "cli/printer.hpp"

#include "base/printable.hpp"
#include "base/text.hpp"
#include "os/clock.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot::cli {

namespace {

constexpr std::size_t k_label_width = 13;
constexpr std::size_t k_subject_width = 15;
constexpr std::size_t k_exit_column = 64; ///< where "exit N" begins if there is room
constexpr double k_redraw_seconds = 0.1;

std::string padded(std::string_view text, std::size_t width)
{
  std::string out(text);
  const std::size_t used = display_width(text);
  out.append(used < width ? width - used : 1, ' ');
  return out;
}

/// What people call an action's kind.
std::string_view label_of(std::string_view kind)
{
  if (kind == "go-build") {
    return "build";
  }
  return kind == "std-seed" ? "std" : kind;
}

/// Steps of which there are dozens, each too short to wait for.
bool is_minor(std::string_view kind)
{
  return kind == "unpack" || kind == "compose" || kind == "floor" || kind == "compat" ||
         kind == "verify";
}

/// The action's name without the kind that the label says already.
std::string_view without_kind(std::string_view name, std::string_view kind)
{
  if (name.starts_with(kind) && name.size() > kind.size() && name[kind.size()] == ' ') {
    name.remove_prefix(kind.size() + 1);
  }
  return name;
}

std::string bar(std::uint64_t done, std::uint64_t total)
{
  static constexpr std::size_t k_cells = 10;
  const std::size_t full =
      total == 0 ? 0 : static_cast<std::size_t>(std::min(done, total) * k_cells / total);
  std::string out;
  for (std::size_t i = 0; i < k_cells; ++i) {
    out += i < full ? "█" : "·";
  }
  return out;
}

/// The first `columns` code points.
std::string clipped(const std::string& text, std::size_t columns)
{
  std::size_t used = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool starts = (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U;
    if (starts && used++ == columns) {
      return text.substr(0, i);
    }
  }
  return text;
}

} // namespace

std::size_t display_width(std::string_view text)
{
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

Printer::Printer(std::ostream& out, std::ostream& err, PrinterSettings settings)
    : out_(out), err_(err), settings_(settings)
{
}

Printer::~Printer()
{
  clear_status();
}

void Printer::clear_status()
{
  if (status_drawn_) {
    err_ << "\r\033[K" << std::flush;
    status_drawn_ = false;
  }
}

void Printer::draw_status(const std::string& text)
{
  err_ << "\r\033[K" << clipped(text, settings_.columns - 1) << std::flush;
  status_drawn_ = true;
}

void Printer::write_line(const std::string& text)
{
  clear_status();
  err_ << text << '\n' << std::flush;
}

void Printer::answer(std::string_view text)
{
  const std::lock_guard guard(mutex_);
  clear_status();
  out_ << text << std::flush;
}

void Printer::remark(std::string_view text)
{
  const std::lock_guard guard(mutex_);
  clear_status();
  err_ << text << std::flush;
}

void Printer::line(std::string_view label, std::string_view text)
{
  if (settings_.quiet) {
    return;
  }
  const std::lock_guard guard(mutex_);
  write_line(padded(label, k_label_width) + std::string(text));
}

void Printer::tell(const Event& told)
{
  if (settings_.quiet) {
    return;
  }
  const std::lock_guard guard(mutex_);
  Event event = told;
  event.subject = printable(told.subject);
  event.text = printable(told.text);
  switch (event.kind) {
  case Event::Kind::note:
    write_line("  " + padded(event.subject, k_subject_width) + event.text);
    last_subject_ = event.subject;
    break;
  case Event::Kind::warning: {
    const bool again = event.subject == last_subject_;
    const std::string mark = settings_.color ? "\033[33m!\033[0m " : "! ";
    write_line("  " + padded(again ? "" : event.subject, k_subject_width) + mark +
               event.text);
    last_subject_ = event.subject;
    break;
  }
  case Event::Kind::progress: tell_progress(event); break;
  case Event::Kind::started:
  case Event::Kind::finished: tell_action(event); break;
  }
}

void Printer::tell_progress(const Event& event)
{
  if (event.total != 0 && event.done >= event.total) {
    // Several transfers may each report the same end.
    const std::string text =
        padded(event.subject, k_label_width) + human_bytes(event.total);
    if (text != last_complete_) {
      write_line(text);
      last_complete_ = text;
    }
    return;
  }
  const double now = os::monotonic_seconds();
  if (!settings_.terminal || now - status_at_ < k_redraw_seconds) {
    return;
  }
  status_at_ = now;
  draw_status(padded(event.subject, k_label_width) + bar(event.done, event.total) + "  " +
              human_bytes(event.done) +
              (event.total == 0 ? "" : " of " + human_bytes(event.total)) +
              (event.text.empty() ? "" : "  " + event.text));
}

void Printer::tell_action(const Event& event)
{
  const auto here = std::find(running_.begin(), running_.end(), event.text);
  if (event.kind == Event::Kind::started) {
    running_.push_back(event.text);
  } else {
    if (here != running_.end()) {
      running_.erase(here);
    }
    if (settings_.verbose || (!event.cached && !is_minor(event.subject))) {
      write_line(padded(label_of(event.subject), k_label_width) +
                 padded(without_kind(event.text, event.subject), k_label_width) +
                 (event.cached ? "in store" : fmt::format("{:.1f} s", event.seconds)));
    }
  }
  if (settings_.terminal && !running_.empty()) {
    draw_status(padded("running", k_label_width) +
                (running_.size() == 1 ? "" : fmt::format("{}: ", running_.size())) +
                running_.back());
  }
}

void Printer::error(const Error& error, int exit_code, bool unchanged)
{
  const std::lock_guard guard(mutex_);
  std::string text = printable(error.render(), "\n\t");
  if (unchanged && text.find("no file was changed") == std::string::npos) {
    text += "\n  no file was changed";
  }
  const std::size_t last_line = text.rfind('\n') + 1; // npos + 1 is 0
  const std::size_t used = display_width(std::string_view(text).substr(last_line));
  text.append(used + 2 < k_exit_column ? k_exit_column - used : 2, ' ');
  text += fmt::format("exit {}", exit_code);
  if (settings_.color && text.starts_with("error[")) {
    const std::size_t end = text.find(']') + 1;
    text = "\033[1;31m" + text.substr(0, end) + "\033[0m" + text.substr(end);
  }
  write_line(text);
}

std::string render_table(const std::vector<std::vector<std::string>>& rows)
{
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], display_width(row[i]));
    }
  }
  std::string out;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i];
      line.append(widths[i] - display_width(row[i]) + 2, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + '\n';
  }
  return out;
}

} // namespace crossroot::cli
