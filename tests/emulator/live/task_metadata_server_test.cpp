// What a container finds at the addresses that its environment names.
#include "emulator/live/task_metadata_server.hpp"

#include "emulator/live/http_client.hpp"
#include "tests/emulator/live/fixture.hpp"

using namespace spillway;
using namespace spillway::live;
using namespace spillway::live::test;

namespace {

struct Metadata : Loop {
  Metadata() { REQUIRE(server.start()); }

  ecs::ContainerSpec spec(const char* runtime_id, const char* task, const char* name) {
    ecs::ContainerSpec spec;
    spec.runtime_id = runtime_id;
    spec.task_arn = task;
    spec.container_name = name;
    spec.memory_bytes = 512 << 20;
    spec.describe_container = [name] { return Json{{"Name", name}}; };
    spec.describe_task = [task] { return Json{{"TaskARN", task}}; };
    return spec;
  }
  // "http://127.0.0.1:4711/v4/x" and what follows
  std::pair<int, Json> get(const std::string& url, HttpHeaders headers = {}) {
    const std::size_t path = url.find('/', 7);
    const std::string authority = url.substr(7, path - 7);
    HttpClient client(
        runtime, "127.0.0.1",
        static_cast<std::uint16_t>(std::stoi(authority.substr(authority.find(':') + 1))));
    HttpRequest request{"GET", url.substr(path), std::move(headers), ""};
    if (!request.headers.contains("Host")) request.headers.add("Host", authority);
    std::optional<HttpResponse> response;
    client.send(std::move(request), false,
                [&](ClientOutcome&& outcome) { response = std::move(outcome.response); });
    REQUIRE(until([&] { return response.has_value(); }));
    return {response->status, Json::parse(response->body)};
  }

  TaskMetadataServer server{runtime};
};

}  // namespace

TEST_CASE("container and task are what the model says; each container has a path of its own") {
  Metadata metadata;
  const auto none = []() -> const Process* { return nullptr; };
  const auto a = metadata.server.add(metadata.spec("a-1", "arn:t", "app"), none);
  const auto b = metadata.server.add(metadata.spec("b-2", "arn:t", "proxy"), none);
  const std::string v4 = a.at("ECS_CONTAINER_METADATA_URI_V4");
  CHECK(metadata.get(v4) == std::pair{200, Json{{"Name", "app"}}});
  CHECK(metadata.get(v4 + "/") == std::pair{200, Json{{"Name", "app"}}});
  CHECK(metadata.get(v4 + "/task") == std::pair{200, Json{{"TaskARN", "arn:t"}}});
  CHECK(metadata.get(b.at("ECS_CONTAINER_METADATA_URI_V4")).second["Name"] == "proxy");
  CHECK(metadata.get(a.at("ECS_CONTAINER_METADATA_URI")).second["Name"] == "app");
  CHECK(metadata.get(v4 + "/nothing").first == 404);
  CHECK(metadata.get(v4 + "x").first == 404);
  CHECK_FALSE(a.contains("AWS_CONTAINER_CREDENTIALS_FULL_URI"));  // no role
  metadata.server.remove("a-1");
  CHECK(metadata.get(v4).first == 404);
}

TEST_CASE("stats are those of the process, in Docker's shape, of each container of the task") {
  Metadata metadata;
  auto process = Process::start(
      metadata.runtime, *metadata.guardian,
      {{"python3", "-c",
        "x = bytearray(30_000_000)\nfor i in range(3_000_000): pass\nprint(1, flush=True)\n"
        "import time; time.sleep(100)"},
       {{"PATH", "/usr/bin:/bin"}},
       ""},
      [&](std::string_view) { metadata.runtime.stop(); }, [](int) {});
  REQUIRE(process);
  metadata.runtime.run();
  const auto a = metadata.server.add(metadata.spec("a-1", "arn:t", "app"),
                                     [&]() -> const Process* { return process->get(); });
  metadata.server.add(metadata.spec("b-2", "arn:t", "proxy"),
                      []() -> const Process* { return nullptr; });
  metadata.server.add(metadata.spec("c-3", "arn:other", "app"),
                      []() -> const Process* { return nullptr; });
  const std::string v4 = a.at("ECS_CONTAINER_METADATA_URI_V4");
  const auto [status, stats] = metadata.get(v4 + "/stats");
  CHECK(status == 200);
  CHECK(stats["name"] == "app");
  CHECK(stats["id"] == "a-1");
  CHECK(stats["memory_stats"]["usage"] > 30'000'000);
  CHECK(stats["memory_stats"]["limit"] == 512 << 20);
  CHECK(stats["cpu_stats"]["cpu_usage"]["total_usage"] > 0);
  CHECK(stats["pids_stats"]["current"] == 1);
  const Json all = metadata.get(v4 + "/task/stats").second;
  CHECK(all.size() == 2);
  CHECK(all["a-1"]["memory_stats"]["usage"] > 30'000'000);
  CHECK(all["b-2"]["memory_stats"]["usage"] == 0);
}

TEST_CASE("a task with a role finds its keys, under a path that only it knows") {
  Metadata metadata;
  auto spec = metadata.spec("a-1", "arn:t", "app");
  spec.credentials = [] { return Json{{"AccessKeyId", "ASIA1"}}; };
  const auto none = []() -> const Process* { return nullptr; };
  const auto a = metadata.server.add(spec, none);
  const auto b = metadata.server.add(metadata.spec("b-2", "arn:u", "app"), none);
  const std::string url = a.at("AWS_CONTAINER_CREDENTIALS_FULL_URI");
  CHECK(metadata.get(url) == std::pair{200, Json{{"AccessKeyId", "ASIA1"}}});
  CHECK(metadata.get(url.substr(0, url.size() - 1)).first == 404);
}

TEST_CASE("a web page cannot ask") {
  Metadata metadata;
  const auto a = metadata.server.add(metadata.spec("a-1", "arn:t", "app"),
                                     []() -> const Process* { return nullptr; });
  const std::string v4 = a.at("ECS_CONTAINER_METADATA_URI_V4");
  CHECK(metadata.get(v4, {{"Origin", "http://evil.example"}}).first == 403);
  CHECK(metadata.get(v4, {{"Host", "evil.example"}}).first == 403);
}
