#include "emulator/lambda/operations.hpp"

#include "emulator/lambda/estate.hpp"
#include "emulator/lambda/names.hpp"

namespace spillway::lambda {

using core::ApiError;
using core::Params;

namespace {

const std::string* function_name_in(const Json& params) {
  const auto it = params.find("FunctionName");
  return it == params.end() || !it->is_string() ? nullptr : it->get_ptr<const std::string*>();
}

std::string arn_of(const core::Account& account, const FunctionReference& reference) {
  const std::string_view region = reference.region.empty() ? account.region : reference.region;
  const std::string_view owner = reference.account.empty() ? account.id : reference.account;
  std::string arn = "arn:" + account.partition + ":lambda:";
  arn.append(region).append(1, ':').append(owner).append(":function:").append(reference.name);
  if (!reference.qualifier.empty()) arn.append(1, ':').append(reference.qualifier);
  return arn;
}

void refuse_qualifier(Params& params, std::string_view qualifier) {
  if (qualifier.empty() || qualifier == "$LATEST") return;
  params.fail(core::not_modelled("the function version or alias " + std::string(qualifier)));
}

}  // namespace

void add_operation(Estate& estate, const char* action, Handler handler) {
  estate.context.operations.add(
      "lambda", action,
      [&estate, handler, action](const Json& params,
                                 const core::CallContext& context) -> core::ApiResult {
        if (auto denied = foreign_function(estate, action, params, context)) return *denied;
        return handler(estate, params);
      },
      [&estate](const Json& params) { return function_arns(estate, params); });
}

std::optional<ApiError> foreign_function(const Estate& estate, const char* action,
                                         const Json& params, const core::CallContext& context) {
  const core::Account& account = estate.context.account;
  const std::string* name = function_name_in(params);
  const auto reference = name == nullptr ? std::nullopt : parse_function_name(*name);
  if (!reference || reference->account.empty() || reference->account == account.id) {
    return std::nullopt;
  }
  const std::string caller = context.principal_arn.empty()
                                 ? "arn:" + account.partition + ":iam::" + account.id + ":root"
                                 : context.principal_arn;
  const std::string operation = std::string("lambda:") + action;
  return ApiError("AccessDeniedException",
                  "User: " + caller + " is not authorized to perform: " + operation +
                      " on resource: " + arn_of(account, *reference) +
                      " because no resource-based policy allows the " + operation + " action",
                  403);
}

std::string read_function_name(const Estate& estate, Params& params) {
  const std::string text = params.string("FunctionName");
  const auto reference = parse_function_name(text);
  if (!reference) {
    params.fail(bad_function_name(text));
    return {};
  }
  const std::string& region = estate.context.account.region;
  if (!reference->region.empty() && reference->region != region) {
    params.fail(ApiError("ResourceNotFoundException",
                         "Functions from '" + std::string(reference->region) +
                             "' are not reachable in this region ('" + region + "')",
                         404));
  }
  refuse_qualifier(params, reference->qualifier);
  return std::string(reference->name);
}

Function* function_of(Estate& estate, Params& params) {
  const std::string name = read_function_name(estate, params);
  refuse_qualifier(params, params.optional_string("Qualifier").value_or(""));
  const auto it = estate.functions.find(name);
  if (it != estate.functions.end()) return it->second.get();
  params.fail(ApiError("ResourceNotFoundException",
                       "Function not found: " + estate.arn_prefix + name, 404));
  return nullptr;
}

std::vector<std::string> function_arns(const Estate& estate, const Json& params) {
  const std::string* name = function_name_in(params);
  if (name == nullptr) return {};
  const auto reference = parse_function_name(*name);
  return {reference ? arn_of(estate.context.account, *reference) : estate.arn_prefix + *name};
}

}  // namespace spillway::lambda
