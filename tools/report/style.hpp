// Style: how text looks on a terminal. Colours only where somebody sees them.
#pragma once

#include <string>
#include <string_view>

namespace spillway::report {

enum class Colour { none, red, green, yellow, blue, dim, bold };

struct Style {
  bool colours = false;

  std::string paint(Colour colour, std::string_view text) const;
};

/// Text padded with blanks to a width, counted in characters as a terminal shows them.
std::string pad_right(std::string_view text, std::size_t width);
std::string pad_left(std::string_view text, std::size_t width);
/// The beginning of UTF-8 text without colours: at most so many characters of it.
std::string cut(std::string_view text, std::size_t width);
/// Characters of UTF-8 text.
std::size_t display_width(std::string_view text);

}  // namespace spillway::report
