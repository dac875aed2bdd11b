#include "tools/report/names.hpp"

#include <algorithm>

namespace spillway::report {
namespace {

bool is_generated_suffix(std::string_view part) {
  return part.size() == 12 &&
         part.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == std::string_view::npos;
}

// A stack's resource is called STACK-LogicalId-1A2B3C4D5E6F: its logical id, which has no hyphen.
std::string_view without_stack(std::string_view name) {
  const auto last = name.rfind('-');
  if (last == std::string_view::npos || !is_generated_suffix(name.substr(last + 1))) return name;
  const std::string_view stem = name.substr(0, last);
  return stem.substr(stem.rfind('-') + 1);
}

}  // namespace

std::string short_name(std::string_view name) {
  if (name.starts_with("arn:")) {
    if (const auto group = name.find(":targetgroup/"); group != std::string_view::npos) {
      name = name.substr(group + 13);
      name = name.substr(0, name.find('/'));
    } else {
      name = name.substr(name.find_last_of(":/") + 1);
    }
  }
  name = name.substr(name.find_last_of('/') + 1);
  const bool is_id =
      name.size() == 32 && name.find_first_not_of("0123456789abcdef") == std::string_view::npos;
  return std::string(is_id ? name.substr(0, 8) : without_stack(name));
}

std::string shortened(const std::string& sentence) {
  static constexpr std::string_view kBreaks = " (),";
  std::string text;
  for (std::size_t begin = 0; begin < sentence.size();) {
    const std::size_t end = std::min(sentence.find_first_of(kBreaks, begin), sentence.size());
    std::string word = sentence.substr(begin, end - begin);
    const bool full_stop = word.ends_with('.');
    if (full_stop) word.pop_back();
    text +=
        word.find('/') != std::string::npos && !word.starts_with("arn:") ? word : short_name(word);
    if (full_stop) text += '.';
    if (end < sentence.size()) text += sentence[end];
    begin = end + 1;
  }
  return text;
}

}  // namespace spillway::report
