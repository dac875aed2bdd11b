#include "emulator/logs/log_groups.hpp"

#include "emulator/sim/virtual_runtime.hpp"
#include "runtime/wall_time.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace std::chrono_literals;
using Catch::Contains;

namespace {

struct Fakes : core::MetricSink, core::EventBus, core::CredentialIssuer {
  core::MetricId intern(const core::MetricKey&, std::string) override { return {}; }
  void put(core::MetricId, double, TimePoint) override {}
  void put_event(core::BusEvent) override {}
  core::IssuedCredentials issue(const std::string&, const std::string&) override { return {}; }
};

struct World {
  sim::VirtualRuntime rt;
  core::Timeline timeline{rt};
  Fakes fakes;
  core::OperationRegistry operations;
  core::Account account;
  core::Context context{rt, timeline, fakes, fakes, fakes, operations, account};
  logs::LogGroups log_groups{context};

  core::ApiResult call(const std::string& action, const Json& params) {
    return operations.call("logs", action, params, {});
  }
  std::string error(const std::string& action, const Json& params) {
    const auto result = call(action, params);
    return result ? "none" : result.error().code;
  }
  void create(const std::string& name) {
    REQUIRE(error("CreateLogGroup", {{"logGroupName", name}}) == "none");
  }
  /// The names of one page, and the token of the next in `token`.
  std::vector<std::string> page(Json params, std::string& token) {
    if (!token.empty()) params["nextToken"] = token;
    const auto answer = call("DescribeLogGroups", params);
    REQUIRE(answer);
    std::vector<std::string> names;
    for (const Json& group : (*answer)["logGroups"]) names.push_back(group["logGroupName"]);
    token = answer->value("nextToken", "");
    return names;
  }
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a log group exists once, keeps everything at first, and can be deleted once") {
  World w;
  w.rt.run_for(90s);
  w.create("/aws/lambda/app");
  CHECK(w.error("CreateLogGroup", {{"logGroupName", "/aws/lambda/app"}}) ==
        "ResourceAlreadyExistsException");
  const logs::LogGroup* group = w.log_groups.find("/aws/lambda/app");
  REQUIRE(group != nullptr);
  CHECK(group->arn == "arn:aws:logs:sa-east-1:123456789012:log-group:/aws/lambda/app:*");
  CHECK_FALSE(group->retention_days);
  CHECK(group->created_at == w.rt.wall_now());
  CHECK(w.log_groups.find("/aws/lambda") == nullptr);
  CHECK(w.error("DeleteLogGroup", {{"logGroupName", "/aws/lambda/app"}}) == "none");
  CHECK(w.log_groups.find("/aws/lambda/app") == nullptr);
  CHECK(w.error("DeleteLogGroup", {{"logGroupName", "/aws/lambda/app"}}) ==
        "ResourceNotFoundException");
}

TEST_CASE("a retention is one of the days that Logs knows") {
  World w;
  w.create("app");
  const auto put = [&](const Json& days) {
    return w.error("PutRetentionPolicy", {{"logGroupName", "app"}, {"retentionInDays", days}});
  };
  for (const int days : {1,   3,   5,   7,   14,   30,   60,   90,   120,  150,  180,
                         365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653}) {
    CHECK(put(days) == "none");
    CHECK(w.log_groups.find("app")->retention_days == days);
  }
  for (const int days : {-1, 0, 2, 8, 31, 364, 3652, 3654}) {
    CHECK(put(days) == "InvalidParameterException");
  }
  CHECK(w.log_groups.find("app")->retention_days == 3653);
  CHECK(w.error("PutRetentionPolicy", {{"logGroupName", "none"}, {"retentionInDays", 7}}) ==
        "ResourceNotFoundException");
}

TEST_CASE("a name is 1 to 512 letters, digits and a few signs") {
  World w;
  const auto create = [&](const std::string& name) {
    return w.error("CreateLogGroup", {{"logGroupName", name}});
  };
  CHECK(create("aZ09_-/.#") == "none");
  CHECK(create(std::string(512, 'a')) == "none");
  for (const std::string& name :
       {std::string(), std::string(513, 'a'), std::string("a b"), std::string("a:b"),
        std::string("caf\xC3\xA9"), std::string("a\0b", 3)}) {
    CAPTURE(name);
    CHECK(create(name) == "InvalidParameterException");
  }
}

TEST_CASE("groups are described in the order of their names, by prefix, page by page") {
  World w;
  for (const char* name : {"b/2", "a", "b/1", "c", "b/3"}) w.create(name);
  std::string token;
  CHECK(w.page(Json::object(), token) == Names{"a", "b/1", "b/2", "b/3", "c"});
  CHECK(token.empty());
  const Json two = {{"logGroupNamePrefix", "b/"}, {"limit", 2}};
  CHECK(w.page(two, token) == Names{"b/1", "b/2"});
  CHECK_FALSE(token.empty());
  CHECK(w.page(two, token) == Names{"b/3"});
  CHECK(token.empty());
  CHECK(w.page({{"logGroupNamePrefix", "none"}}, token).empty());
}

TEST_CASE("a page holds 50 groups at most, and exactly 50 are one page") {
  World w;
  for (int i = 100; i < 150; ++i) w.create("g" + std::to_string(i));
  std::string token;
  CHECK(w.page(Json::object(), token).size() == 50);
  CHECK(token.empty());
  w.create("g150");
  CHECK(w.page(Json::object(), token).size() == 50);
  CHECK(w.page(Json::object(), token) == Names{"g150"});
  CHECK(token.empty());
  CHECK(w.error("DescribeLogGroups", {{"limit", 51}}) == "InvalidParameterException");
  CHECK(w.error("DescribeLogGroups", {{"limit", 0}}) == "InvalidParameterException");
}

TEST_CASE("a group is described with its creation in milliseconds, and a retention if it has one") {
  World w;
  w.rt.run_for(1500ms);
  w.create("app");
  const Json shown = (*w.call("DescribeLogGroups", Json::object()))["logGroups"][0];
  CHECK(shown["creationTime"] == static_cast<std::int64_t>(epoch_seconds(w.rt.wall_now()) * 1000));
  CHECK(shown["creationTime"].get<std::int64_t>() % 1000 == 500);
  CHECK_FALSE(shown.contains("retentionInDays"));
  w.call("PutRetentionPolicy", {{"logGroupName", "app"}, {"retentionInDays", 14}});
  CHECK((*w.call("DescribeLogGroups", Json::object()))["logGroups"][0]["retentionInDays"] == 14);
}

TEST_CASE("tags, key and class have no influence; other parameters and operations are refused") {
  World w;
  CHECK(w.error("CreateLogGroup", {{"logGroupName", "a"},
                                   {"tags", {{"k", "v"}}},
                                   {"kmsKeyId", "key"},
                                   {"logGroupClass", "STANDARD"}}) == "none");
  const auto refused = w.call("CreateLogGroup", {{"logGroupName", "b"}, {"colour", "red"}});
  REQUIRE_FALSE(refused);
  CHECK_THAT(refused.error().message, Contains("colour"));
  CHECK(w.log_groups.find("b") == nullptr);
  CHECK(w.error("CreateLogGroup", Json::object()) == "InvalidParameterException");
  CHECK(w.operations.find("logs", "PutLogEvents") == nullptr);
}

TEST_CASE("IAM checks a call against the group's ARN") {
  World w;
  const auto arns = [&](const Json& params) {
    return w.operations.find("logs", "DeleteLogGroup")->resources(params);
  };
  CHECK(arns({{"logGroupName", "app"}}) ==
        Names{"arn:aws:logs:sa-east-1:123456789012:log-group:app:*"});
  CHECK(arns(Json::object()).empty());
  CHECK(arns({{"logGroupName", 5}}).empty());
}
