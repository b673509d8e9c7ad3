// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

/// Archives made in code, byte by byte, so that tests can make the ones that no honest
/// program makes.
namespace crossroot::test {

struct TarEntry {
  std::string name;
  std::string content;
  char type =
      '0'; ///< 0 file, 1 hard link, 2 symbolic link, 3 and 4 devices, 5 folder, 6 FIFO
  std::string target;
  unsigned mode = 0644;
};

inline std::string make_tar(const std::vector<TarEntry>& entries)
{
  std::string out;
  for (const auto& entry : entries) {
    std::string header(512, '\0');
    const auto put = [&header](std::size_t at, std::string_view text) {
      header.replace(at, text.size(), text);
    };
    put(0, entry.name);
    put(100, fmt::format("{:07o}", entry.mode));
    put(108, "0000000");
    put(116, "0000000");
    put(124, fmt::format("{:011o}", entry.content.size()));
    put(136, "00000000000");
    put(148, "        ");
    header[156] = entry.type;
    put(157, entry.target);
    put(257, std::string_view("ustar\00000", 8));
    unsigned sum = 0;
    for (const char c : header) {
      sum += static_cast<unsigned char>(c);
    }
    put(148, fmt::format("{:06o}", sum) + '\0');
    out += header + entry.content;
    out.resize((out.size() + 511) / 512 * 512, '\0');
  }
  return out + std::string(1024, '\0');
}

struct ArMember {
  std::string name;
  std::string content;
};

inline std::string make_ar(const std::vector<ArMember>& members)
{
  std::string out = "!<arch>\n";
  for (const auto& member : members) {
    out += fmt::format("{:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", member.name, 0, 0, 0,
                       "100644", member.content.size());
    out += member.content;
    out += member.content.size() % 2 == 1 ? "\n" : "";
  }
  return out;
}

/// A package whose data.tar is not compressed.
inline std::string make_deb(const std::vector<TarEntry>& entries,
                            std::string_view control = "Package: x\nVersion: 1\n")
{
  return make_ar({{"debian-binary", "2.0\n"},
                  {"control.tar", make_tar({{"./control", std::string(control)}})},
                  {"data.tar", make_tar(entries)}});
}

inline std::uint32_t crc32(std::string_view bytes)
{
  std::uint32_t crc = ~std::uint32_t{0};
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) {
      crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xedb88320U : 0U);
    }
  }
  return ~crc;
}

struct ZipEntry {
  std::string name;
  std::string content;
};

/// Stored, names marked as UTF-8, modes as Go writes them: none.
inline std::string make_zip(const std::vector<ZipEntry>& entries)
{
  const auto little = [](std::uint64_t value, int bytes) {
    std::string out;
    for (int i = 0; i < bytes; ++i) {
      out += static_cast<char>(value >> (8 * i) & 255);
    }
    return out;
  };
  std::string out;
  std::string directory;
  for (const auto& entry : entries) {
    const auto sizes = little(crc32(entry.content), 4) + little(entry.content.size(), 4) +
                       little(entry.content.size(), 4) + little(entry.name.size(), 2);
    const auto times = little(0x800, 2) + little(0, 2) + little(0, 4);
    directory += little(0x02014b50, 4) + little(20, 2) + little(20, 2) + times + sizes +
                 little(0, 2) + little(0, 2) + little(0, 2) + little(0, 2) +
                 little(0, 4) + little(out.size(), 4) + entry.name;
    out += little(0x04034b50, 4) + little(20, 2) + times + sizes + little(0, 2) +
           entry.name + entry.content;
  }
  return out + directory + little(0x06054b50, 4) + little(0, 4) +
         little(entries.size(), 2) + little(entries.size(), 2) +
         little(directory.size(), 4) + little(out.size(), 4) + little(0, 2);
}

/// A folder of its own for one test, gone afterwards.
class Scratch {
public:
  Scratch()
  {
    auto pattern =
        (std::filesystem::temp_directory_path() / "crossroot-test-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~Scratch()
  {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  std::filesystem::path file(const std::string& name, std::string_view content) const
  {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << content;
    return path_ / name;
  }
  std::filesystem::path folder(const std::string& name) const
  {
    std::filesystem::create_directories(path_ / name);
    return path_ / name;
  }
  const std::filesystem::path& path() const { return path_; }

private:
  std::filesystem::path path_;
};

inline std::string read_text(const std::filesystem::path& path)
{
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

} // namespace crossroot::test
