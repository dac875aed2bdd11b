// aws-facts B2: the Runtime API as a function's process sees it, and what becomes of the process.
#include "tests/emulator/live/function_fixture.hpp"

using namespace spillway;
using namespace spillway::live;
using namespace spillway::live::test;
using Kind = lambda::InvocationOutput::Kind;
using Condition = lambda::FunctionEnvironment::Condition;

TEST_CASE("B2.1 an event and its answer, again and again") {
  Function function(R"(
while True:
    _, headers, event = get()
    told = {k: v for k, v in headers.items() if k.startswith('Lambda-Runtime')}
    left = int(told.pop('Lambda-Runtime-Deadline-Ms')) / 1000 - __import__('time').time()
    told['in time'] = 0 < left < 4
    told['type'] = headers['Content-Type']
    post(headers['Lambda-Runtime-Aws-Request-Id'], 'response', json.dumps([event, told]))
)");
  CHECK(function.started().ok);
  for (int i = 0; i < 3; ++i) {
    const auto output = function.invoke("{\"n\":1}");
    CHECK(output.kind == Kind::response);
    CHECK(Json::parse(output.payload) == Json{"{\"n\":1}",
                                              {{"Lambda-Runtime-Aws-Request-Id", "id-1"},
                                               {"Lambda-Runtime-Invoked-Function-Arn", "arn:f"},
                                               {"Lambda-Runtime-Trace-Id", "Root=1"},
                                               {"in time", true},
                                               {"type", "application/json"}}});
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

TEST_CASE("B2.1 a function that is not traced is told a trace id all the same, each time another") {
  Function function(R"(
seen = []
while True:
    _, headers, event = get()
    seen.append(headers['Lambda-Runtime-Trace-Id'])
    post(headers['Lambda-Runtime-Aws-Request-Id'], 'response', json.dumps(seen))
)");
  CHECK(function.started().ok);
  function.trace_id = "";
  function.invoke("{}");
  const Json seen = Json::parse(function.invoke("{}").payload);
  REQUIRE(seen.size() == 2);
  CHECK(seen[0] != seen[1]);
  const std::string first = seen[0];
  CHECK(first.starts_with("Root=1-"));
  CHECK(first.size() ==
        std::string("Root=1-68000000-000000000000000000000000;Parent=0000000000000000;"
                    "Sampled=0")
            .size());
}

TEST_CASE("B2.7 the type in an error's header is for the log") {
  Function function(R"(
id = get()[1]['Lambda-Runtime-Aws-Request-Id']
api.request('POST', f'/2018-06-01/runtime/invocation/{id}/error', '{}',
            {'Lambda-Runtime-Function-Error-Type': 'Function.Mine'})
api.getresponse().read()
get()
)");
  CHECK(function.started().ok);
  CHECK(function.invoke("{}").error_type == "Function.Mine");
}

TEST_CASE("B2.2 an answer that is taken is told so") {
  Function function(R"(
id = get()[1]['Lambda-Runtime-Aws-Request-Id']
said = post(id, 'response', '1')[::2]
id = get()[1]['Lambda-Runtime-Aws-Request-Id']
post(id, 'response', json.dumps(said))
get()
)");
  CHECK(function.started().ok);
  CHECK(function.invoke("{}").payload == "1");
  CHECK(Json::parse(function.invoke("{}").payload) == Json{202, "{\"status\":\"OK\"}\n"});
}

TEST_CASE("B2.2 what is no HTTP is refused as truncated") {
  Function function(R"(
import socket
id = get()[1]['Lambda-Runtime-Aws-Request-Id']
host, port = os.environ['AWS_LAMBDA_RUNTIME_API'].split(':')
raw = socket.create_connection((host, int(port)), timeout=5)
raw.sendall(f'POST /2018-06-01/runtime/invocation/{id}/response HTTP/1.1\r\nHost: h\r\n'.encode())
raw.sendall(b'Content-Length: x\r\n\r\n')
said = b''
while b'}' not in said:
    part = raw.recv(65536)
    if not part: break
    said += part
post(id, 'response', json.dumps(said.decode()))
get()
)");
  CHECK(function.started().ok);
  const std::string said = Json::parse(function.invoke("{}").payload).get<std::string>();
  CHECK_THAT(said, Catch::StartsWith("HTTP/1.1 400 "));
  CHECK_THAT(said, Catch::Contains("\"errorType\":\"TruncatedHTTPRequest\""));
}

TEST_CASE("B2.15 a program that cannot run is an init error of type Runtime.InvalidEntrypoint") {
  Loop loop;
  std::optional<lambda::InitOutput> init;
  FunctionProcess environment(loop.runtime, *loop.guardian, Function::spec(), {}, [](EventSeq) {});
  environment.start(
      {{"/no/such/program"}, {}, ""}, [](std::string_view) {},
      [&](lambda::InitOutput output) { init = std::move(output); });
  REQUIRE(loop.until([&] { return init.has_value(); }));
  CHECK_FALSE(init->ok);
  const Json body = Json::parse(init->error_payload);
  CHECK(body["errorType"] == "Runtime.InvalidEntrypoint");
  CHECK_THAT(body["errorMessage"].get<std::string>(), Catch::Contains("/no/such/program"));
}

TEST_CASE("B2.4 an init that fails says why, in its own words or by how it ended") {
  Function tells(
      "print(call('POST', 'runtime/init/error', '{\"errorType\":\"Runtime.NoSuchModule\"}')[0])\n");
  CHECK_FALSE(tells.started().ok);
  CHECK(tells.started().error_payload == "{\"errorType\":\"Runtime.NoSuchModule\"}");
  CHECK(tells.until([&] { return tells.lines == std::vector<std::string>{"202"}; }));
  Function exits("sys.exit(5)");
  CHECK_FALSE(exits.started().ok);
  CHECK(Json::parse(exits.started().error_payload)["errorType"] == "Runtime.ExitError");
}

TEST_CASE("a process that ends with an event at hand, and one that has ended before") {
  Function function("get(); os._exit(7)");
  CHECK(function.started().ok);
  const auto output = function.invoke("1");
  CHECK(output.kind == Kind::exited);
  CHECK(output.exit_status == 7);
  CHECK(function.environment.condition() == Condition::gone);
  const auto again = function.invoke("2");
  CHECK(again.kind == Kind::not_taken);
  CHECK(again.payload == "2");
}

TEST_CASE("B1.5 one that ends after its answer gives the next event back") {
  Function function(R"(
_, headers, _ = get()
post(headers['Lambda-Runtime-Aws-Request-Id'], 'response', '1')
time.sleep(0.2)
)");
  CHECK(function.started().ok);
  CHECK(function.environment.condition() == Condition::ready);
  CHECK(function.invoke("1").kind == Kind::response);
  CHECK(function.environment.condition() == Condition::unready);
  const auto output = function.invoke("2");
  CHECK(output.kind == Kind::not_taken);
  CHECK(output.payload == "2");
}

TEST_CASE("B2.14 a process that a signal ends is told from one that exits with such a status") {
  Function killed("get(); os.kill(os.getpid(), 9)");
  CHECK(killed.started().ok);
  CHECK(killed.invoke("{}").exit_status == -9);
  Function exits("get(); os._exit(137)");
  CHECK(exits.started().ok);
  CHECK(exits.invoke("{}").exit_status == 137);
}

TEST_CASE("what it works on is known while it works, so that its calls have their cause") {
  Function function("while True: post(get()[1]['Lambda-Runtime-Aws-Request-Id'], 'response', '1')");
  CHECK(function.started().ok);
  CauseScope scope(function.runtime, 9);
  function.invoke("{}");
  CHECK(function.works == std::vector<EventSeq>{9, 0});
}

TEST_CASE("what it printed before its answer is told before its answer") {
  Function function(R"(
while True:
    _, headers, event = get()
    print('working on', event, flush=True)
    post(headers['Lambda-Runtime-Aws-Request-Id'], 'response', '1')
)");
  CHECK(function.started().ok);
  for (int i = 1; i <= 20; ++i) {
    std::size_t lines = 0;
    std::optional<lambda::InvocationOutput> output;
    function.environment.invoke({"id-1", function.runtime.now() + 3s, "", std::to_string(i)},
                                [&](lambda::InvocationOutput&& out) {
                                  lines = function.lines.size();
                                  output = std::move(out);
                                });
    REQUIRE(function.until([&] { return output.has_value(); }));
    CHECK(lines == static_cast<std::size_t>(i));
  }
}

TEST_CASE("the most memory that it has used is known, also after its end") {
  Function function(R"(
while True:
    _, headers, event = get()
    if event == '2': os._exit(3)
    x = bytearray(50_000_000)
    post(headers['Lambda-Runtime-Aws-Request-Id'], 'response', '1')
)");
  CHECK(function.started().ok);
  function.invoke("1");
  CHECK(function.environment.max_memory_mb() > 50);
  CHECK(function.environment.max_memory_mb() < 500);
  function.invoke("2");
  CHECK(function.environment.max_memory_mb() > 50);
}

TEST_CASE("what it prints is told") {
  Function function("print('hello', flush=True); get()");
  CHECK(function.started().ok);
  CHECK(function.until([&] { return !function.lines.empty(); }));
  CHECK(function.lines.front() == "hello");
}
