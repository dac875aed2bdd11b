#include "emulator/live/printed_lines.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace spillway::live {
namespace {

constexpr std::string_view kMask = "****";
// A shorter one is found everywhere: it would make lines unreadable, and is no secret to speak of.
constexpr std::size_t kShortest = 6;

// What stands behind these, a colon or an equals sign is a secret.
constexpr std::array<std::string_view, 4> kTelltales = {"authorization", "x-api-key",
                                                        "x-amz-security-token", "password"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::size_t find_word(std::string_view text, std::string_view word, std::size_t from) {
  const auto same = [](char a, char b) { return lower(a) == b; };
  const auto it = std::search(text.begin() + static_cast<std::ptrdiff_t>(from), text.end(),
                              word.begin(), word.end(), same);
  return it == text.end() ? std::string_view::npos : static_cast<std::size_t>(it - text.begin());
}

// "Authorization: <all of this>", also in JSON and Python's dictionaries: up to the closing quote.
void mask_behind(std::string_view word, std::string& line) {
  for (std::size_t at = 0; (at = find_word(line, word, at)) != std::string::npos;) {
    at += word.size();
    std::size_t from = at;
    if (from < line.size() && (line[from] == '"' || line[from] == '\'')) ++from;
    while (from < line.size() && line[from] == ' ') ++from;
    if (from >= line.size() || (line[from] != ':' && line[from] != '=')) continue;
    from = line.find_first_not_of(" :=", from);
    if (from == std::string::npos) return;
    const char quote = line[from] == '"' || line[from] == '\'' ? line[from] : '\0';
    if (quote != '\0') ++from;
    std::size_t to = quote == '\0' ? line.size() : line.find(quote, from);
    if (to == std::string::npos) to = line.size();
    line.replace(from, to - from, kMask);
    at = from;
  }
}

}  // namespace

bool is_secret(std::string_view variable) {
  static constexpr std::array<std::string_view, 10> kWords = {
      "secret",     "token",   "password", "passwd", "passphrase",
      "credential", "private", "apikey",   "pwd_",   "_pwd"};
  if (variable == "AWS_ACCESS_KEY_ID") return false;
  // Where one lies is none.
  for (const std::string_view place : {"_FILE", "_PATH", "_DIR"}) {
    if (variable.ends_with(place)) return false;
  }
  const auto ends_in_key =
      variable.size() >= 3 &&
      find_word(variable, "key", variable.size() - 3) != std::string_view::npos;
  return ends_in_key || find_word(variable, "key_", 0) != std::string_view::npos ||
         std::ranges::any_of(kWords, [&](std::string_view word) {
           return find_word(variable, word, 0) != std::string_view::npos;
         });
}

void PrintedLines::note_variables(
    const std::map<std::string, std::string, std::less<>>& variables) {
  for (const auto& [name, value] : variables) {
    if (value.size() < kShortest || !is_secret(name)) continue;
    if (!secrets_.insert(value).second) continue;
    by_age_.push_back(value);
    if (by_age_.size() <= kMostSecrets) continue;
    secrets_.erase(by_age_.front());
    by_age_.pop_front();
  }
}

std::string PrintedLines::masked(std::string_view line) const {
  std::string text(line);
  for (const std::string& secret : secrets_) {
    for (std::size_t at = 0; (at = text.find(secret, at)) != std::string::npos;) {
      text.replace(at, secret.size(), kMask);
      at += kMask.size();
    }
  }
  for (const auto word : kTelltales) mask_behind(word, text);
  return text;
}

void PrintedLines::print(const std::string& who, std::string_view line, TimePoint now) {
  Flow& flow = flows_[who];
  if (now - flow.second >= std::chrono::seconds(1)) {
    if (const std::size_t count = std::exchange(flow.left_out, 0); count > 0) {
      on_output_(who, "(" + std::to_string(count) + " lines more; its log stream has them)");
    }
    flow.second = now;
    flow.lines = 0;
  }
  if (++flow.lines > kPerSecond) {
    ++flow.left_out;
    return;
  }
  std::string text = masked(line);
  if (line.size() > kLongest) {
    text.resize(std::min(text.size(), kLongest));
    text += "... (" + std::to_string(line.size()) + " bytes)";
  }
  on_output_(who, text);
}

}  // namespace spillway::live
