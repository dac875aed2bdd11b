#include "emulator/cloudformation/parameters.hpp"

#include <algorithm>
#include <boost/regex.hpp>
#include <charconv>
#include <cmath>
#include <optional>
#include <stdexcept>

namespace spillway::cloudformation {
namespace {

const std::vector<std::string>& known_types() {
  static const std::vector<std::string> types = [] {
    // AWS-specific types are plain text here: nothing is there to look an id up in.
    const std::vector<std::string> ids = {"AWS::EC2::AvailabilityZone::Name",
                                          "AWS::EC2::Image::Id",
                                          "AWS::EC2::Instance::Id",
                                          "AWS::EC2::KeyPair::KeyName",
                                          "AWS::EC2::SecurityGroup::Id",
                                          "AWS::EC2::SecurityGroup::GroupName",
                                          "AWS::EC2::Subnet::Id",
                                          "AWS::EC2::Volume::Id",
                                          "AWS::EC2::VPC::Id",
                                          "AWS::Route53::HostedZone::Id"};
    std::vector<std::string> all = {"String", "Number", "List<Number>", "List<String>",
                                    "CommaDelimitedList"};
    for (const auto& id : ids) {
      all.push_back(id);
      all.push_back("List<" + id + ">");
    }
    return all;
  }();
  return types;
}

bool is_list(std::string_view type) {
  return type.starts_with("List<") || type == "CommaDelimitedList";
}

std::optional<double> to_number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) {
    return std::nullopt;
  }
  return number;
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> items;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t comma = std::min(text.find(',', at), text.size());
    std::string_view item = text.substr(at, comma - at);
    // CloudFormation trims the spaces around each item.
    while (item.starts_with(' ')) item.remove_prefix(1);
    while (item.ends_with(' ')) item.remove_suffix(1);
    items.emplace_back(item);
    at = comma + 1;
  }
  return items;
}

/// One parameter: its declaration, and the checks of a value.
class Parameter {
 public:
  Parameter(const Entry& entry, Report& report) : entry_(entry), report_(report) {
    for (const auto& [key, value] : entry_.body->members) check_attribute(key, value);
    const Node* type = entry_.body->find("Type");
    if (type == nullptr) {
      fail(*entry_.key, "", "has no Type");
      return;
    }
    type_ = type->scalar;
    if (is_ssm_value(entry_)) return;
    const auto& types = known_types();
    if (std::find(types.begin(), types.end(), type_) == types.end()) {
      report_.add_unknown(*type, path("Type"), not_modelled("the parameter type '" + type_ + "'"),
                          type_, types);
      type_.clear();
    }
  }

  std::optional<Node> value(const std::string* given) {
    if (type_.empty()) return std::nullopt;
    const Node* fallback = entry_.body->find("Default");
    if (given == nullptr && fallback == nullptr) {
      if (!is_ssm_value(entry_)) {
        fail(*entry_.key, "", "has no value and no Default", "give one under parameters:");
      }
      return std::nullopt;
    }
    const std::string text = given != nullptr ? *given : default_text(*fallback);
    const Node& at = given != nullptr ? *entry_.key : *fallback;
    Node value = at;
    value.members.clear();
    value.items.clear();
    value.tag.clear();
    value.kind = Node::Kind::string;
    value.scalar = text;
    if (!is_list(type_)) {
      check(text, at);
      return value;
    }
    check_whole(text, at);
    const Node item = value;
    value.kind = Node::Kind::sequence;
    value.scalar.clear();
    for (auto& part : split_list(text)) {
      check(part, at);
      value.items.push_back(item);
      value.items.back().scalar = std::move(part);
    }
    return value;
  }

 private:
  std::string path(const std::string& attribute) const {
    return "Parameters." + entry_.name + (attribute.empty() ? "" : "." + attribute);
  }

  void fail(const Node& at, const std::string& attribute, std::string message,
            std::string hint = {}) {
    report_.add(at, path(attribute), std::move(message), std::move(hint));
  }

  void check_attribute(const Node& key, const Node& value) {
    static const std::vector<std::string> known = {
        "Type",       "Default",   "AllowedValues", "AllowedPattern", "MinValue",
        "MaxValue",   "MinLength", "MaxLength",     "NoEcho",         "ConstraintDescription",
        "Description"};
    if (std::find(known.begin(), known.end(), key.scalar) == known.end()) {
      report_.add_unknown(key, path(key.scalar), "a parameter has no '" + key.scalar + "'",
                          key.scalar, known);
    } else if (!value.tag.empty()) {
      fail(value, key.scalar, "functions are not allowed in Parameters");
    } else if (key.scalar == "AllowedValues" ? value.kind != Node::Kind::sequence
                                             : !value.is_scalar()) {
      fail(value, key.scalar,
           key.scalar == "AllowedValues" ? "must be a list" : "must be a string or number");
    }
  }

  static std::string default_text(const Node& node) { return node.scalar; }

  const Node* attribute(std::string_view name) const {
    const Node* node = entry_.body->find(name);
    return node != nullptr && node->tag.empty() ? node : nullptr;
  }

  bool secret() const {
    const Node* no_echo = attribute("NoEcho");
    return no_echo != nullptr && (no_echo->scalar == "true" || no_echo->scalar == "True");
  }

  /// Reports that a value does not fit, in the author's words if there are any.
  void refuse(const std::string& text, const Node& at, const std::string& rule) {
    const Node* words = attribute("ConstraintDescription");
    const std::string shown = secret() ? "the value" : "'" + text + "'";
    fail(at, "", shown + " " + rule, words != nullptr ? words->scalar : "");
  }

  void check(const std::string& text, const Node& at) {
    if (type_ == "Number" || type_ == "List<Number>") {
      check_number(text, at);
    } else if (!is_list(type_)) {
      check_length(text, at);
    }
    check_pattern(text, at);
    check_allowed(text, at);
  }

  void check_whole(const std::string& text, const Node& at) {
    if (type_ == "CommaDelimitedList") check_length(text, at);
  }

  void check_number(const std::string& text, const Node& at) {
    const auto number = to_number(text);
    if (!number) return refuse(text, at, "is not a number");
    const Node* min = attribute("MinValue");
    const Node* max = attribute("MaxValue");
    if (min != nullptr && *number < bound(*min, "MinValue")) {
      refuse(text, at, "is less than MinValue " + min->scalar);
    }
    if (max != nullptr && *number > bound(*max, "MaxValue")) {
      refuse(text, at, "is greater than MaxValue " + max->scalar);
    }
  }

  double bound(const Node& node, const std::string& name) {
    const auto number = to_number(node.scalar);
    if (!number) fail(node, name, "must be a number");
    return number.value_or(0);
  }

  void check_length(const std::string& text, const Node& at) {
    const auto length = static_cast<double>(text.size());
    const Node* min = attribute("MinLength");
    const Node* max = attribute("MaxLength");
    if (min != nullptr && length < bound(*min, "MinLength")) {
      refuse(text, at, "is shorter than MinLength " + min->scalar);
    }
    if (max != nullptr && length > bound(*max, "MaxLength")) {
      refuse(text, at, "is longer than MaxLength " + max->scalar);
    }
  }

  void check_pattern(const std::string& text, const Node& at) {
    const Node* pattern = attribute("AllowedPattern");
    if (pattern == nullptr) return;
    try {
      if (!boost::regex_match(text, boost::regex(pattern->scalar))) {
        refuse(text, at, "does not match AllowedPattern " + pattern->scalar);
      }
    } catch (const std::runtime_error&) {  // no pattern, or one that takes for ever
      fail(*pattern, "AllowedPattern", "is no usable regular expression");
    }
  }

  void check_allowed(const std::string& text, const Node& at) {
    const Node* allowed = attribute("AllowedValues");
    if (allowed == nullptr || allowed->kind != Node::Kind::sequence) return;
    std::string list;
    for (const auto& item : allowed->items) {
      if (item.scalar == text) return;
      list += (list.empty() ? "" : ", ") + item.scalar;
    }
    refuse(text, at, "is not one of AllowedValues [" + list + "]");
  }

  const Entry& entry_;
  Report& report_;
  std::string type_;
};

}  // namespace

bool is_ssm_value(const Entry& parameter) {
  const Node* type = parameter.body->find("Type");
  return type != nullptr && type->scalar.starts_with("AWS::SSM::Parameter::Value<");
}

ParameterValues resolve_parameters(const Template& from,
                                   const std::map<std::string, std::string>& given,
                                   Report& report) {
  ParameterValues values;
  for (const auto& entry : from.parameters) {
    if (entry.body->kind != Node::Kind::mapping) {
      report.add(*entry.body, "Parameters." + entry.name, "must be a mapping with a Type");
      continue;
    }
    const auto it = given.find(entry.name);
    Parameter parameter(entry, report);
    auto value = parameter.value(it == given.end() ? nullptr : &it->second);
    if (value) values.emplace(entry.name, std::move(*value));
  }
  const auto names = names_of(from.parameters);
  for (const auto& [name, value] : given) {
    if (find_entry(from.parameters, name) != nullptr) continue;
    report.add_unknown(Node{}, "Parameters." + name, "the template has no parameter '" + name + "'",
                       name, names);
  }
  return values;
}

}  // namespace spillway::cloudformation
