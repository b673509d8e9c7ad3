// SPDX-License-Identifier: Apache-2.0
#include "base/digest.hpp"

#include "base/text.hpp"

#include <openssl/evp.h>

#include <new>

namespace crossroot {

Result<Digest> Digest::parse(std::string_view hex)
{
  std::array<std::byte, k_size_bytes> bytes{};
  if (hex.size() != 2 * k_size_bytes || !decode_hex(hex, bytes)) {
    return Error(ErrorKind::definition, "digest",
                 "not a SHA-256 of 64 lower-case hexadecimal digits: \"" +
                     std::string(hex.substr(0, 80)) + "\"");
  }
  return Digest(bytes);
}

Digest Digest::of(std::string_view bytes)
{
  return of(std::as_bytes(std::span(bytes)));
}

Digest Digest::of(std::span<const std::byte> bytes)
{
  Hasher hasher;
  hasher.update(bytes);
  return hasher.finish();
}

std::string Digest::render() const
{
  return encode_hex(bytes_);
}

struct Hasher::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  State()
  {
    if (context == nullptr) {
      throw std::bad_alloc();
    }
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { EVP_MD_CTX_free(context); }
};

Hasher::Hasher() : state_(std::make_unique<State>())
{
  EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr);
}
Hasher::~Hasher() = default;
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;

void Hasher::update(std::span<const std::byte> bytes)
{
  EVP_DigestUpdate(state_->context, bytes.data(), bytes.size());
}

void Hasher::update(std::string_view bytes)
{
  update(std::as_bytes(std::span(bytes)));
}

Digest Hasher::finish()
{
  std::array<std::byte, Digest::k_size_bytes> bytes{};
  EVP_DigestFinal_ex(state_->context, reinterpret_cast<unsigned char*>(bytes.data()),
                     nullptr);
  EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr);
  return Digest(bytes);
}

} // namespace crossroot
