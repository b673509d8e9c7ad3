// SPDX-License-Identifier: Apache-2.0
// The second line behind the mounts and namespaces, where the kernel has it: should a
// mount be writable by mistake or a way back into the host's network be found, Landlock
// still lets nothing be written outside the writable mounts, nobody be signalled outside
// the program's own tree (not even process 1 inside), and no abstract Unix socket be
// reached that was not made within. It denies nothing that a build without it could do,
// so hosts with and without it give the same outputs.
//
// That is why version 1 goes unused: it forbids every rename between two folders.
// Version 2 knows the right to do so, and 3 and 5 add truncation and ioctl of devices,
// which earlier versions let pass; 6 has the scopes. The structures are written down
// here because the kernel headers of a build machine may know fewer fields
// (Documentation/userspace-api/landlock.rst in Linux).
#include "inner/sandbox_landlock.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

namespace crossroot::inner {
namespace {

constexpr long k_create_ruleset = 444;
constexpr long k_add_rule = 445;
constexpr long k_restrict_self = 446;
constexpr int k_rule_path_beneath = 1;

constexpr std::uint64_t k_execute = 1 << 0;
constexpr std::uint64_t k_write_file = 1 << 1;
constexpr std::uint64_t k_read_file = 1 << 2;
constexpr std::uint64_t k_read_folder = 1 << 3;
constexpr std::uint64_t k_make_device = 1 << 6 | 1 << 11; // character, block
constexpr std::uint64_t k_all_of_version_2 = (1 << 14) - 1;
constexpr std::uint64_t k_truncate = 1 << 14;
constexpr std::uint64_t k_ioctl_device = 1 << 15;
constexpr std::uint64_t k_scope_abstract_socket = 1 << 0;
constexpr std::uint64_t k_scope_signal = 1 << 1;

// What a rule on a file, not a folder, may speak of.
constexpr std::uint64_t k_of_files =
    k_execute | k_write_file | k_read_file | k_truncate | k_ioctl_device;

struct RulesetAttributes {
  std::uint64_t handled_fs = 0;
  std::uint64_t handled_net = 0;
  std::uint64_t scoped = 0;
};

struct [[gnu::packed]] PathBeneath {
  std::uint64_t allowed = 0;
  std::int32_t parent = -1;
};

RulesetAttributes attributes_of(int abi)
{
  RulesetAttributes attributes;
  attributes.handled_fs = k_all_of_version_2;
  if (abi >= 3) {
    attributes.handled_fs |= k_truncate;
  }
  if (abi >= 5) {
    attributes.handled_fs |= k_ioctl_device;
  }
  if (abi >= 6) {
    attributes.scoped = k_scope_abstract_socket | k_scope_signal;
  }
  return attributes;
}

class Ruleset {
public:
  explicit Ruleset(int abi) : attributes_(attributes_of(abi))
  {
    // A kernel takes a longer structure than it knows if the rest is zero.
    number_ = static_cast<int>(
        ::syscall(k_create_ruleset, &attributes_, sizeof attributes_, 0U));
  }
  Ruleset(const Ruleset&) = delete;
  Ruleset& operator=(const Ruleset&) = delete;
  ~Ruleset()
  {
    if (number_ >= 0) {
      ::close(number_);
    }
  }
  bool made() const { return number_ >= 0; }

  bool allow(int place, std::uint64_t rights)
  {
    struct stat status = {};
    if (::fstat(place, &status) != 0) {
      return false;
    }
    PathBeneath rule;
    rule.allowed = rights & attributes_.handled_fs;
    if (!S_ISDIR(status.st_mode)) {
      rule.allowed &= k_of_files;
    }
    rule.parent = place;
    return ::syscall(k_add_rule, number_, k_rule_path_beneath, &rule, 0U) == 0;
  }

  bool allow(const char* path, std::uint64_t rights)
  {
    const int place = ::open(path, O_PATH | O_CLOEXEC);
    if (place < 0) {
      return false;
    }
    const bool allowed = allow(place, rights);
    const int reason = errno;
    ::close(place);
    errno = reason;
    return allowed;
  }

  bool restrict_self() { return ::syscall(k_restrict_self, number_, 0U) == 0; }

private:
  RulesetAttributes attributes_;
  int number_ = -1;
};

} // namespace

bool restrict_by_landlock(const InnerSpec& spec, int abi)
{
  constexpr int k_least = 2;
  if (abi < k_least) {
    return true;
  }
  Ruleset rules(abi);
  constexpr std::uint64_t k_read = k_execute | k_read_file | k_read_folder;
  constexpr std::uint64_t k_device = k_write_file | k_truncate | k_ioctl_device;
  constexpr std::uint64_t k_write =
      (k_all_of_version_2 | k_truncate | k_ioctl_device) & ~k_make_device;
  if (!rules.made() || !rules.allow("/", k_read) || !rules.allow("/dev", k_device)) {
    return false;
  }
  for (const auto& place : spec.writable) {
    if (!rules.allow(place.c_str(), k_write)) {
      return false;
    }
  }
  // A terminal of the host has no name inside, and may be opened anew by /dev/stdout.
  // Pipes need no rule and get none.
  for (const int stream : {0, 1, 2}) {
    static_cast<void>(rules.allow(stream, k_read_file | k_device));
  }
  constexpr int k_too_many_layers = E2BIG; // 16 sandboxes within each other
  return rules.restrict_self() || errno == k_too_many_layers;
}

} // namespace crossroot::inner
