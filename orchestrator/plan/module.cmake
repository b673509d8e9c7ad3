# SPDX-License-Identifier: Apache-2.0
crossroot_module(plan
  DEPENDS base target recipe definition lockfile
  SOURCES action_id.cpp make_plan.cpp plan.cpp settle.cpp tree_actions.cpp)
