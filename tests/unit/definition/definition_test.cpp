// SPDX-License-Identifier: Apache-2.0
#include "base/signature.hpp"
#include "definition/definition.hpp"

#include <doctest/doctest.h>

#include <algorithm>

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
    CHECK(definition.packages.contains("base"));
    const auto ring = definitions->keyring(definition);
    if (name.starts_with("ubuntu-")) { // as sysroots/README.md says
      REQUIRE_FALSE(ring);
      CHECK(ring.error().id() == "keys");
      continue;
    }
    REQUIRE_MESSAGE(ring, name);
    CHECK(ring->size() > 200);
  }
}

TEST_CASE("every shipped public key is the one of its name")
{
  int keys = 0;
  for (const auto& [name, bytes] : shipped_definition_files()) {
    if (name.ends_with(".pub")) {
      CAPTURE(name);
      const auto digest = public_key_digest(bytes);
      REQUIRE(digest);
      CHECK("keys/" + digest->render() + ".pub" == name);
      ++keys;
    }
  }
  CHECK(keys == 8);
  CHECK_FALSE(public_key_digest("-----BEGIN PUBLIC KEY-----\nAAAA\n"));
}

TEST_CASE("only the definitions of Debian are chosen by a floor")
{
  const auto definitions = Definitions::load({}).value();
  for (const auto& [name, definition] : definitions.all()) {
    CAPTURE(name);
    CHECK(definition.by_name != (name.find("debian-") != std::string::npos ||
                                 definition.role == Definition::Role::toolchain));
  }
}

TEST_CASE("every base of Debian says which packages are of programs")
{
  const auto definitions = Definitions::load({}).value();
  for (const auto* name : {"debian-11", "debian-12", "debian-13", "ubuntu-24.04"}) {
    CAPTURE(name);
    const auto programs = definitions.find(name).value().programs;
    CHECK(std::find(programs.begin(), programs.end(), "python3") != programs.end());
    CHECK(std::find(programs.begin(), programs.end(), "zlib1g-dev") == programs.end());
  }
}

TEST_CASE("a folder of packages stands below its definition and has no index to sign")
{
  const std::string text = "schema = 1\nrole = \"sysroot\"\nlibc = \"2.17\"\n"
                           "architectures = [\"amd64\"]\n[archive]\nname = \"a\"\n"
                           "kind = \"deb\"\nfolder = \"../packages\"\n";
  const auto parsed = parse_definition(text, "project/sysroots/a.toml");
  REQUIRE(parsed);
  CHECK(parsed->archive.folder == "project/packages");
  CHECK(parsed->by_name);
  const auto with_keys = parse_definition(
      replaced(text, "[archive]", "keys = [\"" + std::string(40, '0') + "\"]\n[archive]"),
      "a.toml");
  REQUIRE_FALSE(with_keys);
  CHECK(with_keys.error().render().find("no index that a key could sign") !=
        std::string::npos);
  const auto rpm = parse_definition(replaced(text, "\"deb\"", "\"rpm\""), "a.toml");
  REQUIRE_FALSE(rpm);
  CHECK(rpm.error().render().find("a folder of rpm files is no archive") !=
        std::string::npos);
}

TEST_CASE("a repository stands where the layout of its CPU says")
{
  const auto el7 = Definitions::load({}).value().find("el7").value();
  CHECK(el7.archive.repository(el7.suite, "os", "x86_64") == "centos/7.9.2009/os/x86_64");
  CHECK(el7.archive.repository(el7.suite, "os", "aarch64") == "altarch/7/os/aarch64");
  CHECK(el7.arch_for(Triplet::parse("x86_64-linux-gnu").value()).value() == "x86_64");
  const auto arm = el7.arch_for(Triplet::parse("arm-linux-gnueabihf").value());
  REQUIRE_FALSE(arm);
  CHECK(arm.error().render().find("its CPUs are x86_64, aarch64") != std::string::npos);
}

TEST_CASE("archives of each kind call the CPUs in their own way")
{
  const auto name = [](const char* kind, const char* triplet) {
    return archive_arch(kind, Triplet::parse(triplet).value());
  };
  CHECK(name("deb", "powerpc64le-linux-gnu") == "ppc64el");
  CHECK(name("rpm", "powerpc64le-linux-gnu") == "ppc64le");
  CHECK(name("rpm", "arm-linux-gnueabihf") == "armv7hl");
  CHECK(name("apk", "i686-linux-musl") == "x86");
  CHECK(name("apk", "arm-linux-musleabihf") == "armv7");
  CHECK(name("tar", "aarch64-linux-gnu") == "aarch64");
}

TEST_CASE("a tree that is one file is pinned by its definition and has no keys")
{
  const std::string text =
      "schema = 1\nrole = \"sysroot\"\nlibc = \"2.31\"\n[archive]\nname = \"a\"\n"
      "kind = \"tar\"\nupstream = [\"http://archive.example\"]\n"
      "[archive.files.x86_64]\npath = \"root.tar.xz\"\nsize = 7\nsha256 = \"" +
      std::string(64, 'a') + "\"\n";
  const auto parsed = parse_definition(text, "x.toml");
  REQUIRE_MESSAGE(parsed, parsed.error().render());
  CHECK(parsed->by_name);
  CHECK(parsed->architectures == std::vector<std::string>{"x86_64"});
  CHECK(parsed->archive.files.at("x86_64").size_bytes == 7);
  CHECK_FALSE(parse_definition(replaced(text, "aaaa", "zzzz"), "x.toml"));
  CHECK_FALSE(
      parse_definition(replaced(text, "[archive.files", "[archive.fils"), "x.toml"));
  CHECK_FALSE(parse_definition(replaced(text, "\"tar\"", "\"rpm\""), "x.toml"));
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
