#include "emulator/ecs/identifiers.hpp"

#include <algorithm>
#include <charconv>

namespace spillway::ecs {

bool is_valid_name(const std::string& name) {
  constexpr const char* kAllowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
  return !name.empty() && name.size() <= 255 &&
         name.find_first_not_of(kAllowed) == std::string::npos;
}

std::string last_segment(const std::string& reference) {
  return reference.substr(reference.rfind('/') + 1);
}

std::string cluster_in(const std::string& reference) {
  const auto last = reference.rfind('/');
  const auto first = reference.find('/');
  if (!reference.starts_with("arn:") || first == last) return {};
  return reference.substr(first + 1, last - first - 1);
}

std::string text_of(const Json& object, const std::string& member) {
  if (!object.is_object()) return {};
  const auto it = object.find(member);
  return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

std::vector<std::string> texts_of(const Json& object, const std::string& member) {
  std::vector<std::string> texts;
  if (!object.is_object() || !object.contains(member)) return texts;
  const Json& value = object[member];  // a lone text is iterated over like a list of one
  for (const Json& item : value) {
    if (item.is_string()) texts.push_back(item.get<std::string>());
  }
  return texts;
}

std::string cluster_of(const Json& params) {
  const std::string reference = text_of(params, "cluster");
  return reference.empty() ? "default" : last_segment(reference);
}

std::string service_arn(const core::Account& account, const Json& params,
                        const std::string& reference) {
  if (reference.starts_with("arn:")) return reference;
  return account.arn("ecs", "service/" + cluster_of(params) + "/" + reference);
}

Json page(core::Params& p, const std::string& member, const std::vector<std::string>& all,
          std::int64_t default_size) {
  const auto size = p.optional_integer("maxResults", 1, 100).value_or(default_size);
  const std::string token = p.optional_string("nextToken").value_or("");
  // The token is the number of results already given, in hexadecimal.
  std::size_t begin = 0;
  const char* end = token.data() + token.size();
  const auto parsed = std::from_chars(token.data(), end, begin, 16);
  if (!token.empty() && (parsed.ec != std::errc() || parsed.ptr != end)) p.fail("Invalid token.");
  begin = std::min(begin, all.size());
  const std::size_t stop = std::min(all.size(), begin + static_cast<std::size_t>(size));
  Json answer{{member, Json::array()}};
  for (std::size_t i = begin; i < stop; ++i) answer[member].push_back(all[i]);
  if (stop < all.size()) {
    char text[20];
    const auto written = std::to_chars(text, text + sizeof text, stop, 16);
    answer["nextToken"] = std::string(text, written.ptr);
  }
  return answer;
}

core::ApiError invalid_parameter(std::string message) { return {kInvalid, std::move(message)}; }

Json missing(const std::string& arn) { return {{"arn", arn}, {"reason", "MISSING"}}; }

void refuse_contents(core::Params& p, std::string_view name, const std::string& operation) {
  const Json* value = p.any(name);
  if (value != nullptr && !value->empty()) {
    p.fail(core::not_modelled("the parameter " + std::string(name) + " of " + operation));
  }
}

}  // namespace spillway::ecs
