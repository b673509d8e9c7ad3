// SPDX-License-Identifier: Apache-2.0
#include "sandbox/bwrap_arguments.hpp"

#include "sandbox/root_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

namespace crossroot::sandbox {
namespace {

// Both are memory of the host. Large temporary files of a build go to a writable mount.
constexpr std::string_view k_tmp_bytes = "4294967296";
constexpr std::string_view k_shm_bytes = "268435456";

class Writer {
public:
  explicit Writer(int first_file) : next_file_(first_file) {}

  void add(std::initializer_list<std::string_view> words)
  {
    for (const auto word : words) {
      arguments_.words.emplace_back(word);
    }
  }

  Result<void> add_text(const std::string& inside, std::string_view content)
  {
    CROSSROOT_TRY(auto file, os::make_memory_file(content));
    add({"--perms", "0444", "--file", std::to_string(next_file_), inside});
    arguments_.files.emplace(next_file_++, std::move(file));
    return {};
  }

  BwrapArguments take() { return std::move(arguments_); }

private:
  BwrapArguments arguments_;
  int next_file_;
};

void add_namespaces(Writer& writer, bool interactive)
{
  writer.add({"--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc",
              "--unshare-uts", "--unshare-cgroup-try", "--disable-userns"});
  writer.add({"--uid", "1000", "--gid", "1000", "--hostname", "crossroot"});
  writer.add({"--cap-drop", "ALL", "--clearenv", "--die-with-parent", "--as-pid-1"});
  if (!interactive) {
    writer.add({"--new-session"});
  }
}

Result<void> add_root(Writer& writer, const fs::path& root)
{
  CROSSROOT_TRY(const auto entries, view_of_root(root));
  if (std::none_of(entries.begin(), entries.end(),
                   [](const RootEntry& entry) { return entry.inside == "/etc"; })) {
    writer.add({"--perms", "0755", "--dir", "/etc"});
  }
  for (const auto& entry : entries) {
    if (const auto* bind = std::get_if<RootEntry::Bind>(&entry.what)) {
      writer.add({"--ro-bind", bind->host.string(), entry.inside});
    } else if (const auto* link = std::get_if<RootEntry::Link>(&entry.what)) {
      writer.add({"--symlink", link->target, entry.inside});
    } else if (const auto* text = std::get_if<RootEntry::Text>(&entry.what)) {
      CROSSROOT_CHECK(writer.add_text(entry.inside, text->content));
    }
  }
  return {};
}

void add_kernel_places(Writer& writer)
{
  writer.add({"--proc", "/proc", "--dev", "/dev"});
  writer.add({"--perms", "1777", "--size", k_shm_bytes, "--tmpfs", "/dev/shm"});
  writer.add({"--perms", "1777", "--size", k_tmp_bytes, "--tmpfs", "/tmp"});
}

void add_mounts(Writer& writer, const std::vector<Mount>& mounts)
{
  for (const auto& mount : mounts) {
    writer.add({mount.kind == Mount::Kind::writable ? "--bind" : "--ro-bind",
                mount.host.string(), mount.inside});
  }
}

} // namespace

std::string BwrapArguments::render() const
{
  std::string text;
  for (const auto& word : words) {
    text += word;
    text += '\0';
  }
  return text;
}

Result<BwrapArguments>
bwrap_arguments(const SandboxSpec& spec, const fs::path& inner, int first_file)
{
  Writer writer(first_file);
  add_namespaces(writer, spec.interactive);
  CROSSROOT_CHECK(add_root(writer, spec.root));
  add_kernel_places(writer);
  add_mounts(writer, spec.mounts);
  writer.add({"--ro-bind", inner.string(), "/inner"});
  // Last, when all mount points exist: these were writable until now, /proc even for
  // uid 0 of the host (/proc/sys).
  writer.add({"--remount-ro", "/proc", "--remount-ro", "/dev", "--remount-ro", "/"});
  return writer.take();
}

} // namespace crossroot::sandbox
