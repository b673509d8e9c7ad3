// SPDX-License-Identifier: Apache-2.0
#include "archive/archive.hpp"
#include "archive/rpm_header.hpp"
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

std::string version_of(const RpmHeader& header)
{
  const auto epochs = header.numbers(RpmTag::epoch);
  const auto epoch = epochs.empty() || epochs.front() == 0
                         ? std::string()
                         : std::to_string(epochs.front()) + ":";
  return epoch + header.text(RpmTag::version) + "-" + header.text(RpmTag::release);
}

std::optional<RpmStatement::Signature> signature_in(const RpmHeader& header,
                                                    std::initializer_list<RpmTag> tags,
                                                    std::uint64_t begin,
                                                    std::uint64_t end)
{
  for (const auto tag : tags) {
    if (const auto bytes = header.bytes(tag); !bytes.empty()) {
      return RpmStatement::Signature{
          .bytes = std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()),
          .begin = begin,
          .end = end};
    }
  }
  return std::nullopt;
}

constexpr std::uint64_t k_sha256 = 8; // RFC 4880, 9.4

Result<RpmStatement> statement_of(const ByteInput& input)
{
  CROSSROOT_TRY(const auto headers, read_rpm_headers(input));
  RpmStatement out{.name = headers.header.text(RpmTag::name),
                   .version = version_of(headers.header),
                   .arch = headers.header.text(RpmTag::arch),
                   .payload_offset = headers.payload_offset};
  out.of_header =
      signature_in(headers.signature, {RpmTag::signature_rsa, RpmTag::signature_dsa},
                   headers.header_offset, headers.payload_offset);
  out.of_all = signature_in(headers.signature, {k_signature_pgp, k_signature_gpg},
                            headers.header_offset, input.size());
  const auto algorithm = headers.header.numbers(RpmTag::payload_digest_algorithm);
  if (!algorithm.empty() && algorithm.front() == k_sha256) {
    out.payload_sha256 = headers.header.text(RpmTag::payload_digest);
  }
  return out;
}

} // namespace

Result<RpmStatement> read_rpm_statement(const fs::path& blob)
{
  CROSSROOT_TRY(const auto input, ByteInput::open(blob, blob.filename().string()));
  auto read = statement_of(input);
  return read ? std::move(read) : Result<RpmStatement>(refused(read.error()));
}

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
