// SPDX-License-Identifier: Apache-2.0
#include "support/make_elf.cpp" // NOLINT: each test executable builds its own
