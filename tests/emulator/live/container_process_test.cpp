// A container as a process: its port, its end, and what cannot be started.
#include "emulator/live/container_process.hpp"

#include "tests/emulator/live/fixture.hpp"

using namespace spillway;
using namespace spillway::live;
using namespace spillway::live::test;
using Outcome = ecs::ContainerReply::Outcome;

namespace {

struct Task : Loop {
  explicit Task(std::vector<std::string> command) {
    ecs::ContainerSpec spec;
    spec.ports = {8080};
    container = std::make_unique<ContainerProcess>(runtime, spec);
    container->start(
        *guardian, {std::move(command), {{"PATH", "/usr/bin:/bin"}}, ""},
        [this](std::string_view line) { lines.emplace_back(line); },
        [this](int its_status) { status = its_status; });
  }
  ecs::ContainerReply send(std::uint16_t port) {
    std::optional<ecs::ContainerReply> reply;
    HttpRequest request{"GET", "/", {{"Host", "x"}}, ""};
    container->send(port, std::move(request),
                    [&](ecs::ContainerReply it) { reply = std::move(it); });
    REQUIRE(until([&] { return reply.has_value(); }));
    return std::move(*reply);
  }

  std::vector<std::string> lines;
  std::optional<int> status;
  std::unique_ptr<ContainerProcess> container;
};

constexpr const char* kServer = R"(
import http.server, os, signal, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(os.environ['BIND_ADDRESS'].encode())
    def log_message(self, *_): pass
signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))
server = http.server.HTTPServer((os.environ['BIND_ADDRESS'], int(os.environ['PORT'])), Handler)
print('listens', flush=True)
server.serve_forever()
)";

}  // namespace

TEST_CASE("it is told a free port, to which requests for the container's port go") {
  Task task({"python3", "-c", kServer});
  REQUIRE(task.until([&] { return !task.lines.empty(); }));
  CHECK(task.send(8080).response.body == "127.0.0.1");
  CHECK(task.send(8081).outcome == Outcome::refused);
}

TEST_CASE("SIGTERM reaches it, and its own exit code is told") {
  Task task({"python3", "-c", kServer});
  REQUIRE(task.until([&] { return !task.lines.empty(); }));
  task.container->signal(ecs::Signal::terminate);
  REQUIRE(task.until([&] { return task.status.has_value(); }));
  CHECK(task.status == 7);
  CHECK(task.send(8080).outcome == Outcome::refused);
}

TEST_CASE("before it listens, connections are refused") {
  Task task({"sleep", "100"});
  CHECK(task.send(8080).outcome == Outcome::refused);
}

TEST_CASE("what cannot be started says why, as a container engine does, and does not exit") {
  Task missing({"no-such-program", "x"});
  CHECK(missing.container->cannot_start() ==
        "exec: \"no-such-program\": executable file not found in $PATH");
  CHECK(missing.lines ==
        std::vector<std::string>{"cannot run 'no-such-program': No such file or directory"});
  CHECK(Task({"/etc/passwd"}).container->cannot_start() ==
        "exec: \"/etc/passwd\": permission denied");
  CHECK(Task(std::vector<std::string>{}).container->cannot_start() ==
        "exec: \"\": there is no program to run");
  CHECK(Task({"sleep", "100"}).container->cannot_start().empty());
  CHECK(missing.until([&] { return missing.runtime.now() > TimePoint(300ms); }));
  CHECK_FALSE(missing.status.has_value());
}
