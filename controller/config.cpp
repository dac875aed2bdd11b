#include "controller/config.hpp"

#include <charconv>
#include <limits>

#include "controller/strategy.hpp"
#include "runtime/duration_text.hpp"

namespace spillway::controller {
namespace {

// Reads one variable after the other and gathers what is wrong with them.
class Reader {
 public:
  explicit Reader(const Environment& environment) : environment_(environment) {}

  std::string required(const char* name, const char* remedy) {
    auto value = environment_.get_nonempty(name);
    if (!value) add(std::string(name) + " is not set: " + remedy);
    return value.value_or("");
  }

  // A name as ECS allows it, or an ARN of ecs whose resource begins with `resource`.
  std::string required_ecs(const char* name, const char* resource) {
    const std::string remedy = std::string("give the name or the ARN of the ECS ") + resource + ".";
    std::string value = required(name, remedy.c_str());
    if (!value.empty() && !is_ecs_name(value) && !is_arn(value, "ecs", resource)) {
      complain(name, value, remedy);
    }
    return value;
  }

  // An ARN of elasticloadbalancing whose resource begins with `resource`; `what` is that in words.
  std::string required_arn(const char* name, const char* resource, const char* what) {
    const std::string remedy = std::string("give the ARN of the ") + what +
                               " (arn:aws:elasticloadbalancing:...:" + resource + "/...).";
    std::string value = required(name, remedy.c_str());
    if (!value.empty() && !is_arn(value, "elasticloadbalancing", resource)) {
      complain(name, value, remedy);
    }
    return value;
  }

  // Calls read(text) if the variable is set; it says whether the text made sense.
  template <class Read>
  void optional(const char* name, const std::string& remedy, Read read) {
    const auto value = environment_.get_nonempty(name);
    if (value && !read(*value)) complain(name, *value, remedy);
  }

  void add(const std::string& problem) {
    if (!problems_.empty()) problems_ += '\n';
    problems_ += problem;
  }

  const std::string& problems() const { return problems_; }

 private:
  static bool is_arn(std::string_view text, std::string_view service, std::string_view resource) {
    return text.starts_with("arn:") &&
           text.find(":" + std::string(service) + ":") != std::string_view::npos &&
           text.find(":" + std::string(resource) + "/") != std::string_view::npos;
  }

  static bool is_ecs_name(std::string_view text) {
    constexpr std::string_view kAllowed =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    return text.size() <= 255 && text.find_first_not_of(kAllowed) == std::string_view::npos;
  }

  void complain(const char* name, const std::string& value, const std::string& remedy) {
    add(std::string(name) + " is '" + value + "': " + remedy);
  }

  const Environment& environment_;
  std::string problems_;
};

bool read_number(const std::string& text, int& number, int min, int max) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number >= min && number <= max;
}

bool read_duration(const std::string& text, Duration& duration) {
  const auto read = parse_duration_setting(text);
  if (read) duration = *read;
  return read.has_value();
}

}  // namespace

boost::system::result<Config, FunctionError> config_from(const Environment& environment) {
  Reader reader(environment);
  Config config;
  config.cluster = reader.required_ecs("CLUSTER", "cluster");
  config.service = reader.required_ecs("SERVICE", "service");
  config.listener_arn = reader.required_arn("LISTENER_ARN", "listener", "listener");
  config.lambda_target_group_arn =
      reader.required_arn("LAMBDA_TARGET_GROUP_ARN", "targetgroup", "target group");
  config.ecs_target_group_arn =
      reader.required_arn("ECS_TARGET_GROUP_ARN", "targetgroup", "target group");
  if (!config.ecs_target_group_arn.empty() &&
      config.ecs_target_group_arn == config.lambda_target_group_arn) {
    reader.add("ECS_TARGET_GROUP_ARN and LAMBDA_TARGET_GROUP_ARN name the same target group: " +
               config.ecs_target_group_arn + ".");
  }
  reader.optional("DESIRED_COUNT", "give a whole number from 1.", [&](const std::string& text) {
    return read_number(text, config.desired_count, 1, std::numeric_limits<int>::max());
  });
  reader.optional("STICKINESS_SECONDS", "give a whole number from 1 to 604800, or 0 for none.",
                  [&](const std::string& text) {
                    return read_number(text, config.stickiness_seconds, 0, 604800);
                  });
  reader.optional("STRATEGY", "choose one of: " + strategy_names() + ".",
                  [&](const std::string& text) {
                    config.strategy = text;
                    return make_strategy(text, config) != nullptr;
                  });
  reader.optional(
      "POLL_INTERVAL", "give a duration such as 2s, 500ms or 0.",
      [&](const std::string& text) { return read_duration(text, config.poll_interval); });
  if (!reader.problems().empty()) return invalid_configuration(reader.problems());
  return config;
}

FunctionError invalid_configuration(const std::string& problems) {
  return {"Function.InvalidConfiguration", problems};
}

}  // namespace spillway::controller
