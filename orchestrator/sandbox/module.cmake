# SPDX-License-Identifier: Apache-2.0
crossroot_module(sandbox
  DEPENDS base os inner
  SOURCES bwrap_arguments.cpp bwrap_diagnosis.cpp bwrap_report.cpp bwrap_sandbox.cpp
          root_view.cpp)
