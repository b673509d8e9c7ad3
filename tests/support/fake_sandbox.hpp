// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/sandbox.hpp"

#include <unistd.h>

#include <functional>
#include <mutex>
#include <vector>

namespace crossroot::test {

/// Runs nothing: remembers what it was asked and does what the test says instead.
class FakeSandbox final : public sandbox::Sandbox {
public:
  using Act = std::function<Result<sandbox::SandboxOutcome>(const sandbox::SandboxSpec&)>;
  explicit FakeSandbox(Act act) : act_(std::move(act)) {}

  Result<sandbox::SandboxOutcome> run(const sandbox::SandboxSpec& spec,
                                      const CancelToken& /*cancel*/) override
  {
    {
      const std::lock_guard lock(mutex_);
      specs_.push_back(spec);
    }
    return act_(spec);
  }
  std::uint32_t owner_uid() const override { return geteuid(); }

  std::size_t runs() const
  {
    const std::lock_guard lock(mutex_);
    return specs_.size();
  }
  std::vector<sandbox::SandboxSpec> specs() const
  {
    const std::lock_guard lock(mutex_);
    return specs_;
  }

  /// The host folder behind a path inside.
  static std::filesystem::path host_of(const sandbox::SandboxSpec& spec,
                                       const std::string& inside)
  {
    for (const auto& mount : spec.mounts) {
      if (mount.inside == inside) {
        return mount.host;
      }
    }
    return {};
  }

private:
  Act act_;
  mutable std::mutex mutex_;
  std::vector<sandbox::SandboxSpec> specs_;
};

} // namespace crossroot::test
