// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verify/verify.hpp"

#include <optional>

namespace crossroot::verify {

/// The expectations with the ceilings of their policies put into the floors: of a floor
/// and a ceiling the lower, for the triplet that is expected or that the file has.
/// Nothing where no policy changes them.
std::optional<Expectations> under_ceilings(const Expectations& expectations,
                                           const std::optional<Triplet>& triplet);

/// Adds to a failing finding which policy it is that asks, and the line of the recipe
/// that meets it in place of the one that raises the floor.
void name_policy(const Expectations& expectations, Finding& finding);

/// Turns a failing finding with a waiver into a waived one; of one whose waiver ended,
/// says so.
void apply_waivers(const Expectations& expectations, Finding& finding);

/// A line for each waiver that waived nothing in any of the reports: what it was written
/// for is mended, or it never was there.
class StaleWaivers {
public:
  explicit StaleWaivers(std::vector<Waiver> waivers) : waivers_(std::move(waivers)) {}
  void add(const Report& report);
  std::vector<std::string> lines() const;

private:
  std::vector<Waiver> waivers_; ///< that have waived nothing yet
};

} // namespace crossroot::verify
