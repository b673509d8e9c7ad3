// SPDX-License-Identifier: Apache-2.0
#include "words.h"

#include <algorithm>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace fs = std::filesystem;

namespace {

void write_files(const fs::path& folder)
{
  if (!fs::is_directory(folder)) {
    throw std::runtime_error("no folder " + folder.filename().string());
  }
  for (int i = 0; i < 4; ++i) {
    std::ofstream out(folder / ("part" + std::to_string(i) + ".txt"));
    for (int word = 0; word < 100 * (i + 1); ++word) {
      out << "word" << word << (word % 10 == 9 ? '\n' : ' ');
    }
  }
}

long words_in(const fs::path& file)
{
  std::ifstream in(file);
  return std::distance(std::istream_iterator<std::string>(in),
                       std::istream_iterator<std::string>());
}

long count_on_threads(const fs::path& folder)
{
  long sum = 0;
  std::mutex lock;
  std::vector<std::thread> threads;
  for (const auto& entry : fs::directory_iterator(folder)) {
    threads.emplace_back([&sum, &lock, path = entry.path()] {
      const long words = words_in(path);
      const std::lock_guard guard(lock);
      sum += words;
    });
  }
  std::for_each(threads.begin(), threads.end(), [](std::thread& t) { t.join(); });
  return sum;
}

} // namespace

long words_count(const char* folder, char* message, size_t message_bytes)
{
  try {
    write_files(folder);
    const long sum = count_on_threads(folder);
    std::ostringstream line;
    line << "c++: " << fs::path(folder).is_absolute() << " absolute path\n";
    std::clog << line.str();
    return sum;
  } catch (const std::exception& failure) {
    const std::string text = failure.what();
    const size_t size = std::min(text.size(), message_bytes - 1);
    std::copy_n(text.begin(), size, message);
    message[size] = '\0';
    return -1;
  }
}
