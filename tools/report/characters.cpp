#include "tools/report/characters.hpp"

#include <algorithm>
#include <array>

namespace spillway::report {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

// The forms of UTF-8: how a first byte of so many begins, and the least character that needs them.
struct Form {
  unsigned mask;
  unsigned lead;
  std::size_t length;
  char32_t least;
};
constexpr std::array kForms = {Form{0x80, 0x00, 1, 0}, Form{0xE0, 0xC0, 2, 0x80},
                               Form{0xF0, 0xE0, 3, 0x800}, Form{0xF8, 0xF0, 4, 0x10000}};

bool is_surrogate(char32_t c) { return c >= 0xD800 && c <= 0xDFFF; }

// The character in the bytes of one form, or U+FFFD.
char32_t decode(const Form& form, std::string_view bytes) {
  char32_t c = static_cast<unsigned char>(bytes.front()) & ~form.mask;
  for (const char byte : bytes.substr(1)) {
    const auto value = static_cast<unsigned char>(byte);
    if ((value & 0xC0U) != 0x80U) return kReplacement;
    c = (c << 6) | (value & 0x3FU);
  }
  return c < form.least || c > 0x10FFFF || is_surrogate(c) ? kReplacement : c;
}

// Calls use(character, its bytes) for each; the bytes of what is no character are U+FFFD's.
template <class Use>
void each_character(std::string_view text, Use use) {
  while (!text.empty()) {
    const std::string_view before = text;
    const char32_t c = take_character(text);
    use(c, c == kReplacement ? "\xEF\xBF\xBD" : before.substr(0, before.size() - text.size()));
  }
}

bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0); }

// XML 1.0, production 2 (Char).
bool is_xml(char32_t c) {
  return c >= 0x20 ? c != 0xFFFE && c != 0xFFFF : c == '\t' || c == '\n' || c == '\r';
}

}  // namespace

char32_t take_character(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  const auto form = std::find_if(kForms.begin(), kForms.end(),
                                 [=](const Form& f) { return (first & f.mask) == f.lead; });
  char32_t c = kReplacement;
  if (form != kForms.end() && form->length <= text.size()) {
    c = decode(*form, text.substr(0, form->length));
  }
  // U+FFFD may stand there itself; its further bytes would begin no character, and are it again.
  const bool itself = c == kReplacement && text.starts_with("\xEF\xBF\xBD");
  text.remove_prefix(c == kReplacement && !itself ? 1 : form->length);
  return c;
}

std::string printable(std::string_view text) {
  std::string shown;
  each_character(text, [&](char32_t c, std::string_view bytes) {
    shown += is_control(c) ? std::string_view(" ") : bytes;
  });
  return shown;
}

std::string printable_lines(std::string_view text) {
  std::string shown;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    shown += printable(text.substr(begin, end - begin));
    if (end < text.size()) shown += '\n';
    begin = end + 1;
  }
  return shown;
}

std::string xml(std::string_view text) {
  std::string escaped;
  each_character(text, [&](char32_t c, std::string_view bytes) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\t':
      case '\n':
      case '\r':
        // As a reference, or an attribute would turn it into a blank.
        escaped += "&#" + std::to_string(static_cast<int>(c)) + ";";
        break;
      default:
        escaped += is_xml(c) ? bytes : std::string_view("\xEF\xBF\xBD");
    }
  });
  return escaped;
}

}  // namespace spillway::report
