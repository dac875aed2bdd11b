// The `aws` section, read by the table of its keys.
#include <algorithm>

#include "emulator/document/units.hpp"
#include "emulator/world/images.hpp"
#include "tools/harness/aws_ranges.hpp"
#include "tools/harness/aws_settings.hpp"
#include "tools/harness/sections.hpp"

namespace spillway::harness {
namespace {

using document::Node;

// Reads the value that stands at `key` into the field, by the field's type.
struct FieldReader {
  MapReader& reader;
  const std::string& key;

  void operator()(core::Delay* field) const {
    if (auto value = reader.delay(key)) *field = *value;
  }
  void operator()(std::optional<core::Delay>* field) const { *field = reader.delay(key); }
  void operator()(Duration* field) const {
    if (auto value = reader.duration(key)) *field = *value;
  }
  void operator()(std::optional<Duration>* field) const { *field = reader.duration(key); }
  void operator()(bool* field) const {
    if (auto value = reader.boolean(key)) *field = *value;
  }
  void operator()(int* field) const {
    if (auto value = reader.integer(key, 0, INT32_MAX)) *field = static_cast<int>(*value);
  }
  void operator()(std::int64_t* field) const {
    if (auto value = reader.integer(key, 0, INT64_MAX)) *field = *value;
  }
  void operator()(std::optional<std::int64_t>* field) const {
    *field = reader.integer(key, 0, INT64_MAX);
  }
  void operator()(double* field) const {
    const auto value = reader.number(key);
    if (!value) return;
    if (*value <= 0) return reader.fail(key, "must be more than 0");
    *field = *value;
  }
  void operator()(std::string* field) const {
    if (auto value = reader.string(key)) *field = *value;
  }
};

// "AppRepository", "app/web:v2"
bool is_image_name(const std::string& name) {
  const auto is_word = [](std::string_view word, bool with_slash) {
    return !word.empty() && std::all_of(word.begin(), word.end(), [&](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
             c == '.' || c == '_' || c == '-' || (with_slash && c == '/');
    });
  };
  const world::ImageName image = world::split_image_name(name);
  return is_word(image.repository, true) && is_word(image.tag, false);
}

void read_images(ReadContext& context, const Node& node, Scenario& scenario) {
  MapReader reader(context, node, "aws.ecr.images");
  for (const auto& [key, value] : node.members) {
    if (!is_image_name(key.scalar)) {
      context.fail(key, reader.path_of(key.scalar), "'" + key.scalar + "' is no name of an image",
                   "write a repository's logical id or name, and perhaps a tag: AppRepository:v2");
      continue;
    }
    world::ImageSize image{key.scalar, std::nullopt};
    if (value.scalar != "missing") {
      const auto size = document::parse_size(value.scalar);
      if (!value.is_scalar() || !size) {
        reader.fail(key.scalar, value.is_scalar() ? size.error() : "must be a size",
                    "write a size like 900MB, or missing");
        continue;
      }
      image.bytes = *size;
    }
    scenario.aws.images.push_back(std::move(image));
    scenario.image_places.push_back({key.line, key.column, reader.path_of(key.scalar)});
  }
}

// The keys of the table that begin with `prefix`, cut to their next part.
std::vector<std::string> parts_below(const std::string& prefix) {
  std::vector<std::string> parts;
  for (const AwsKey& key : aws_keys()) {
    if (!key.path.starts_with(prefix)) continue;
    std::string part = key.path.substr(prefix.size());
    part = part.substr(0, part.find('.'));
    if (std::find(parts.begin(), parts.end(), part) == parts.end()) parts.push_back(part);
  }
  if (prefix == "ecr.") parts.emplace_back("images");
  return parts;
}

void read_level(ReadContext& context, const Node& node, const std::string& prefix,
                Scenario& scenario) {
  MapReader reader(context, node,
                   prefix.empty() ? "aws" : "aws." + prefix.substr(0, prefix.size() - 1));
  for (const std::string& part : parts_below(prefix)) {
    const std::string path = prefix + part;
    const Node* child = reader.find(part);
    if (child == nullptr) continue;
    if (path == "ecr.images") {
      read_images(context, *child, scenario);
      continue;
    }
    const auto& keys = aws_keys();
    const auto it =
        std::find_if(keys.begin(), keys.end(), [&](const AwsKey& k) { return k.path == path; });
    if (it == keys.end()) {
      read_level(context, *child, path + ".", scenario);
    } else {
      std::visit(FieldReader{reader, part}, it->field(scenario.aws));
      if (const auto wrong = out_of_range(*it, scenario.aws); !wrong.empty()) {
        reader.fail(part, std::string(wrong), "the default is " + it->default_text);
      }
    }
  }
  reader.finish();
}

bool is_account_id(std::string_view text) {
  return text.size() == 12 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// "sa-east-1", "us-gov-west-1"
bool is_region(std::string_view text) {
  return std::count(text.begin(), text.end(), '-') >= 2 && text.back() >= '0' &&
         text.back() <= '9' &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

void check_account(ReadContext& context, const Node& node, const core::Account& account) {
  const Node* at = node.find("account");
  if (at == nullptr) return;
  MapReader reader(context, *at, "aws.account");
  if (!is_account_id(account.id)) reader.fail("id", "must be 12 digits");
  if (account.region.empty() || !is_region(account.region)) {
    reader.fail("region", "'" + account.region + "' is no Region", "write one like sa-east-1");
  }
}

void check_load_balancers(ReadContext& context, const Node& node, const alb::Settings& alb) {
  const Node* at = node.find("elbv2");
  if (at == nullptr) return;
  MapReader reader(context, *at, "aws.elbv2");
  if (alb.further_nodes > 99) reader.fail("further_nodes", "must be at most 99");
  const std::pair<const char*, int> statuses[] = {
      {"all_weights_zero_status", alb.all_weights_zero_status},
      {"lambda_bad_request_status", alb.lambda_bad_request_status},
      {"invalid_cookie_status", alb.invalid_cookie_status}};
  for (const auto& [key, status] : statuses) {
    if (status < 400 || status > 599) reader.fail(key, "must be an HTTP status from 400 to 599");
  }
}

}  // namespace

void read_aws(ReadContext& context, const Node& node, Scenario& scenario) {
  read_level(context, node, "", scenario);
  const world::Settings& settings = scenario.aws;
  check_account(context, node, settings.account);
  check_load_balancers(context, node, settings.alb);
  const auto& phase = settings.cloudwatch.evaluation_phase;
  if (!phase || *phase < std::chrono::minutes(1)) return;
  if (const Node* at = node.find("cloudwatch")) {
    MapReader reader(context, *at, "aws.cloudwatch");
    reader.fail("evaluation_phase", "is a second of the minute: 0s to 59.999s");
  }
}

std::vector<std::string> given_aws_keys(const Node& node) {
  std::vector<std::string> given;
  for (const AwsKey& key : aws_keys()) {
    const Node* at = &node;
    for (std::size_t from = 0; at != nullptr && from < key.path.size();) {
      const std::size_t dot = std::min(key.path.find('.', from), key.path.size());
      at = at->find(key.path.substr(from, dot - from));
      from = dot + 1;
    }
    if (at != nullptr) given.push_back(key.path);
  }
  return given;
}

}  // namespace spillway::harness
