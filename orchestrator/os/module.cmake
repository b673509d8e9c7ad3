# SPDX-License-Identifier: Apache-2.0
crossroot_module(os
  DEPENDS base
  SOURCES clock.cpp descriptor.cpp file_lock.cpp files.cpp host.cpp launch.cpp
          process.cpp signals.cpp temp_folder.cpp tree_removal.cpp)
