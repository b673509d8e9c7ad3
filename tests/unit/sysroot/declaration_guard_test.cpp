// SPDX-License-Identifier: Apache-2.0
#include "sysroot/declaration_guard.hpp"

#include <doctest/doctest.h>

using crossroot::Version;
using crossroot::sysroot::guard_declarations;

namespace {

const std::string k_if =
    "#if __GLIBC_PREREQ (2, 30) || defined _CROSSROOT_ALL_FUNCTIONS\n";

std::string guarded(std::string_view text, std::string_view name)
{
  return guard_declarations(text, name, Version{2, 30}).text;
}

} // namespace

TEST_SUITE_BEGIN("sysroot.declaration_guard");

TEST_CASE("a declaration of several lines is guarded whole")
{
  CHECK(
      guarded("#include <x.h>\n/* Get it. */\nextern int f (int __a,\n\tint __b)\n     "
              "__THROW;\nint g (void);\n",
              "f") ==
      "#include <x.h>\n/* Get it. */\n\n" + k_if +
          "extern int f (int __a,\n\tint __b)\n     __THROW;\n#endif\n\nint g (void);\n");
}

TEST_CASE("an inline definition is guarded with its body")
{
  const auto text = guarded(
      "int a;\n__fortify_function void\n__NTH (f (void *p))\n{\n  g (p);\n}\nint b;\n",
      "f");
  CHECK(text == "int a;\n\n" + k_if +
                    "__fortify_function void\n__NTH (f (void *p))\n{\n  g "
                    "(p);\n}\n#endif\n\nint b;\n");
}

TEST_CASE("a use in a body and a longer name and a comment are left alone")
{
  for (const std::string text :
       {"static int g (void) { return f (1); }\n",
        "extern int ff (void);\nextern int f_2 (void);\n",
        "/* extern int f (void); */\nint x;\n", "// extern int f (void);\n",
        "#define f(x) g (x)\n", "extern int f;\n", "struct s { int f; };\n",
        "const char *t = \"f (;\";\n"}) {
    CAPTURE(text);
    const auto result = guard_declarations(text, "f", Version{2, 30});
    CHECK(result.guarded == 0);
    CHECK(result.text == text);
  }
}

TEST_CASE("a conditional around the declaration stays around it")
{
  CHECK(
      guarded(
          "__BEGIN_DECLS\n#ifdef __USE_GNU\nextern int f (void);\n#endif\n__END_DECLS\n",
          "f") == "__BEGIN_DECLS\n#ifdef __USE_GNU\n\n" + k_if +
                      "extern int f (void);\n#endif\n\n#endif\n__END_DECLS\n");
}

TEST_CASE("every declaration of the name is guarded")
{
  const auto result = guard_declarations(
      "int f (int);\ntypedef struct { int f; } t;\nint f (int);\n", "f", Version{2, 30});
  CHECK(result.guarded == 2);
}

TEST_CASE("text that is no C comes out as it went in")
{
  for (const std::string text :
       {"", "(((", "}}}", "/*", "\"", "#", "f (", "f (\\", "'", "{;{;"}) {
    CAPTURE(text);
    CHECK(guarded(text, "f") == text);
  }
}
