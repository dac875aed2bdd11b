// aws-facts B2: what the Runtime API refuses.
#include "tests/emulator/live/function_fixture.hpp"

using namespace spillway;
using namespace spillway::live;
using namespace spillway::live::test;
using Kind = lambda::InvocationOutput::Kind;

TEST_CASE("B2.2 out of order: each transition that Lambda does not allow is refused by its name") {
  Function function(R"(
says = []
says.append(post('early', 'response', '1')[::2])
says.append(post('early', 'error', '1')[::2])
id = get()[1]['Lambda-Runtime-Aws-Request-Id']
says.append(get()[::2])
says.append(call('POST', 'runtime/init/error', '{}')[::2])
says.append(call('POST', 'runtime/invocation/next', '{}')[0])
says.append(call('GET', 'runtime/init/error')[0])
says.append(call('GET', f'runtime/invocation/{id}/response')[0])
says.append(call('POST', 'ping')[0])
post(id, 'response', json.dumps(says))
again = post(id, 'response', '2')
print(again[0], again[2], flush=True)
get()
)");
  CHECK(function.started().ok);
  const Json says = Json::parse(function.invoke("{}").payload);
  const auto refused = [](const char* from, const char* to) {
    return Json{403, std::string("{\"errorMessage\":\"State transition from ") + from + " to " +
                         to +
                         " failed for runtime. Error: State transition is not allowed\","
                         "\"errorType\":\"InvalidStateTransition\"}\n"};
  };
  CHECK(says[0] == refused("Started", "InvocationResponse"));
  CHECK(says[1] == refused("Started", "InvocationErrorResponse"));
  CHECK(says[2] == refused("Running", "Ready"));
  CHECK(says[3] == refused("Running", "InitError"));
  for (std::size_t i = 4; i < 8; ++i) CHECK(says[i] == 405);
  REQUIRE(function.until([&] { return function.lines.size() >= 1; }));
  CHECK(
      function.lines[0].starts_with("403 {\"errorMessage\":\"State transition from ResponseSent"));
}

TEST_CASE("B2.6 an answer that is too large: 413 for the runtime, an error for the caller") {
  Function function(R"(
while True:
    _, headers, event = get()
    id = headers['Lambda-Runtime-Aws-Request-Id']
    status, _, body = post(id, 'response', 'x' * int(event))
    print(status, body.strip(), flush=True)
    api.close()
)");
  CHECK(function.started().ok);
  CHECK(function.invoke("6291556").payload.size() == 6291556);
  const auto output = function.invoke("6291557");
  CHECK(output.kind == Kind::error);
  CHECK(Json::parse(output.payload)["errorType"] == "Function.ResponseSizeTooLarge");
  REQUIRE(function.until([&] { return function.lines.size() >= 2; }));
  CHECK(function.lines[1] ==
        "413 {\"errorMessage\":\"Exceeded maximum allowed payload size (6291556 bytes).\","
        "\"errorType\":\"RequestEntityTooLarge\"}");
  CHECK(function.invoke("3").payload == "xxx");  // and goes on
}

TEST_CASE("streamed answers are not modelled, so they are refused") {
  Function function(R"(
id = get()[1]['Lambda-Runtime-Aws-Request-Id']
api.request('POST', f'/2018-06-01/runtime/invocation/{id}/response', iter([b'a', b'b']),
            {'Lambda-Runtime-Function-Response-Mode': 'streaming'}, encode_chunked=True)
answer = api.getresponse()
print(answer.status, answer.read().decode(), flush=True)
get()
)");
  CHECK(function.started().ok);
  const auto output = function.invoke("{}");
  CHECK(output.kind == Kind::error);
  CHECK(Json::parse(output.payload)["errorType"] == "Runtime.InvalidResponseModeHeader");
  REQUIRE(function.until([&] { return !function.lines.empty(); }));
  CHECK(function.lines[0] ==
        "400 {\"errorMessage\":\"Invalid function response mode\",\"errorType\":"
        "\"InvalidFunctionResponseMode\"}");
}

TEST_CASE("what extensions and SnapStart would ask for is not there") {
  Function function(R"(
id = get()[1]['Lambda-Runtime-Aws-Request-Id']
def ask(method, path):
    api.request(method, path, '{}')
    answer = api.getresponse()
    return answer.status, answer.read().decode()
says = [ask('POST', '/2020-01-01/extension/register'), ask('GET', '/2018-06-01/runtime/restore/next'),
        ask('PUT', '/2022-07-01/telemetry')]
post(id, 'response', json.dumps(says))
get()
)");
  CHECK(function.started().ok);
  for (const Json& said : Json::parse(function.invoke("{}").payload)) {
    CHECK(said == Json{404, "404 page not found\n"});
  }
}

TEST_CASE("after an error of its init, it may ask for nothing more") {
  Function function(R"(
call('POST', 'runtime/init/error', '{"errorType":"Runtime.Mine"}')
print(get()[0], call('POST', 'runtime/init/error', '{}')[0], flush=True)
sys.stdin.read()
)");
  CHECK_FALSE(function.started().ok);
  REQUIRE(function.until([&] { return !function.lines.empty(); }));
  CHECK(function.lines[0] == "403 403");
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
