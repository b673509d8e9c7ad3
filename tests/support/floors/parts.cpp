// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <random>
#include <shared_mutex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>

#include "calls.h"

namespace {

using namespace std::chrono_literals;

struct OnExit {
  ~OnExit() { *counter = 1; }
  int* counter;
};

bool waits_in_time()
{
  std::mutex mutex;
  std::condition_variable changed;
  bool ready = false;
  std::thread other([&] {
    const std::lock_guard guard(mutex);
    ready = true;
    changed.notify_one();
  });
  std::unique_lock lock(mutex);
  const bool seen = changed.wait_for(lock, 60s, [&] { return ready; });
  lock.unlock();
  other.join();
  lock.lock();
  return seen && !changed.wait_for(lock, 1ms, [] { return false; });
}

bool locks_in_time()
{
  std::timed_mutex timed;
  std::shared_timed_mutex shared;
  return timed.try_lock_for(1s) && shared.try_lock_shared_for(1s) &&
         !shared.try_lock_for(1ms);
}

bool ends_thread_objects()
{
  int ended = 0;
  std::thread([&] {
    thread_local OnExit object{&ended};
    (void)object;
  }).join();
  return ended == 1;
}

bool catches()
{
  try {
    std::thread([] {}).join();
    throw std::runtime_error("expected");
  } catch (const std::exception& failure) {
    return std::string(failure.what()) == "expected";
  }
}

bool reads_numbers()
{
  std::istringstream in("12 0.5");
  int whole = 0;
  double part = 0;
  in >> whole >> part;
  return whole == std::stoi("12") && part == std::stod("0.5");
}

bool sees_files()
{
  namespace fs = std::filesystem;
  std::error_code failed;
  return fs::is_directory("/", failed) && !fs::exists("/no-such-file", failed) &&
         fs::path("/a/b.c").extension() == ".c" &&
         fs::directory_iterator("/") != fs::end(fs::directory_iterator());
}

} // namespace

const char* first_failing_part()
{
  const std::random_device source;
  return !waits_in_time()         ? "condition_variable::wait_for"
         : !locks_in_time()       ? "timed_mutex::try_lock_for"
         : !ends_thread_objects() ? "thread_local destructors"
         : !catches()             ? "catch"
         : !reads_numbers()       ? "istream"
         : !sees_files()          ? "filesystem"
         : source.entropy() < 0   ? "random_device"
                                  : "";
}
