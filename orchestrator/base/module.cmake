# SPDX-License-Identifier: Apache-2.0
find_package(OpenSSL REQUIRED)
find_package(nlohmann_json REQUIRED)
crossroot_module(base
  SOURCES digest.cpp error.cpp json.cpp printable.cpp signature.cpp text.cpp toml.cpp version.cpp
  PRIVATE_LIBS OpenSSL::Crypto nlohmann_json::nlohmann_json)
