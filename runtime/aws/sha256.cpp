// The only unit that knows OpenSSL.
#include "runtime/aws/sha256.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "runtime/check.hpp"

namespace spillway::aws {

Digest sha256(std::string_view bytes) {
  Digest digest;
  unsigned size = 0;
  SPILLWAY_CHECK(
      EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) == 1);
  SPILLWAY_CHECK(size == digest.size());
  return digest;
}

Digest hmac_sha256(std::string_view key, std::string_view bytes) {
  Digest digest;
  unsigned size = 0;
  // OpenSSL takes a null key as "the key of before".
  const char* key_data = key.empty() ? "" : key.data();
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  SPILLWAY_CHECK(HMAC(EVP_sha256(), key_data, static_cast<int>(key.size()), data, bytes.size(),
                      digest.data(), &size) != nullptr);
  SPILLWAY_CHECK(size == digest.size());
  return digest;
}

std::string to_hex(std::string_view bytes) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    out += kHex[(c >> 4) & 0xf];
    out += kHex[c & 0xf];
  }
  return out;
}

}  // namespace spillway::aws
