#include "emulator/core/params.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "runtime/http.hpp"

namespace spillway::core {
namespace {

std::optional<std::int64_t> to_integer(const Json& value) {
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX) return std::nullopt;
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (value.is_number_float()) {
    const double number = value.get<double>();
    const auto whole = static_cast<std::int64_t>(number);
    if (std::abs(number) < 9e15 && static_cast<double>(whole) == number) return whole;
    return std::nullopt;
  }
  if (!value.is_string()) return std::nullopt;
  const auto& text = value.get_ref<const std::string&>();
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<double> to_number(const Json& value) {
  if (value.is_number()) return value.get<double>();
  if (!value.is_string()) return std::nullopt;
  const auto& text = value.get_ref<const std::string&>();
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<bool> to_boolean(const Json& value) {
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_string()) {
    if (iequals(value.get_ref<const std::string&>(), "true")) return true;
    if (iequals(value.get_ref<const std::string&>(), "false")) return false;
  }
  return std::nullopt;
}

}  // namespace

Params::Params(const Json& params, std::string operation, std::string validation_code,
               std::string path)
    : params_(params),
      operation_(std::move(operation)),
      validation_code_(std::move(validation_code)),
      path_(std::move(path)) {
  if (!params_.is_object()) fail("the parameters of " + operation_ + " must be an object");
}

const Json* Params::take(std::string_view name) {
  known_.emplace(name);
  if (!params_.is_object()) return nullptr;
  const auto it = params_.find(std::string(name));
  if (it == params_.end() || it->is_null()) return nullptr;
  return &*it;
}

bool Params::has(std::string_view name) { return take(name) != nullptr; }

std::string Params::string(std::string_view name) {
  auto value = optional_string(name);
  if (!value) fail("The request must contain the parameter " + path_ + std::string(name));
  return value.value_or("");
}

std::optional<std::string> Params::optional_string(std::string_view name) {
  const Json* value = take(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) {
    fail(path_ + std::string(name) + " must be a string");
    return std::nullopt;
  }
  return value->get<std::string>();
}

std::int64_t Params::integer(std::string_view name, std::int64_t min, std::int64_t max) {
  auto value = optional_integer(name, min, max);
  if (!value) fail("The request must contain the parameter " + path_ + std::string(name));
  return value.value_or(min);
}

std::optional<std::int64_t> Params::optional_integer(std::string_view name, std::int64_t min,
                                                     std::int64_t max) {
  const Json* value = take(name);
  if (value == nullptr) return std::nullopt;
  const auto number = to_integer(*value);
  if (!number || *number < min || *number > max) {
    fail(path_ + std::string(name) + " must be an integer from " + std::to_string(min) + " to " +
         std::to_string(max) + ", not " +
         value->dump(-1, ' ', false, Json::error_handler_t::replace));
    return std::nullopt;
  }
  return number;
}

std::optional<double> Params::optional_number(std::string_view name) {
  const Json* value = take(name);
  if (value == nullptr) return std::nullopt;
  const auto number = to_number(*value);
  if (!number) fail(path_ + std::string(name) + " must be a number");
  return number;
}

std::optional<bool> Params::optional_boolean(std::string_view name) {
  const Json* value = take(name);
  if (value == nullptr) return std::nullopt;
  const auto truth = to_boolean(*value);
  if (!truth) fail(path_ + std::string(name) + " must be true or false");
  return truth;
}

std::optional<std::string> Params::optional_choice(std::string_view name,
                                                   const std::vector<std::string>& allowed) {
  auto value = optional_string(name);
  if (!value || std::find(allowed.begin(), allowed.end(), *value) != allowed.end()) return value;
  std::string list;
  for (const auto& choice : allowed) list += (list.empty() ? "" : ", ") + choice;
  fail(path_ + std::string(name) + " must be one of [" + list + "], not '" + *value + "'");
  return std::nullopt;
}

std::vector<std::string> Params::strings(std::string_view name) {
  std::vector<std::string> result;
  const Json* value = array(name);
  if (value == nullptr) return result;
  for (const auto& item : *value) {
    if (!item.is_string()) {
      fail(path_ + std::string(name) + " must be a list of strings");
      return {};
    }
    result.push_back(item.get<std::string>());
  }
  return result;
}

const Json* Params::object(std::string_view name) {
  const Json* value = take(name);
  if (value == nullptr || value->is_object()) return value;
  fail(path_ + std::string(name) + " must be an object");
  return nullptr;
}

const Json* Params::array(std::string_view name) {
  const Json* value = take(name);
  if (value == nullptr || value->is_array()) return value;
  fail(path_ + std::string(name) + " must be a list");
  return nullptr;
}

const Json* Params::any(std::string_view name) { return take(name); }

void Params::inert(std::string_view name) { known_.emplace(name); }

void Params::fail(std::string message) {
  fail(ApiError{validation_code_, std::move(message), 400, false, Json::object()});
}

void Params::fail(ApiError error) {
  if (!error_) error_ = std::move(error);
}

std::optional<ApiError> Params::finish() {
  if (error_ || !params_.is_object()) return error_;
  for (const auto& [name, value] : params_.items()) {
    if (!known_.contains(name)) {
      error_ = not_modelled("the parameter " + path_ + name + " of " + operation_);
      break;
    }
  }
  return error_;
}

}  // namespace spillway::core
