// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "store/disk_error.hpp"
#include "store/disk_store.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>

namespace crossroot::store {

namespace {

// A record's mtime says when it was last of use, which is what gc asks. Touching it at
// every look would turn reading into writing.
constexpr std::time_t k_touch_seconds = 3600;

void mark_used(const fs::path& path)
{
  struct stat facts {};
  if (::stat(path.c_str(), &facts) == 0 &&
      std::time(nullptr) - facts.st_mtime > k_touch_seconds) {
    ::utimensat(AT_FDCWD, path.c_str(), nullptr, 0);
  }
}

} // namespace

fs::path DiskStore::action_path(const ActionKey& key) const
{
  const auto hex = key.render();
  return root_ / "actions" / hex.substr(0, 2) / hex;
}

fs::path DiskStore::latest_path(std::string_view project, std::string_view name) const
{
  std::string both(project);
  both.push_back('\0');
  both += name;
  return root_ / "latest" / Digest::of(both).render();
}

Result<std::optional<ActionRecord>> DiskStore::read_record(const fs::path& path) const
{
  if (::access(path.c_str(), F_OK) != 0) {
    return std::optional<ActionRecord>();
  }
  CROSSROOT_TRY(const auto text, os::read_file(path));
  CROSSROOT_TRY(auto record, ActionRecord::parse(text));
  return std::optional(std::move(record));
}

bool DiskStore::outputs_are_here(const ActionRecord& record) const
{
  return (!record.log || has_blob(*record.log)) &&
         std::all_of(record.outputs.begin(), record.outputs.end(),
                     [&](const auto& output) { return has_tree(output.second); });
}

Result<std::optional<ActionRecord>> DiskStore::find_action(const ActionKey& key) const
{
  const auto path = action_path(key);
  auto record = read_record(path);
  // A record that does not read, or is another's, is as good as none: the action runs
  // again and replaces it.
  if (!record || !*record || (*record)->key != key || !outputs_are_here(**record)) {
    return std::optional<ActionRecord>();
  }
  if (access_ == Access::read_write) {
    mark_used(path);
  }
  return record;
}

Result<void> DiskStore::record_action(const ActionRecord& record,
                                      std::string_view project)
{
  CROSSROOT_CHECK(must_be_writable());
  const auto path = action_path(record.key);
  CROSSROOT_CHECK(make_store_folder(path.parent_path()));
  CROSSROOT_CHECK(os::write_file(path, record.render(), 0444));
  return remember_action(record.key, project, record.name);
}

Result<void> DiskStore::remember_action(const ActionKey& key,
                                        std::string_view project,
                                        std::string_view name)
{
  CROSSROOT_CHECK(must_be_writable());
  return os::write_file(latest_path(project, name), key.render() + "\n", 0444);
}

Result<std::optional<ActionKey>> DiskStore::last_key(std::string_view project,
                                                     std::string_view name) const
{
  const auto path = latest_path(project, name);
  if (::access(path.c_str(), F_OK) != 0) {
    return std::optional<ActionKey>();
  }
  CROSSROOT_TRY(const auto text, os::read_file(path));
  CROSSROOT_TRY(const auto key, ActionKey::parse(trim(text)));
  return std::optional(key);
}

Result<std::optional<ActionRecord>> DiskStore::last_action(std::string_view project,
                                                           std::string_view name) const
{
  CROSSROOT_TRY(const auto key, last_key(project, name));
  return key ? read_record(action_path(*key)) : std::optional<ActionRecord>();
}

} // namespace crossroot::store
