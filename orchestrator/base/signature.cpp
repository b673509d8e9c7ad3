// SPDX-License-Identifier: Apache-2.0
#include "base/signature.hpp"

#include "base/text.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
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

namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

Key key_of(std::string_view pem)
{
  const std::unique_ptr<BIO, decltype(&BIO_free)> bytes(
      BIO_new_mem_buf(pem.data(),
                      static_cast<int>(std::min<std::size_t>(pem.size(), 65536))),
      BIO_free);
  return {bytes ? PEM_read_bio_PUBKEY(bytes.get(), nullptr, nullptr, nullptr) : nullptr,
          EVP_PKEY_free};
}

} // namespace

bool rsa_verifies(std::string_view public_key_pem,
                  std::string_view message,
                  std::string_view signature,
                  RsaOver over)
{
  const auto key = key_of(public_key_pem);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
  return key && context && EVP_PKEY_base_id(key.get()) == EVP_PKEY_RSA &&
         EVP_DigestVerifyInit(context.get(), nullptr,
                              over == RsaOver::sha1 ? EVP_sha1() : EVP_sha256(), nullptr,
                              key.get()) == 1 &&
         EVP_DigestVerify(
             context.get(), reinterpret_cast<const unsigned char*>(signature.data()),
             signature.size(), reinterpret_cast<const unsigned char*>(message.data()),
             message.size()) == 1;
}

std::optional<Digest> public_key_digest(std::string_view public_key_pem)
{
  const auto key = key_of(public_key_pem);
  unsigned char* der = nullptr;
  const int size = key ? i2d_PUBKEY(key.get(), &der) : -1;
  if (size <= 0) {
    return std::nullopt;
  }
  const auto digest = Digest::of(std::string_view(reinterpret_cast<const char*>(der),
                                                  static_cast<std::size_t>(size)));
  OPENSSL_free(der);
  return digest;
}

std::string sha1_base64(std::string_view bytes)
{
  std::array<std::byte, EVP_MAX_MD_SIZE> out{};
  unsigned size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(out.data()),
                 &size, EVP_sha1(), nullptr) != 1) {
    return {};
  }
  return encode_base64(std::span(out).first(size));
}

} // namespace crossroot
