// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.hpp"
#include "base/event.hpp"

#include <mutex>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot::cli {

/// How this process may draw.
struct PrinterSettings {
  bool terminal = false; ///< stderr is one: a status line that is redrawn
  bool color = false;
  bool answer_color = false; ///< what goes to stdout may be coloured
  bool quiet = false;
  bool verbose = false;
  unsigned columns = 80;
};

/// The only one who writes to a stream. stdout carries artifact paths and what was asked
/// for; stderr carries everything else. Thread-safe.
class Printer final : public EventSink {
public:
  Printer(std::ostream& out, std::ostream& err, PrinterSettings settings);
  ~Printer() override;

  void tell(const Event& event) override;

  void answer(std::string_view text); ///< to stdout, as it is
  void remark(std::string_view text); ///< to stderr, as it is
  /// "wrote        crossroot.lock (commit it)".
  void line(std::string_view label, std::string_view text);
  /// The error with "exit N" at the right of its last line, and "no file was changed"
  /// where that is so.
  void error(const Error& error, int exit_code, bool unchanged);

  void set_quiet(bool quiet) { settings_.quiet = quiet; }
  void set_verbose(bool verbose) { settings_.verbose = verbose; }
  const PrinterSettings& settings() const { return settings_; }

private:
  void write_line(const std::string& text);
  void draw_status(const std::string& text);
  void clear_status();
  void tell_progress(const Event& event);
  void tell_action(const Event& event);

  std::ostream& out_;
  std::ostream& err_;
  PrinterSettings settings_;
  std::mutex mutex_;
  std::vector<std::string> running_; ///< names of actions under way
  std::string last_subject_;
  std::string last_complete_; ///< the last line about finished progress
  bool status_drawn_ = false;
  double status_at_ = 0;
};

/// Columns aligned by their widest cell, two blanks apart, no blank at a line's end.
std::string render_table(const std::vector<std::vector<std::string>>& rows);

/// Columns that UTF-8 text takes, one per code point.
std::size_t display_width(std::string_view text);

} // namespace crossroot::cli
