// SPDX-License-Identifier: Apache-2.0
#include "base/signature.hpp"

#include <openssl/evp.h>

#include <memory>

namespace crossroot {

bool ed25519_verifies(std::span<const std::byte> public_key,
                      std::string_view message,
                      std::span<const std::byte> signature)
{
  if (public_key.size() != 32 || signature.size() != 64) {
    return false;
  }
  const auto octets = [](const void* at) {
    return static_cast<const unsigned char*>(at);
  };
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, octets(public_key.data()),
                                  public_key.size()),
      EVP_PKEY_free);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
  return key && context &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), octets(signature.data()), signature.size(),
                          octets(message.data()), message.size()) == 1;
}

} // namespace crossroot
