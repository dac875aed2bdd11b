#include "runtime/curl_transport.hpp"

#include <algorithm>
#include <future>
#include <thread>

#include "runtime/aws/client.hpp"
#include "runtime/aws/credentials_provider.hpp"
#include "runtime/aws/sigv4.hpp"
#include "tests/runtime/loopback_server.hpp"
#include "tests/runtime/run_task.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace std::chrono_literals;
using spillway::testing::address_of_nobody;
using spillway::testing::LoopbackServer;
using spillway::testing::run_task;

namespace {

constexpr const char* kSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

std::optional<HttpResponse> say_hello(const HttpRequest&) {
  return HttpResponse{201, "Made", {{"X-Answer", "yes"}}, "hello"};
}

struct Bench {
  explicit Bench(LoopbackServer::Responder responder = say_hello) : server(std::move(responder)) {}

  OutgoingRequest outgoing(std::string method, std::string target, std::string body = "") const {
    OutgoingRequest request;
    request.origin = server.origin();
    request.request = {std::move(method), std::move(target), {}, std::move(body)};
    request.timeout = 10s;
    return request;
  }
  OutgoingRequest to_sign(std::string method, std::string target, std::string body = "") const {
    OutgoingRequest request = outgoing(std::move(method), std::move(target), std::move(body));
    request.signing = Signing{"ecs", "sa-east-1", {"AKIDEXAMPLE", kSecret, ""}};
    return request;
  }
  TransportResult send(OutgoingRequest request) {
    return run_task(runtime, transport.send(std::move(request)));
  }
  // Sends, and says whether what arrived is what was signed.
  bool arrives_well_signed(OutgoingRequest request) {
    if (!send(std::move(request))) return false;
    const HttpRequest arrived = server.requests().back();
    const auto claimed = aws::read_signature(arrived);
    return claimed && claimed->access_key_id == "AKIDEXAMPLE" && claimed->service == "ecs" &&
           claimed->region == "sa-east-1" && aws::signature_matches(arrived, *claimed, kSecret);
  }
  HttpRequest last() const { return server.requests().back(); }

  LiveRuntime runtime;
  LoopbackServer server;
  CurlTransport transport{runtime};
};

}  // namespace

TEST_CASE("an exchange over libcurl carries method, target, headers and body both ways") {
  Bench bench;
  OutgoingRequest request = bench.outgoing("POST", "/a/../b%20c?x=1&y", "some\0bytes");
  request.request.body = std::string("some\0bytes", 10);
  request.request.headers = {{"X-One", "1"}, {"X-Empty", ""}, {"X-Two", "a"}, {"X-Two", "b"}};
  const auto response = bench.send(std::move(request));
  REQUIRE(response);
  CHECK(response->status == 201);
  CHECK(response->reason == "Made");
  CHECK(response->headers.get("x-answer") == "yes");
  CHECK(response->body == "hello");
  const HttpRequest arrived = bench.last();
  CHECK(arrived.method == "POST");
  CHECK(arrived.target == "/a/../b%20c?x=1&y");
  CHECK(arrived.body == std::string("some\0bytes", 10));
  CHECK(arrived.headers.get("X-Empty") == "");
  CHECK(arrived.headers.get("Host") == bench.server.address());
  CHECK_FALSE(arrived.headers.contains("Content-Type"));
  CHECK_FALSE(arrived.headers.contains("Authorization"));
  CHECK(std::ranges::count_if(arrived.headers,
                              [](const auto& f) { return iequals(f.first, "X-Two"); }) == 2);
}

TEST_CASE("every method goes out as itself") {
  Bench bench;
  for (const char* method : {"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"}) {
    for (const char* body : {"", "body"}) {
      CAPTURE(method, body);
      REQUIRE(bench.send(bench.outgoing(method, "/", body)));
      CHECK(bench.last().method == method);
      CHECK(bench.last().body == body);
    }
  }
  const auto head = bench.send(bench.outgoing("HEAD", "/"));
  REQUIRE(head);
  CHECK(head->body.empty());
}

TEST_CASE("connections are reused") {
  Bench bench;
  for (int i = 0; i < 5; ++i) REQUIRE(bench.send(bench.outgoing("GET", "/")));
  CHECK(bench.server.connections() == 1);
}

TEST_CASE("G2 libcurl signs what the verifier accepts: JSON with a target and a session token") {
  Bench bench;
  OutgoingRequest request = bench.to_sign("POST", "/", R"({"cluster":"c"})");
  request.request.headers = {{"Content-Type", "application/x-amz-json-1.1"},
                             {"X-Amz-Target", "AmazonEC2ContainerServiceV20141113.ListTasks"}};
  request.signing->credentials.session_token = "the/session+token==";
  CHECK(bench.arrives_well_signed(std::move(request)));
  const auto claimed = aws::read_signature(bench.last());
  CHECK(claimed->session_token == "the/session+token==");
  const auto& names = claimed->signed_headers;
  for (const char* name : {"host", "x-amz-date", "x-amz-target", "x-amz-security-token"}) {
    CHECK(std::ranges::count(names, name) == 1);
  }
}

TEST_CASE("G2 libcurl signs what the verifier accepts: forms, bodies and methods") {
  Bench bench;
  OutgoingRequest form = bench.to_sign("POST", "/", "Action=X&Version=2015-12-01&A=b%20c");
  form.request.headers.add("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
  CHECK(bench.arrives_well_signed(std::move(form)));
  OutgoingRequest spaced = bench.to_sign("POST", "/", "x");
  spaced.request.headers.add("X-Spaced", "  a   b  ");
  CHECK(bench.arrives_well_signed(std::move(spaced)));
  CHECK(bench.arrives_well_signed(bench.to_sign("POST", "/")));
  CHECK(bench.arrives_well_signed(bench.to_sign("PUT", "/x", "body")));
  CHECK(bench.arrives_well_signed(bench.to_sign("GET", "/x")));
  CHECK(bench.arrives_well_signed(bench.to_sign("DELETE", "/x")));
  CHECK(bench.arrives_well_signed(bench.to_sign("POST", "/x", std::string("a\0b", 3))));
}

TEST_CASE("G2 a body of more than a megabyte, for which libcurl asks first, is signed too") {
  Bench bench;
  CHECK(bench.arrives_well_signed(bench.to_sign("POST", "/", std::string(2U << 20U, 'x'))));
  CHECK(bench.last().body.size() == 2U << 20U);
}

TEST_CASE("G2 queries that libcurl would sign wrongly are put in order first") {
  Bench bench;
  for (const char* query : {"a=1&b=2", "b=2&a=1", "Qualifier=%24LATEST", "Qualifier=$LATEST", "acl",
                            "a=%2f", "x=a:b&x=a"}) {
    CAPTURE(query);
    CHECK(bench.arrives_well_signed(bench.to_sign("GET", "/p?" + std::string(query))));
  }
  CHECK(bench.last().target == "/p?x=a&x=a%3Ab");
}

TEST_CASE("G2 what libcurl cannot sign is refused instead of sent") {
  Bench bench;
  const auto refused = [&](HttpHeaders headers, const char* target = "/") {
    OutgoingRequest request = bench.to_sign("POST", target, "{}");
    request.request.headers = std::move(headers);
    const auto result = bench.send(std::move(request));
    return !result && !result.error().sent;
  };
  CHECK(refused({{"X-Empty", ""}}));
  CHECK(refused({{"X-Twice", "1"}, {"x-twice", "2"}}));
  CHECK(refused({{"X-Amz-Date", "20150830T123600Z"}}));
  CHECK(refused({{"Authorization", "x"}}));
  CHECK(refused({{"X-Broken", "a\r\nX-Smuggled: b"}}));
  CHECK(bench.server.requests().empty());
}

TEST_CASE("G2 a path that needs encoding is signed well or refused, as the libcurl can") {
  Bench bench;
  OutgoingRequest request = bench.to_sign("POST", "/functions/arn%3Aaws/invocations", "{}");
  const auto result = bench.send(std::move(request));
  if (result) {
    const auto claimed = aws::read_signature(bench.last());
    REQUIRE(claimed);
    CHECK(aws::signature_matches(bench.last(), *claimed, kSecret));
  } else {
    CHECK(result.error().message.find("cannot sign") != std::string::npos);
    CHECK(bench.server.requests().empty());
  }
}

TEST_CASE("a refused connection is an error of a request that was not sent") {
  Bench bench;
  OutgoingRequest request = bench.outgoing("POST", "/", "x");
  request.origin = "http://" + address_of_nobody();
  const auto result = bench.send(std::move(request));
  REQUIRE_FALSE(result);
  CHECK_FALSE(result.error().sent);
  CHECK_FALSE(result.error().message.empty());
}

TEST_CASE("a connection that is dropped or stays silent is an error of a request that was sent") {
  Bench dropping([](const HttpRequest&) { return std::nullopt; });
  const auto dropped = dropping.send(dropping.outgoing("POST", "/", "x"));
  REQUIRE_FALSE(dropped);
  CHECK(dropped.error().sent);

  std::promise<void> over;
  Bench silent(
      [gate = over.get_future().share()](const HttpRequest&) -> std::optional<HttpResponse> {
        gate.wait();
        return std::nullopt;
      });
  OutgoingRequest request = silent.outgoing("POST", "/", "x");
  request.timeout = 100ms;
  const TimePoint start = silent.runtime.now();
  const auto timed_out = silent.send(std::move(request));
  over.set_value();
  REQUIRE_FALSE(timed_out);
  CHECK(timed_out.error().sent);
  CHECK(silent.runtime.now() - start >= 100ms);
  CHECK(silent.runtime.now() - start < 5s);
}

TEST_CASE("exchanges run side by side, and each keeps its cause") {
  std::promise<void> second_came;
  Bench bench([&, gate = second_came.get_future().share()](const HttpRequest& request) {
    if (request.target == "/second") {
      second_came.set_value();
    } else {
      gate.wait();
    }
    return HttpResponse{200, "", {}, request.target};
  });
  std::vector<std::pair<std::string, EventSeq>> ended;
  std::vector<Spawned> jobs;
  for (const auto& [target, cause] : {std::pair{"/first", 3}, {"/second", 4}}) {
    const CauseScope scope(bench.runtime, static_cast<EventSeq>(cause));
    jobs.push_back(spawn(bench.transport.send(bench.outgoing("GET", target)),
                         [&](TaskResult<TransportResult> end) {
                           ended.emplace_back((*end.value)->body, bench.runtime.cause());
                           if (ended.size() == 2) bench.runtime.stop();
                         }));
  }
  bench.runtime.run();
  std::ranges::sort(ended);
  CHECK(ended == std::vector<std::pair<std::string, EventSeq>>{{"/first", 3}, {"/second", 4}});
}

TEST_CASE("a task that is killed while it waits for an answer is not resumed") {
  std::promise<void> over;
  Bench bench([gate = over.get_future().share()](const HttpRequest&) {
    gate.wait();
    return HttpResponse{};
  });
  bool ended = false;
  Spawned job = spawn(bench.transport.send(bench.outgoing("GET", "/")),
                      [&](TaskResult<TransportResult>) { ended = true; });
  while (bench.server.requests().empty()) std::this_thread::sleep_for(1ms);
  job.kill();
  over.set_value();
  bench.runtime.call_after(50ms, [&] { bench.runtime.stop(); });
  bench.runtime.run();
  CHECK_FALSE(ended);
}

TEST_CASE("the AWS client over libcurl: signed call, decoded answer") {
  Bench bench([](const HttpRequest&) {
    return HttpResponse{200, "", {}, R"({"taskArns":["arn:1"]})"};
  });
  const Environment environment({{"AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"},
                                 {"AWS_SECRET_ACCESS_KEY", kSecret},
                                 {"AWS_REGION", "sa-east-1"},
                                 {"AWS_ENDPOINT_URL_ECS", bench.server.origin()}});
  const auto credentials =
      aws::make_credentials_provider(bench.runtime, bench.transport, environment);
  aws::Client client(bench.runtime, bench.transport, *credentials,
                     *aws::client_config_from(environment));
  const auto result =
      run_task(bench.runtime, client.call("ecs", "ListTasks", Json{{"cluster", "c"}}));
  REQUIRE(result);
  CHECK(*result == Json::parse(R"({"taskArns":["arn:1"]})"));
  const auto claimed = aws::read_signature(bench.last());
  REQUIRE(claimed);
  CHECK(aws::signature_matches(bench.last(), *claimed, kSecret));
}
