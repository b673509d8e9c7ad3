// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command.hpp"
#include "cli/session.hpp"
#include "verify/formats.hpp"

#include <map>
#include <vector>

namespace crossroot::cli {

/// Where the findings of a run go: to people on stdout, file by file as they are judged,
/// and at the end, whole, to each machine format that was asked for. A format whose FILE
/// is "-" takes stdout, and people's text then gives way to it.
class VerifyOutput {
public:
  /// An Error (usage) if two formats want stdout or the same file, or if one would
  /// replace a program or what is no plain file.
  static Result<VerifyOutput> of(Session& session, const Invocation& invocation);

  /// Prints what people are told of the file, at once.
  void add(verify::Report report);
  /// For the formats; the caller tells people.
  void add_unread(verify::Unread unread);
  /// Writes the formats, each file in one step. An Error (io) if one cannot be written.
  Result<void> finish();

private:
  explicit VerifyOutput(Session& session) : session_(session) {}

  Session& session_;
  std::map<std::string, std::string> paths_; ///< option → FILE
  bool for_people_ = true;
  verify::TextStyle style_;
  verify::Tally tally_;
  std::vector<verify::Report> reports_; ///< kept only if a format wants them
  std::vector<verify::Unread> unread_;
};

/// The options that VerifyOutput reads.
std::vector<Option> verify_output_options();

} // namespace crossroot::cli
