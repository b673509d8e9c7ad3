// SPDX-License-Identifier: Apache-2.0
#include "repair/service_files.hpp"

#include <doctest/doctest.h>

TEST_SUITE_BEGIN("repair.service_files");

using namespace crossroot::repair;

namespace {

const Service k_service{.name = "tool",
                        .loader = "ld-linux-x86-64.so.2",
                        .from = "Debian 12, glibc 2.36-9",
                        .install = "/opt/tool"};

bool has(const std::string& text, const std::string& part)
{
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("the launcher hands all arguments on and leaves the environment alone")
{
  const auto text = launcher_text(k_service);
  CHECK(has(text, "exec \"$here/lib/ld-linux-x86-64.so.2\" --library-path \"$here/lib\" "
                  "--argv0 \"$0\" \"$here/libexec/tool\" \"$@\"\n"));
  CHECK_FALSE(has(text, "LD_LIBRARY_PATH"));
  CHECK_FALSE(has(text, "export"));
}

TEST_CASE("a loader that does not know --argv0 is not given it")
{
  auto old = k_service;
  old.names_itself = false;
  CHECK_FALSE(has(launcher_text(old), "--argv0"));
}

TEST_CASE("service files name the place where the bundle will stand")
{
  const auto texts = service_texts(k_service);
  CHECK(has(texts.at("tool.service"), "ExecStart=/opt/tool/tool\n"));
  CHECK(has(texts.at("tool.supervisor.conf"), "command=/opt/tool/tool\n"));
  CHECK(has(texts.at("Containerfile"),
            "ENTRYPOINT [\"/opt/tool/lib/ld-linux-x86-64.so.2\", \"--library-path\", "
            "\"/opt/tool/lib\", \"/opt/tool/libexec/tool\"]"));
}
