# SPDX-License-Identifier: Apache-2.0
find_package(CLI11 REQUIRED)
crossroot_module(cli DEPENDS base os target net store catalog config recipe definition lockfile git
          sandbox fetch sysroot toolchain verify plan exec resolve runtime repair inner
  SOURCES build_table.cpp cmd_build.cpp cmd_cc.cpp cmd_completion.cpp cmd_doctor.cpp
          cmd_env.cpp cmd_explain.cpp cmd_fetch.cpp cmd_gc.cpp cmd_init.cpp cmd_lock.cpp
          cmd_plan.cpp cmd_repair.cpp cmd_run.cpp cmd_runs_on.cpp cmd_shell.cpp cmd_store.cpp
          cmd_test.cpp cmd_vendor.cpp cmd_verify.cpp cmd_version.cpp command_table.cpp
          help.cpp host_agreement.cpp init_libraries.cpp help_check.cpp help_policies.cpp help_symbol.cpp help_topics.cpp lock_step.cpp
          outside.cpp parse.cpp printer.cpp project.cpp proof_step.cpp repair_step.cpp room.cpp
          run_line.cpp run_matrix.cpp source_step.cpp test_arguments.cpp verdict_page.cpp
          verify_output.cpp workspace.cpp
  PRIVATE_LIBS CLI11::CLI11)
target_compile_definitions(crossroot_cli PRIVATE CROSSROOT_VERSION="${PROJECT_VERSION}")

add_executable(crossroot ${PROJECT_SOURCE_DIR}/orchestrator/cli/main.cpp)
target_link_libraries(crossroot PRIVATE crossroot::cli crossroot_options)
set_target_properties(crossroot PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
