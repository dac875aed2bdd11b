#include "emulator/lambda/operations.hpp"

#include "emulator/lambda/estate.hpp"

namespace spillway::lambda {
namespace {

core::ApiError function_not_found(const Estate& estate, const std::string& name) {
  const std::string arn =
      name.starts_with("arn:") ? name : estate.context.account.arn("lambda", "function:" + name);
  return {"ResourceNotFoundException", "Function not found: " + arn, 404};
}

}  // namespace

void add_operation(Estate& estate, const char* action, Handler handler) {
  estate.context.operations.add(
      "lambda", action,
      [&estate, handler](const Json& params, const core::CallContext&) {
        return handler(estate, params);
      },
      [&estate](const Json& params) { return function_arns(estate, params); });
}

Function* function_of(Estate& estate, core::Params& params) {
  const std::string name = params.string("FunctionName");
  if (const auto qualifier = params.optional_string("Qualifier");
      qualifier && *qualifier != "$LATEST") {
    params.fail(core::not_modelled("the function version or alias " + *qualifier));
  }
  Function* function = estate.find(name);
  if (function == nullptr) params.fail(function_not_found(estate, name));
  return function;
}

std::vector<std::string> function_arns(const Estate& estate, const Json& params) {
  const auto it = params.find("FunctionName");
  if (it == params.end() || !it->is_string()) return {};
  const auto& name = it->get_ref<const std::string&>();
  if (name.starts_with("arn:")) return {name};
  return {estate.context.account.arn("lambda", "function:" + name)};
}

}  // namespace spillway::lambda
