// SPDX-License-Identifier: Apache-2.0
#include "archive/archive.hpp"
#include "archive/rpm_payload.hpp"

namespace crossroot::archive {

namespace {

/// Readers say "io", as of any file; here the file is one whose digest was checked.
Error refused(const Error& error)
{
  if (error.kind() != ErrorKind::io || error.id() != "archive") {
    return error;
  }
  Error out(ErrorKind::digest_mismatch, error.id(), error.message());
  for (const auto& note : error.notes()) {
    out = std::move(out).note(note.label, note.text);
  }
  return std::move(out).hint("the file passed its digest, so it is broken where it came "
                             "from; lock another version");
}

Result<void>
write_entry(const RpmEntry& entry, const ContentSource& content, TreeWriter& writer)
{
  switch (entry.kind) {
  case RpmEntry::Kind::folder: return writer.folder(entry.name);
  case RpmEntry::Kind::link: return writer.symbolic_link(entry.name, entry.target);
  case RpmEntry::Kind::other:
    return writer.refuse_kind(entry.name, "device, FIFO or socket");
  case RpmEntry::Kind::file: break;
  }
  CROSSROOT_CHECK(writer.file(entry.name, entry.executable, content));
  for (const auto& twin : entry.twins) {
    CROSSROOT_CHECK(writer.hard_link(twin, entry.name));
  }
  return {};
}

} // namespace

Result<void> unpack_rpm(const fs::path& blob,
                        const fs::path& into,
                        const UnpackPolicy& policy,
                        const CancelToken& cancel)
{
  const auto name = blob.filename().string();
  CROSSROOT_TRY(const auto input, ByteInput::open(blob, name));
  MemberLimits limits;
  limits.total_bytes = policy.limits.total_bytes;
  limits.members = policy.limits.entries;
  Meter meter(limits, input, cancel);
  TreeWriter writer(into, policy, name);
  auto read = each_rpm_entry(input, meter,
                             [&](const RpmEntry& entry, const ContentSource& content) {
                               return write_entry(entry, content, writer);
                             });
  return read ? Result<void>() : Result<void>(refused(read.error()));
}

} // namespace crossroot::archive
