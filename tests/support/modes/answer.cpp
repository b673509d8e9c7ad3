// SPDX-License-Identifier: Apache-2.0
#define _CROSSROOT_ALL_FUNCTIONS 1
#include "answer.h"

#include <sys/mman.h>
#include <unistd.h>

#include <stdexcept>
#include <string>
#include <thread>

int answer()
{
  int sum = 0;
  std::thread([&sum] { sum += 2; }).join();
  try {
    throw std::runtime_error(std::to_string(40));
  } catch (const std::exception& failure) {
    sum += std::stoi(failure.what());
  }
  const int file = memfd_create("answer", 0);
  return file < 0 || close(file) != 0 ? -1 : sum;
}
