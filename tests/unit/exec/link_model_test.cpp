// SPDX-License-Identifier: Apache-2.0
#include "exec/go_packages.hpp"
#include "exec/link_model.hpp"

#include <doctest/doctest.h>

using namespace crossroot;
using exec::LinkObject;

TEST_SUITE_BEGIN("exec.link_model");

TEST_CASE("a member that nothing asks for is no cause")
{
  const std::vector<LinkObject> objects{
      {"main.go of package a", false, {"main"}, {"foo_spawn"}},
      {"spawn.o in libfoo.a", true, {"foo_spawn"}, {"pidfd_spawn"}},
      {"other.o in libfoo.a", true, {"foo_other"}, {"pidfd_spawn", "arc4random"}}};
  const auto references = exec::references_of(objects);
  CHECK(references.at("pidfd_spawn") == "spawn.o in libfoo.a");
  CHECK_FALSE(references.contains("arc4random"));
}

TEST_CASE("the first archive that defines a name gives its member")
{
  const std::vector<LinkObject> objects{{"main", false, {}, {"f"}},
                                        {"first", true, {"f"}, {"x"}},
                                        {"second", true, {"f"}, {"y"}}};
  const auto references = exec::references_of(objects);
  CHECK(references.at("x") == "first");
  CHECK_FALSE(references.contains("y"));
}

TEST_CASE("members that need each other are followed to the end")
{
  const std::vector<LinkObject> objects{{"main", false, {}, {"a"}},
                                        {"b.o", true, {"b"}, {"a", "system"}},
                                        {"a.o", true, {"a"}, {"b", "system"}}};
  CHECK(exec::references_of(objects).at("system") == "b.o and 1 more");
}

TEST_CASE("bytes that are no object are none")
{
  CHECK_FALSE(exec::read_link_object("x", false, "").has_value());
  CHECK_FALSE(exec::read_link_object("x", false, "go object linux amd64").has_value());
}

TEST_CASE("link flags are read from the record of the Go compiler")
{
  const auto flags = exec::cgo_link_flags(
      "go object linux amd64 go1.25.5\nbuild id \"x\"\n\n$$  // cgo\n"
      "[[\"cgo_import_dynamic\",\"puts\"],[\"cgo_ldflag\",\"-L/src/lib\"],"
      "[\"cgo_ldflag\",\"-lfoo\"],[\"cgo_ldflag\"],7]\n$$\n\n!\n");
  CHECK(flags == std::vector<std::string>{"-L/src/lib", "-lfoo"});
  CHECK(exec::cgo_link_flags("$$  // cgo\n[broken").empty());
  CHECK(exec::cgo_link_flags("").empty());
}

TEST_CASE("go list is asked with the flags of the build but without an output")
{
  const auto arguments =
      exec::list_arguments({"build", "-trimpath", "-o", "/out/bin/", "."});
  CHECK(arguments.front() == "list");
  CHECK(arguments.at(arguments.size() - 2) == "-trimpath");
  CHECK(arguments.back() == ".");
}

TEST_CASE("a package of a module with a version is named by the module")
{
  const auto packages = exec::parse_go_packages(
      "example.com/foo/sub\t/gocache/0d/0d-d\t/modcache/foo\texample.com/"
      "foo@v1.2.0\ta.go|"
      "b.go|\n\nshort\tline\nmain\t/gocache/1\t/src\texample.com/main\tmain.go|\n");
  REQUIRE(packages.size() == 2);
  CHECK(packages[0].place() == "module example.com/foo@v1.2.0");
  CHECK(packages[0].cgo_files == std::vector<std::string>{"a.go", "b.go"});
  CHECK(packages[1].place() == "package main");
}

TEST_SUITE_END();
