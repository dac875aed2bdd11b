#include "emulator/wire/lambda_routes.hpp"

#include <algorithm>
#include <vector>

#include "runtime/percent.hpp"
#include "runtime/utf8.hpp"

namespace spillway::wire {
namespace {

struct Row {
  std::string_view action;
  std::string_view method;
  std::string_view path;
  int status = 200;
};

constexpr Row kRows[] = {
    {"Invoke", "POST", "/2015-03-31/functions/{FunctionName}/invocations"},
    {"InvokeAsync", "POST", "/2014-11-13/functions/{FunctionName}/invoke-async", 202},
    {"InvokeWithResponseStream", "POST",
     "/2021-11-15/functions/{FunctionName}/response-streaming-invocations"},
    {"CreateFunction", "POST", "/2015-03-31/functions", 201},
    {"ListFunctions", "GET", "/2015-03-31/functions"},
    {"GetFunction", "GET", "/2015-03-31/functions/{FunctionName}"},
    {"DeleteFunction", "DELETE", "/2015-03-31/functions/{FunctionName}", 204},
    {"GetFunctionConfiguration", "GET", "/2015-03-31/functions/{FunctionName}/configuration"},
    {"UpdateFunctionConfiguration", "PUT", "/2015-03-31/functions/{FunctionName}/configuration"},
    {"UpdateFunctionCode", "PUT", "/2015-03-31/functions/{FunctionName}/code"},
    {"AddPermission", "POST", "/2015-03-31/functions/{FunctionName}/policy", 201},
    {"GetPolicy", "GET", "/2015-03-31/functions/{FunctionName}/policy"},
    {"RemovePermission", "DELETE", "/2015-03-31/functions/{FunctionName}/policy/{StatementId}",
     204},
    {"PublishVersion", "POST", "/2015-03-31/functions/{FunctionName}/versions", 201},
    {"ListVersionsByFunction", "GET", "/2015-03-31/functions/{FunctionName}/versions"},
    {"CreateAlias", "POST", "/2015-03-31/functions/{FunctionName}/aliases", 201},
    {"ListAliases", "GET", "/2015-03-31/functions/{FunctionName}/aliases"},
    {"GetAlias", "GET", "/2015-03-31/functions/{FunctionName}/aliases/{Name}"},
    {"UpdateAlias", "PUT", "/2015-03-31/functions/{FunctionName}/aliases/{Name}"},
    {"DeleteAlias", "DELETE", "/2015-03-31/functions/{FunctionName}/aliases/{Name}", 204},
    {"PutFunctionConcurrency", "PUT", "/2017-10-31/functions/{FunctionName}/concurrency"},
    {"DeleteFunctionConcurrency", "DELETE", "/2017-10-31/functions/{FunctionName}/concurrency",
     204},
    {"GetFunctionConcurrency", "GET", "/2019-09-30/functions/{FunctionName}/concurrency"},
    {"PutProvisionedConcurrencyConfig", "PUT",
     "/2019-09-30/functions/{FunctionName}/provisioned-concurrency", 202},
    {"GetProvisionedConcurrencyConfig", "GET",
     "/2019-09-30/functions/{FunctionName}/provisioned-concurrency"},
    {"DeleteProvisionedConcurrencyConfig", "DELETE",
     "/2019-09-30/functions/{FunctionName}/provisioned-concurrency", 204},
    {"PutFunctionEventInvokeConfig", "PUT",
     "/2019-09-25/functions/{FunctionName}/event-invoke-config"},
    {"UpdateFunctionEventInvokeConfig", "POST",
     "/2019-09-25/functions/{FunctionName}/event-invoke-config"},
    {"GetFunctionEventInvokeConfig", "GET",
     "/2019-09-25/functions/{FunctionName}/event-invoke-config"},
    {"DeleteFunctionEventInvokeConfig", "DELETE",
     "/2019-09-25/functions/{FunctionName}/event-invoke-config", 204},
    {"ListFunctionEventInvokeConfigs", "GET",
     "/2019-09-25/functions/{FunctionName}/event-invoke-config/list"},
    {"CreateFunctionUrlConfig", "POST", "/2021-10-31/functions/{FunctionName}/url", 201},
    {"GetFunctionUrlConfig", "GET", "/2021-10-31/functions/{FunctionName}/url"},
    {"UpdateFunctionUrlConfig", "PUT", "/2021-10-31/functions/{FunctionName}/url"},
    {"DeleteFunctionUrlConfig", "DELETE", "/2021-10-31/functions/{FunctionName}/url", 204},
    {"CreateEventSourceMapping", "POST", "/2015-03-31/event-source-mappings", 202},
    {"ListEventSourceMappings", "GET", "/2015-03-31/event-source-mappings"},
    {"GetEventSourceMapping", "GET", "/2015-03-31/event-source-mappings/{UUID}"},
    {"UpdateEventSourceMapping", "PUT", "/2015-03-31/event-source-mappings/{UUID}", 202},
    {"DeleteEventSourceMapping", "DELETE", "/2015-03-31/event-source-mappings/{UUID}", 202},
    {"GetFunctionCodeSigningConfig", "GET",
     "/2020-06-30/functions/{FunctionName}/code-signing-config"},
    {"GetRuntimeManagementConfig", "GET",
     "/2021-07-20/functions/{FunctionName}/runtime-management-config"},
    {"PutRuntimeManagementConfig", "PUT",
     "/2021-07-20/functions/{FunctionName}/runtime-management-config"},
    {"GetFunctionRecursionConfig", "GET", "/2024-08-31/functions/{FunctionName}/recursion-config"},
    {"PutFunctionRecursionConfig", "PUT", "/2024-08-31/functions/{FunctionName}/recursion-config"},
    {"ListTags", "GET", "/2017-03-31/tags/{Resource}"},
    {"TagResource", "POST", "/2017-03-31/tags/{Resource}", 204},
    {"UntagResource", "DELETE", "/2017-03-31/tags/{Resource}", 204},
    {"GetAccountSettings", "GET", "/2016-08-19/account-settings"},
};

// Older models have a slash at the end of some paths.
std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> segments;
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::string_view segment = path.substr(0, path.find('/'));
    segments.push_back(segment);
    path.remove_prefix(segment.size());
  }
  if (!segments.empty() && segments.back().empty()) segments.pop_back();
  return segments;
}

std::optional<Json> match(std::string_view pattern, const std::vector<std::string_view>& path) {
  const auto expected = segments_of(pattern);
  if (expected.size() != path.size()) return std::nullopt;
  Json parameters = Json::object();
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (!expected[i].starts_with('{')) {
      if (expected[i] != path[i]) return std::nullopt;
      continue;
    }
    auto value = percent_decode(path[i]);
    if (!value || value->empty() || !is_utf8(*value)) return std::nullopt;
    parameters[std::string(expected[i].substr(1, expected[i].size() - 2))] = std::move(*value);
  }
  return parameters;
}

}  // namespace

std::optional<LambdaRoute> find_lambda_route(std::string_view method, std::string_view path) {
  if (!path.starts_with('/')) return std::nullopt;
  const auto segments = segments_of(path);
  for (const Row& row : kRows) {
    if (row.method != method) continue;
    if (auto parameters = match(row.path, segments)) {
      return LambdaRoute{row.action, row.status, std::move(*parameters)};
    }
  }
  return std::nullopt;
}

}  // namespace spillway::wire
