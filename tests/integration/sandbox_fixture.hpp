// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/sandbox.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace crossroot::sandbox_test {

/// A world for probes: an otherwise empty root, the probe program at /probe, a
/// read-only /src with one file, a writable /out that belongs to the sandbox's owner.
/// Removed on destruction.
class World {
public:
  World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  ~World();

  /// What runs the probe with this argument.
  sandbox::SandboxSpec probe(const std::string& name,
                             const std::string& argument = "") const;
  sandbox::SandboxOutcome run(const sandbox::SandboxSpec& spec);
  /// Empty if the sandbox held, else what the probe could do.
  std::string breaches(const std::string& name, const std::string& argument = "");

  sandbox::Sandbox& sandbox() { return *sandbox_; }
  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path out() const { return folder_ / "out"; }

private:
  std::filesystem::path folder_;
  std::unique_ptr<sandbox::Sandbox> sandbox_;
};

sandbox::SandboxSettings settings();
/// The program of hostile_go.c.
std::filesystem::path hostile_go();
/// Whether some process holds a lock on the file; false if it is not there.
bool locked(const std::filesystem::path& file);

} // namespace crossroot::sandbox_test
