// SPDX-License-Identifier: Apache-2.0
// What fuzzing holds to for hours is held to here for a moment: every parser of outside
// bytes gets each file of its corpus, and that file cut short and with bytes changed, in
// the ordinary build and under its sanitizers. A parser without a corpus is an error.
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace fs = std::filesystem;

// One line FUZZED(MODULE, NAME) for each tests/fuzz/MODULE/NAME_fuzz.cpp.
#define FUZZED(module, name)                                                             \
  extern "C" int name##_fuzz(const unsigned char* data, std::size_t size);
#include "fuzzed.inc"
#undef FUZZED

namespace {

struct Fuzzed {
  const char* module;
  const char* name;
  int (*run)(const unsigned char*, std::size_t);
};

constexpr Fuzzed k_fuzzed[] = {
#define FUZZED(module, name) {#module, #name, name##_fuzz},
#include "fuzzed.inc"
#undef FUZZED
};

constexpr std::size_t k_variants = 16;

/// A copy of its own on the heap, exactly as long: a read past the end is then seen.
void run_on(const Fuzzed& fuzzed, const std::string& bytes)
{
  const std::vector<unsigned char> copy(bytes.begin(), bytes.end());
  fuzzed.run(copy.data(), copy.size());
}

void replay(const Fuzzed& fuzzed, const std::string& bytes)
{
  run_on(fuzzed, bytes);
  for (std::size_t i = 0; i < k_variants && !bytes.empty(); ++i) {
    const auto at = bytes.size() * i / k_variants;
    run_on(fuzzed, bytes.substr(0, at));
    auto changed = bytes;
    changed[at] = static_cast<char>(changed[at] ^ (i % 2 == 0 ? 0xff : 0x01));
    run_on(fuzzed, changed);
  }
}

std::vector<fs::path> corpus_of(const fs::path& root, const Fuzzed& fuzzed)
{
  std::vector<fs::path> files;
  std::error_code none;
  const auto folder = root / fuzzed.module / "corpus" / fuzzed.name;
  for (const auto& entry : fs::directory_iterator(folder, none)) {
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

} // namespace

int main(int argc, char** argv)
{
  const fs::path root = argc == 2 ? argv[1] : "";
  // Those that unpack leave a folder, as a fuzzer has no last run to clean up in.
  auto scratch = (fs::temp_directory_path() / "corpora-XXXXXX").string();
  if (::mkdtemp(scratch.data()) == nullptr ||
      ::setenv("TMPDIR", scratch.c_str(), 1) != 0) {
    return 1;
  }
  bool complete = true;
  for (const auto& fuzzed : k_fuzzed) {
    const auto files = corpus_of(root, fuzzed);
    if (files.empty()) {
      std::printf("%s/%s has no corpus\n", fuzzed.module, fuzzed.name);
      complete = false;
    }
    for (const auto& path : files) {
      std::printf("%s/%s %s\n", fuzzed.module, fuzzed.name, path.filename().c_str());
      std::fflush(stdout); // what a crash leaves behind must name the file
      std::ifstream file(path, std::ios::binary);
      replay(fuzzed, {std::istreambuf_iterator<char>(file), {}});
    }
  }
  fs::remove_all(scratch);
  return complete ? 0 : 1;
}
