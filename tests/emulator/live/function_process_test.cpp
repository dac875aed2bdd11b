// aws-facts B2: the Runtime API as a function's process sees it. The function is a few lines of
// Python, as anybody's could be.
#include "emulator/live/function_process.hpp"

#include "runtime/json.hpp"
#include "tests/emulator/live/fixture.hpp"

using namespace spillway;
using namespace spillway::live;
using namespace spillway::live::test;
using Kind = lambda::InvocationOutput::Kind;

namespace {

constexpr const char* kPrelude = R"(
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
      : environment(runtime, spec(), {}, [this](EventSeq at) { works.push_back(at); }) {
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
    environment.invoke({"id-1", runtime.now() + 3s, "Root=1", payload},
                       [&](lambda::InvocationOutput&& out) { output = std::move(out); });
    REQUIRE(until([&] { return output.has_value(); }));
    return std::move(*output);
  }

  std::vector<EventSeq> works;
  std::vector<std::string> lines;
  std::optional<lambda::InitOutput> init;
  FunctionProcess environment;
};

}  // namespace

TEST_CASE("B2.1 an event and its answer, again and again") {
  Function function(R"(
while True:
    _, headers, event = get()
    told = {k: v for k, v in headers.items() if k.startswith('Lambda-Runtime')}
    del told['Lambda-Runtime-Deadline-Ms']
    post(headers['Lambda-Runtime-Aws-Request-Id'], 'response', json.dumps([event, told]))
)");
  CHECK(function.started().ok);
  for (int i = 0; i < 3; ++i) {
    const auto output = function.invoke("{\"n\":1}");
    CHECK(output.kind == Kind::response);
    CHECK(Json::parse(output.payload) == Json{"{\"n\":1}",
                                              {{"Lambda-Runtime-Aws-Request-Id", "id-1"},
                                               {"Lambda-Runtime-Invoked-Function-Arn", "arn:f"},
                                               {"Lambda-Runtime-Trace-Id", "Root=1"}}});
  }
}

TEST_CASE("B2.3 an error's body is passed on as it is") {
  Function function(
      "id = get()[1]['Lambda-Runtime-Aws-Request-Id']\n"
      "post(id, 'error', '{\"errorType\":\"KeyError\"}')\nget()\n");
  CHECK(function.started().ok);
  const auto output = function.invoke("{}");
  CHECK(output.kind == Kind::error);
  CHECK(output.payload == "{\"errorType\":\"KeyError\"}");
}

TEST_CASE("B2.2 answers that nobody waits for are refused") {
  Function function(R"(
id = get()[1]['Lambda-Runtime-Aws-Request-Id']
said = [post('other', 'response', '1')[::2], get()[0], call('GET', 'ping')[::2], call('GET', 'x')[0]]
post(id, 'response', json.dumps(said))
get()
)");
  CHECK(function.started().ok);
  const Json said = Json::parse(function.invoke("{}").payload);
  CHECK(
      said[0] ==
      Json{400, "{\"errorMessage\":\"Invalid request ID\",\"errorType\":\"InvalidRequestID\"}\n"});
  CHECK(said[1] == 403);
  CHECK(said[2] == Json{200, "pong"});
  CHECK(said[3] == 404);
}

TEST_CASE("B2.4 an init that fails says why, in its own words or by how it ended") {
  Function tells(
      "call('POST', 'runtime/init/error', '{\"errorType\":\"Runtime.NoSuchModule\"}')\n");
  CHECK_FALSE(tells.started().ok);
  CHECK(tells.started().error_payload == "{\"errorType\":\"Runtime.NoSuchModule\"}");
  Function exits("sys.exit(5)");
  CHECK_FALSE(exits.started().ok);
  CHECK(Json::parse(exits.started().error_payload)["errorType"] == "Runtime.ExitError");
}

TEST_CASE("a process that ends with an event at hand, and one that has ended before") {
  Function function("get(); os._exit(7)");
  CHECK(function.started().ok);
  for (int i = 0; i < 2; ++i) {
    const auto output = function.invoke("{}");
    CHECK(output.kind == Kind::exited);
    CHECK(output.exit_status == 7);
  }
}

TEST_CASE("what it works on is known while it works, so that its calls have their cause") {
  Function function("while True: post(get()[1]['Lambda-Runtime-Aws-Request-Id'], 'response', '1')");
  CHECK(function.started().ok);
  CauseScope scope(function.runtime, 9);
  function.invoke("{}");
  CHECK(function.works == std::vector<EventSeq>{9, 0});
}

TEST_CASE("what it prints is told") {
  Function function("print('hello', flush=True); get()");
  CHECK(function.started().ok);
  CHECK(function.until([&] { return !function.lines.empty(); }));
  CHECK(function.lines.front() == "hello");
}
