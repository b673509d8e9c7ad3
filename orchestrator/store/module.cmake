# SPDX-License-Identifier: Apache-2.0
crossroot_module(store
  DEPENDS base os
  SOURCES action_record.cpp blob_writer.cpp digest_cache.cpp disk_error.cpp disk_store.cpp
    disk_store_actions.cpp disk_store_check.cpp disk_store_gc.cpp disk_store_trees.cpp
    folder_walk.cpp snapshot.cpp stat_cache.cpp store_root.cpp tree.cpp)
