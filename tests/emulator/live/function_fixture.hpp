// A function's process, run by a few lines of Python, as anybody's could be.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emulator/live/function_process.hpp"
#include "runtime/json.hpp"
#include "tests/emulator/live/fixture.hpp"

namespace spillway::live::test {

inline constexpr const char* kPrelude = R"(
import http.client, json, os, sys
api = http.client.HTTPConnection(os.environ['AWS_LAMBDA_RUNTIME_API'])
def call(method, path, body=None):
    api.request(method, '/2018-06-01/' + path, body)
    answer = api.getresponse()
    return answer.status, answer.headers, answer.read().decode()
def get(): return call('GET', 'runtime/invocation/next')
def post(id, what, body): return call('POST', f'runtime/invocation/{id}/{what}', body)
)";

struct Function : Loop {
  explicit Function(const std::string& program)
      : environment(runtime, *guardian, spec(), {}, [this](EventSeq at) { works.push_back(at); }) {
    environment.start(
        {{"python3", "-c", kPrelude + program}, {{"PATH", "/usr/bin:/bin"}}, ""},
        [this](std::string_view line) { lines.emplace_back(line); },
        [this](lambda::InitOutput output) { init = std::move(output); });
  }
  static lambda::FunctionSpec spec() {
    lambda::FunctionSpec spec;
    spec.function_arn = "arn:f";
    return spec;
  }
  lambda::InitOutput& started() {
    REQUIRE(until([this] { return init.has_value(); }));
    return *init;
  }
  lambda::InvocationOutput invoke(const std::string& payload) {
    std::optional<lambda::InvocationOutput> output;
    environment.invoke({"id-1", runtime.now() + 3s, trace_id, payload},
                       [&](lambda::InvocationOutput&& out) { output = std::move(out); });
    REQUIRE(until([&] { return output.has_value(); }));
    return std::move(*output);
  }

  std::string trace_id = "Root=1";
  std::vector<EventSeq> works;
  std::vector<std::string> lines;
  std::optional<lambda::InitOutput> init;
  FunctionProcess environment;
};

}  // namespace spillway::live::test
