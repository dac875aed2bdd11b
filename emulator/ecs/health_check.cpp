#include "emulator/ecs/health_check.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

namespace spillway::ecs {
namespace {

using Words = std::vector<std::string>;

constexpr int kFirstError = 400;     // curl -f fails with it
constexpr int kFirstRedirect = 300;  // which wget follows, to where we do not: taken for a failure

// Blanks separate words; quotes hold them together. Anything else that a shell would interpret
// makes the line one that we do not understand.
std::optional<Words> words_of(const std::string& line) {
  Words words;
  std::string word;
  bool in_word = false;
  char quote = 0;
  for (const char c : line) {
    if (quote != 0) {
      if (c == quote) {
        quote = 0;
      } else {
        word += c;
      }
    } else if (c == '"' || c == '\'') {
      quote = c;
      in_word = true;
    } else if (c == ' ') {
      if (in_word) words.push_back(std::move(word));
      word.clear();
      in_word = false;
    } else if (std::string_view("$`;&<>()*?#\\").find(c) != std::string_view::npos) {
      return std::nullopt;
    } else {
      word += c;
      in_word = true;
    }
  }
  if (quote != 0) return std::nullopt;
  if (in_word) words.push_back(std::move(word));
  return words;
}

bool is_number(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

// Takes "|| exit 1" off the end: the check fails anyway. False if more than that is there.
bool take_exit(Words& words) {
  const auto bar = std::find_if(words.begin(), words.end(), [](const std::string& word) {
    return word.find('|') != std::string::npos;
  });
  if (bar == words.end()) return true;
  const bool plain = words.end() - bar == 3 && *bar == "||" && *(bar + 1) == "exit" &&
                     is_number(*(bar + 2)) &&
                     (bar + 2)->find_first_not_of('0') != std::string::npos;
  words.erase(bar, words.end());
  return plain;
}

// "http://localhost:8080/path": of the task itself, whose containers share one network.
bool read_url(std::string url, HttpCheck& check) {
  constexpr std::string_view kScheme = "http://";
  if (url.starts_with(kScheme)) url.erase(0, kScheme.size());
  const auto slash = url.find('/');
  std::string host = url.substr(0, slash);
  if (slash != std::string::npos) check.target = url.substr(slash);
  if (const auto colon = host.find(':'); colon != std::string::npos) {
    const char* const end = host.data() + host.size();
    const auto parsed = std::from_chars(host.data() + colon + 1, end, check.port);
    if (parsed.ec != std::errc() || parsed.ptr != end || check.port == 0) return false;
    host.resize(colon);
  }
  return host == "localhost" || host == "127.0.0.1";
}

bool read_seconds(const std::string& text, HttpCheck& check) {
  if (!is_number(text) || text.size() > 4) return false;
  check.max_time = std::chrono::seconds(std::stoi(text));
  return true;
}

bool is_discarded(const std::string& file) { return file == "/dev/null" || file == "-"; }

// An option with its value, which stands in the same word after '=' or in the next one.
struct Option {
  std::string name;
  std::string value;
};

Option take_option(const Words& words, std::size_t& at, const std::vector<std::string>& valued) {
  Option option{words[at], {}};
  if (const auto equals = option.name.find('=');
      option.name.starts_with("--") && equals != std::string::npos) {
    option.value = option.name.substr(equals + 1);
    option.name.resize(equals);
  } else if (std::find(valued.begin(), valued.end(), option.name) != valued.end() &&
             at + 1 < words.size()) {
    option.value = words[++at];
  }
  return option;
}

bool curl_option(const Option& option, HttpCheck& check) {
  const std::string& name = option.name;
  if (name == "-m" || name == "--max-time") return read_seconds(option.value, check);
  if (name == "--connect-timeout") return is_number(option.value);
  if (name == "-o" || name == "--output") return is_discarded(option.value);
  if (name == "--fail") check.success_below = kFirstError;
  if (name == "--head") check.method = "HEAD";
  if (name.starts_with("--")) {
    return name == "--fail" || name == "--head" || name == "--silent" || name == "--show-error";
  }
  for (const char c : name.substr(1)) {
    if (c == 'f') check.success_below = kFirstError;
    if (c == 'I') check.method = "HEAD";
    if (std::string_view("fIsSiv").find(c) == std::string_view::npos) return false;
  }
  return true;
}

bool wget_option(const Option& option, HttpCheck& check) {
  const std::string& name = option.name;
  if (name == "--spider") check.method = "HEAD";
  if (name == "-T" || name == "--timeout") return read_seconds(option.value, check);
  if (name == "-t" || name == "--tries") return option.value == "1";
  if (name == "-O" || name == "--output-document") return is_discarded(option.value);
  for (const char* inert : {"--spider", "-q", "--quiet", "-nv", "--no-verbose", "-S", "-qO-", "-O-",
                            "--no-check-certificate"}) {
    if (name == inert) return true;
  }
  return false;
}

std::optional<HttpCheck> check_of_words(Words words) {
  if (!take_exit(words) || words.empty()) return std::nullopt;
  const std::string program = words[0].substr(words[0].rfind('/') + 1);
  const bool curl = program == "curl";
  if (!curl && program != "wget") return std::nullopt;
  static const std::vector<std::string> kCurlValued = {"-m", "--max-time", "--connect-timeout",
                                                       "-o", "--output"};
  static const std::vector<std::string> kWgetValued = {"-T",      "--timeout", "-t",
                                                       "--tries", "-O",        "--output-document"};
  HttpCheck check;
  if (!curl) check.success_below = kFirstRedirect;
  bool has_url = false;
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (!words[i].starts_with('-')) {
      if (has_url || !read_url(words[i], check)) return std::nullopt;
      has_url = true;
      continue;
    }
    const Option option = take_option(words, i, curl ? kCurlValued : kWgetValued);
    if (!(curl ? curl_option(option, check) : wget_option(option, check))) return std::nullopt;
  }
  if (!has_url) return std::nullopt;
  return check;
}

std::string join(const Words& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

// CMD-SHELL has one line for the shell, CMD the words of the command.
std::optional<HttpCheck> request_of(const Words& command) {
  if (command[0] == "CMD") return check_of_words(Words(command.begin() + 1, command.end()));
  return command.size() == 2 ? http_check_of(command[1]) : std::nullopt;
}

}  // namespace

std::optional<HttpCheck> http_check_of(const std::string& command_line) {
  auto words = words_of(command_line);
  return words ? check_of_words(std::move(*words)) : std::nullopt;
}

std::optional<HealthCheck> read_health_check(core::Params& outer, const Json& params,
                                             bool other_commands) {
  core::Params p(params, "ecs:RegisterTaskDefinition", "ClientException",
                 "containerDefinitions.healthCheck.");
  HealthCheck check;
  const Words command = p.strings("command");
  const auto seconds = [&p](const char* name, std::int64_t least, std::int64_t most, Duration& to) {
    if (const auto value = p.optional_integer(name, least, most)) to = std::chrono::seconds(*value);
  };
  seconds("interval", 5, 300, check.interval);
  seconds("timeout", 2, 60, check.timeout);
  seconds("startPeriod", 0, 300, check.start_period);
  check.retries = p.optional_integer("retries", 1, 10).value_or(check.retries);
  const bool none = command == Words{"NONE"};
  if (command.empty()) {
    p.fail("Container.healthCheck.command should not be null or empty.");
  } else if (!none && ((command[0] != "CMD" && command[0] != "CMD-SHELL") || command.size() < 2)) {
    p.fail("Container.healthCheck.command must begin with CMD, CMD-SHELL or NONE.");
  } else if (!none) {
    check.request = request_of(command);
    if (!check.request && !other_commands) {
      p.fail(core::not_modelled("the health check command '" + join(command) +
                                "', which is no curl or wget of an HTTP URL of localhost (see "
                                "aws.ecs.container_health.passes_after),"));
    }
  }
  if (auto error = p.finish()) outer.fail(*error);
  return none ? std::nullopt : std::optional(check);
}

}  // namespace spillway::ecs
