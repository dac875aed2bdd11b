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

}  // namespace spillway
