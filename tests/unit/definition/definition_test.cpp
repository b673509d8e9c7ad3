// SPDX-License-Identifier: Apache-2.0
#include "definition/definition.hpp"

#include <doctest/doctest.h>

using namespace crossroot;

namespace {

std::string base_of(const char* triplet, Version libc)
{
  static const auto definitions = Definitions::load({}).value();
  const auto base = definitions.base_for(Triplet::parse(triplet).value(),
                                         Floor{.libc = std::move(libc)});
  return base ? base->name : "error: " + base.error().render();
}

std::string text_of(const char* file)
{
  return std::string(shipped_definition_files().at(file));
}

std::string replaced(std::string text, const std::string& from, const std::string& to)
{
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

} // namespace

TEST_SUITE_BEGIN("definition.definition");

TEST_CASE("every shipped definition is read and has all of its certificates")
{
  const auto definitions = Definitions::load({});
  REQUIRE(definitions);
  CHECK(definitions->all().size() >= 4);
  for (const auto& [name, definition] : definitions->all()) {
    const auto ring = definitions->keyring(definition);
    REQUIRE_MESSAGE(ring, name);
    CHECK(ring->size() > 200);
    CHECK(definition.packages.contains("base"));
  }
}

TEST_CASE("a floor gets the base that stands on its side of glibc 2.34")
{
  CHECK(base_of("x86_64-linux-gnu", {2, 17}) == "debian-11");
  CHECK(base_of("x86_64-linux-gnu", {2, 31}) == "debian-11");
  CHECK(base_of("x86_64-linux-gnu", {2, 33}) == "debian-11");
  CHECK(base_of("aarch64-linux-gnu", {2, 34}) == "debian-12");
  CHECK(base_of("aarch64-linux-gnu", {2, 36}) == "debian-12");
  CHECK(base_of("aarch64-linux-gnu", {2, 37}) == "debian-13");
  CHECK(base_of("riscv64-linux-gnu", {2, 41}) == "debian-13");
}

TEST_CASE("a floor above every base is refused naming the newest")
{
  const auto message = base_of("x86_64-linux-gnu", {2, 42});
  CHECK(message.starts_with("error: error[base]"));
  CHECK(message.find("debian-13 with 2.41") != std::string::npos);
}

TEST_CASE("a base is never taken from the other side of glibc 2.34")
{
  for (const auto* triplet : {"riscv64-linux-gnu", "s390x-linux-gnu"}) {
    const auto message = base_of(triplet, {2, 27});
    CHECK(message.starts_with("error: error[base]"));
    CHECK(message.find("floor.glibc = \"2.34\"") != std::string::npos);
  }
  CHECK(base_of("s390x-linux-gnu", {2, 34}) == "debian-12");
  CHECK(base_of("mips64el-linux-gnuabi64", {2, 34}) == "debian-12");
  CHECK(base_of("arm-linux-gnueabi", {2, 41}) == "debian-13");
}

TEST_CASE("a CPU that no base has is refused with what the bases have")
{
  const auto message = base_of("loongarch64-linux-gnu", {2, 36});
  CHECK(message.find("no shipped or given one has loong64") != std::string::npos);
  CHECK(message.find("has amd64, arm64, armel") != std::string::npos);
}

TEST_CASE("a base that is named must have the CPU and the libc")
{
  const auto definitions = Definitions::load({}).value();
  const auto asked = [&](const char* name, const char* triplet) {
    const auto base = definitions.base_of(name, Triplet::parse(triplet).value(), {});
    return base ? base->name : base.error().render();
  };
  CHECK(asked("debian-12", "s390x-linux-gnu") == "debian-12");
  const auto cpu = asked("debian-11", "s390x-linux-gnu");
  CHECK(cpu.find("debian-11 is no base for s390x-linux-gnu") != std::string::npos);
  CHECK(cpu.find("base = \"debian-12\", or \"debian-13\"") != std::string::npos);
  CHECK(asked("llvm-19", "s390x-linux-gnu").find("it is no sysroot") !=
        std::string::npos);
  CHECK(asked("debian-12", "loongarch64-linux-gnu").find("loong64") != std::string::npos);
}

TEST_CASE("an unknown name is answered with the nearest one")
{
  const auto found = Definitions::load({}).value().find("debian-1l");
  REQUIRE_FALSE(found);
  CHECK(found.error().kind() == ErrorKind::definition);
  CHECK(found.error().hints().at(0) == "did you mean \"debian-11\"?");
}

TEST_CASE("an unknown key is refused with a suggestion")
{
  const auto text = replaced(text_of("debian-11.toml"), "suite = ", "siute = ");
  const auto parsed = parse_definition(text, "d/x.toml");
  REQUIRE_FALSE(parsed);
}

TEST_CASE("a fingerprint in lower case is refused where it stands")
{
  const auto text = replaced(text_of("debian-11.toml"), "1F89983E", "1f89983e");
  const auto parsed = parse_definition(text, "d/x.toml");
  REQUIRE_FALSE(parsed);
  CHECK(parsed.error().position()->file == "d/x.toml");
}

TEST_CASE("a definition without keys is refused")
{
  const auto parsed = parse_definition("schema = 1\nrole = \"sysroot\"\nsuite = \"x\"\n"
                                       "[archive]\nname = \"a\"\nkind = \"deb\"\n"
                                       "[packages]\nbase = [\"x\"]\n",
                                       "x.toml");
  REQUIRE_FALSE(parsed);
  CHECK(parsed.error().message().find("without keys") != std::string::npos);
}

TEST_CASE("a certificate that is missing is named with its place to be")
{
  const auto definitions =
      Definitions::from_files({{"debian-11.toml", text_of("debian-11.toml")}}).value();
  const auto ring = definitions.keyring(definitions.find("debian-11").value());
  REQUIRE_FALSE(ring);
  CHECK(ring.error().id() == "keys");
}

TEST_CASE("the digest of a definition follows its bytes")
{
  const auto text = text_of("debian-12.toml");
  const auto one = parse_definition(text, "debian-12.toml").value();
  const auto two = parse_definition(text + "# more\n", "debian-12.toml").value();
  CHECK(one.digest != two.digest);
  CHECK(one.name == "debian-12");
}

TEST_CASE("the key of the checksum database is shipped on one line")
{
  CHECK(go_checksum_key().find('+') != std::string_view::npos);
  CHECK(go_checksum_key().find('\n') == std::string_view::npos);
}
