#include "emulator/core/ids.hpp"

namespace spillway::core {

std::string IdSource::hex(std::size_t digits) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text(digits, '0');
  for (char& c : text) c = kDigits[rng_() >> 60];
  return text;
}

std::string IdSource::decimal(std::size_t digits) {
  std::string text(digits, '0');
  for (char& c : text) c = static_cast<char>('0' + rng_.below(10));
  if (!text.empty() && text[0] == '0') text[0] = '1';
  return text;
}

std::string IdSource::base32(std::size_t length) {
  static constexpr char kLetters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string text(length, 'A');
  for (char& c : text) c = kLetters[rng_() >> 59];
  return text;
}

std::string IdSource::uuid() {
  std::string text = hex(36);
  for (const std::size_t dash : {8, 13, 18, 23}) text[dash] = '-';
  text[14] = '4';
  text[19] = "89ab"[rng_.below(4)];
  return text;
}

}  // namespace spillway::core
