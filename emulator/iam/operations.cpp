#include "emulator/iam/operations.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace spillway::iam {

void add_operation(core::Context& context, Directory& directory, const char* action,
                   DirectoryOperation operation) {
  context.operations.add("iam", action,
                         [&directory, operation](const Json& params, const core::CallContext&) {
                           return operation(directory, params);
                         });
}

core::ApiError no_such_entity(std::string message) {
  return {"NoSuchEntity", std::move(message), 404};
}
core::ApiError already_exists(std::string message) {
  return {"EntityAlreadyExists", std::move(message), 409};
}
core::ApiError delete_conflict(std::string message) {
  return {"DeleteConflict", std::move(message), 409};
}
core::ApiError limit_exceeded(std::string message) {
  return {"LimitExceeded", std::move(message), 409};
}

Role* find_role(core::Params& params, Directory& directory) {
  const std::string name = read_name(params, "RoleName", 64);
  const auto it = directory.roles.find(name);
  if (it != directory.roles.end()) return &it->second;
  params.fail(no_such_entity("The role with name " + name + " cannot be found."));
  return nullptr;
}

std::string read_name(core::Params& params, std::string_view member, std::size_t max) {
  const std::string name = params.string(member);
  const bool valid = std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) ||
           std::string_view("+=,.@_-").find(static_cast<char>(c)) != std::string_view::npos;
  });
  if (!params.failed() && (name.empty() || name.size() > max || !valid)) {
    params.fail("The specified value for " + std::string(member) +
                " is invalid. It must contain only alphanumeric characters and/or the following: "
                "+=,.@_-, and be at most " +
                std::to_string(max) + " long");
  }
  return name;
}

std::string read_path(core::Params& params, std::string_view member) {
  const std::string path = params.optional_string(member).value_or("/");
  const bool printable =
      std::all_of(path.begin(), path.end(), [](unsigned char c) { return c > ' ' && c <= '~'; });
  if (!path.starts_with('/') || !path.ends_with('/') || path.size() > 512 || !printable) {
    params.fail("The specified value for " + std::string(member) +
                " is invalid. It must begin and end with / and contain only alphanumeric "
                "characters and/or / characters.");
  }
  return path;
}

core::ApiResult page(core::Params& params, const std::string& member,
                     const std::vector<Json>& items) {
  const auto max =
      static_cast<std::size_t>(params.optional_integer("MaxItems", 1, 1000).value_or(100));
  const std::string marker = params.optional_string("Marker").value_or("0");
  std::size_t first = 0;
  const auto [end, failure] = std::from_chars(marker.data(), marker.data() + marker.size(), first);
  if (failure != std::errc() || end != marker.data() + marker.size() || first > items.size()) {
    params.fail("Invalid Marker.");
  }
  if (auto error = params.finish()) return *error;
  const std::size_t last = std::min(first + max, items.size());
  Json result = {{member, Json::array()}, {"IsTruncated", last < items.size()}};
  for (std::size_t i = first; i < last; ++i) result[member].push_back(items[i]);
  if (last < items.size()) result["Marker"] = std::to_string(last);
  return result;
}

}  // namespace spillway::iam
