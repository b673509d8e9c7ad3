# SPDX-License-Identifier: Apache-2.0
crossroot_module(config DEPENDS base os SOURCES config.cpp)
