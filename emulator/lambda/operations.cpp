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

// Operations on the whole function take no version or alias. The wording is UNSOURCED.
void refuse_qualifier(Params& params, std::string_view qualifier) {
  if (qualifier.empty() || qualifier == "$LATEST") return;
  params.fail(
      "This operation is permitted on Lambda functions only. Aliases and versions do not "
      "support this operation. Please specify either a function name or an unqualified "
      "function ARN.");
}

std::optional<FunctionReference> read_reference(const Estate& estate, Params& params,
                                                const std::string& text) {
  const auto reference = parse_function_name(text);
  if (!reference) {
    params.fail(bad_function_name(text));
    return std::nullopt;
  }
  const std::string& region = estate.context.account.region;
  if (!reference->region.empty() && reference->region != region) {
    params.fail(ApiError("ResourceNotFoundException",
                         "Functions from '" + std::string(reference->region) +
                             "' are not reachable in this region ('" + region + "')",
                         404));
  }
  return reference;
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
  const auto reference = read_reference(estate, params, text);
  if (!reference) return {};
  refuse_qualifier(params, reference->qualifier);
  return std::string(reference->name);
}

Function* function_of(Estate& estate, Params& params) {
  const std::string name = read_function_name(estate, params);
  const auto it = estate.functions.find(name);
  if (it != estate.functions.end()) return it->second.get();
  params.fail(not_found(estate, name));
  return nullptr;
}

Endpoint* endpoint_of(Estate& estate, Params& params) {
  const std::string text = params.string("FunctionName");
  const std::string qualifier = params.optional_string("Qualifier").value_or("");
  const auto reference = read_reference(estate, params, text);
  if (!reference) return nullptr;
  if (!reference->qualifier.empty() && !qualifier.empty() && qualifier != reference->qualifier) {
    params.fail(
        "The derived qualifier from the function name does not match the specified "
        "qualifier.");
    return nullptr;
  }
  const std::string_view wanted = qualifier.empty() ? reference->qualifier : qualifier;
  const auto it = estate.functions.find(reference->name);
  Endpoint* const found =
      it == estate.functions.end() ? nullptr : Estate::endpoint_of(*it->second, wanted);
  if (found == nullptr) {
    std::string name(reference->name);
    if (!wanted.empty()) name.append(1, ':').append(wanted);
    params.fail(not_found(estate, name));
  }
  return found;
}

ApiError not_found(const Estate& estate, const std::string& name) {
  return {"ResourceNotFoundException", "Function not found: " + estate.arn_prefix + name, 404};
}

std::string arn_of(const Endpoint& endpoint) {
  const std::string& arn = endpoint.function->arn;
  return endpoint.qualifier.empty() ? arn : arn + ':' + endpoint.qualifier;
}

std::vector<std::string> function_arns(const Estate& estate, const Json& params) {
  const std::string* name = function_name_in(params);
  if (name == nullptr) return {};
  const auto reference = parse_function_name(*name);
  return {reference ? arn_of(estate.context.account, *reference) : estate.arn_prefix + *name};
}

}  // namespace spillway::lambda
