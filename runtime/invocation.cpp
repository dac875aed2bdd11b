#include "runtime/invocation.hpp"

#include "runtime/json_text.hpp"

namespace spillway {

std::string error_body(const FunctionError& error) {
  std::string out = R"({"errorMessage":)";
  append_json_string(out, error.message);
  out += R"(,"errorType":)";
  append_json_string(out, error.type);
  out += R"(,"stackTrace":[]})";
  return out;
}

FunctionError unhandled_exception(const std::exception_ptr& error) {
  constexpr const char* kType = "Function.UnhandledException";
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& exception) {
    return {kType, exception.what()};
  } catch (...) {
    return {kType, "an exception that is not a std::exception"};
  }
}

}  // namespace spillway
