// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "archive/byte_input.hpp"

#include <functional>
#include <map>
#include <set>

namespace crossroot::archive {

/// A tar, packed or not, as a stage.
Result<Stage> open_tar(const ByteInput& input, Meter& meter, ArchiveKind kind);

/// Calls `visit` for each entry of the stage until it answers with an Error; the entry is
/// valid during the call. A tar that ends without its mark is an Error.
Result<void> walk_entries(
    const Stage& stage,
    Meter& meter,
    const std::function<Result<void>(::archive_entry*, std::string name)>& visit);

/// Tells the sink of all regular files of the stage.
Result<void> tell_members(const Stage& stage, Meter& meter, MemberSink& sink);
/// The same of an rpm package.
Result<void> tell_rpm_members(const ByteInput& input, Meter& meter, MemberSink& sink);

/// What a sink sees before it decides: enough for the magic bytes of any format.
inline constexpr std::size_t k_start_bytes = 64;
/// Sizes are what an archive claims; no more than this is reserved for a claim.
inline constexpr std::uint64_t k_most_reserved_bytes = std::uint64_t{64} << 20;
/// Why a member of so many bytes is not told.
Error too_large(const Meter& meter);

/// The name as MemberSink has it: "./usr//lib/x" and "/usr/lib/x" are "usr/lib/x".
std::string member_name(std::string_view name);

} // namespace crossroot::archive
