#include "tools/report/style.hpp"

#include "tools/report/characters.hpp"

namespace spillway::report {
namespace {

std::string_view code_of(Colour colour) {
  switch (colour) {
    case Colour::red:
      return "\x1b[31m";
    case Colour::green:
      return "\x1b[32m";
    case Colour::yellow:
      return "\x1b[33m";
    case Colour::blue:
      return "\x1b[36m";
    case Colour::dim:
      return "\x1b[2m";
    case Colour::bold:
      return "\x1b[1m";
    case Colour::none:
      break;
  }
  return {};
}

}  // namespace

std::string Style::paint(Colour colour, std::string_view text) const {
  if (!colours || colour == Colour::none) return std::string(text);
  return std::string(code_of(colour)).append(text).append("\x1b[0m");
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (const char c : text) width += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
  return width;
}

std::string cut(std::string_view text, std::size_t width) {
  std::string_view rest = text;
  for (; width > 0 && !rest.empty(); --width) take_character(rest);
  text.remove_suffix(rest.size());
  return std::string(text);
}

std::string pad_right(std::string_view text, std::size_t width) {
  std::string padded(text);
  const std::size_t shown = display_width(text);
  if (shown < width) padded.append(width - shown, ' ');
  return padded;
}

std::string pad_left(std::string_view text, std::size_t width) {
  const std::size_t shown = display_width(text);
  std::string padded(shown < width ? width - shown : 0, ' ');
  return padded.append(text);
}

}  // namespace spillway::report
