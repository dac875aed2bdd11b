// Reading what services wrote into their log groups.
#include "emulator/logs/filter_pattern.hpp"
#include "emulator/logs/log_groups.hpp"
#include "emulator/sim/virtual_runtime.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace std::chrono_literals;

namespace {

const std::string kGroup = "/aws/lambda/app";

struct Fakes : core::MetricSink, core::EventBus, core::CredentialIssuer {
  core::MetricId intern(const core::MetricKey&, std::string) override { return {}; }
  void put(core::MetricId, double, TimePoint) override {}
  void put_event(core::BusEvent) override {}
  core::IssuedCredentials issue(const std::string&, const std::string&) override { return {}; }
};

/// A group of two streams: "a" has five lines, one a second, "b" one between them.
class Written final : public logs::LogSource {
 public:
  std::vector<std::string> groups() const override {
    return cleared ? std::vector<std::string>() : std::vector<std::string>{kGroup};
  }
  std::vector<logs::LogStream> streams(const std::string& group) const override {
    if (group != kGroup || cleared) return {};
    return {{"a", at(0ms), at(4s)}, {"b", at(1500ms), at(1500ms)}};
  }
  std::vector<logs::LogEvent> events(const std::string& group,
                                     const std::string& stream) const override {
    if (group != kGroup || cleared) return {};
    if (stream == "b") return {{at(1500ms), "START RequestId: 9"}};
    std::vector<logs::LogEvent> events;
    if (stream != "a") return events;
    for (int i = 0; i < 5; ++i) {
      events.push_back({at(std::chrono::seconds(i)), "line " + std::to_string(i)});
    }
    return events;
  }
  void clear(const std::string&) override { cleared = true; }

  static WallTime at(Duration d) { return WallTime(1000s + d); }
  bool cleared = false;
};

struct World {
  World() { log_groups.read_from(written); }
  sim::VirtualRuntime rt;
  core::Timeline timeline{rt};
  Fakes fakes;
  core::OperationRegistry operations;
  core::Account account;
  core::Context context{rt, timeline, fakes, fakes, fakes, operations, account};
  Written written;
  logs::LogGroups log_groups{context};

  Json call(const char* action, Json params) {
    params["logGroupName"] = kGroup;
    const auto result = operations.call("logs", action, params, {});
    if (!result) FAIL(result.error().message);
    return *result;
  }
  std::string error(const char* action, const Json& params) {
    const auto result = operations.call("logs", action, params, {});
    return result ? "none" : result.error().code;
  }
};

std::vector<std::string> messages(const Json& answer) {
  std::vector<std::string> found;
  for (const Json& event : answer["events"]) found.push_back(event["message"]);
  return found;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("whoever writes a log makes its group, and a deleted group takes its events along") {
  World w;
  const Json groups = *w.operations.call("logs", "DescribeLogGroups", Json::object(), {});
  REQUIRE(groups["logGroups"].size() == 1);
  CHECK(groups["logGroups"][0]["logGroupName"] == kGroup);
  CHECK(w.error("DeleteLogGroup", {{"logGroupName", kGroup}}) == "none");
  CHECK(w.error("DescribeLogStreams", {{"logGroupName", kGroup}}) == "ResourceNotFoundException");
}

TEST_CASE("streams are described by name or by their last event, page by page") {
  World w;
  const Json all = w.call("DescribeLogStreams", Json::object())["logStreams"];
  REQUIRE(all.size() == 2);
  CHECK(all[0]["logStreamName"] == "a");
  CHECK(all[0]["firstEventTimestamp"] == 1000000);
  CHECK(all[0]["lastEventTimestamp"] == 1004000);
  const Json newest = w.call("DescribeLogStreams",
                             {{"orderBy", "LastEventTime"}, {"descending", true}, {"limit", 1}});
  CHECK(newest["logStreams"][0]["logStreamName"] == "a");
  const Json rest = w.call(
      "DescribeLogStreams",
      {{"orderBy", "LastEventTime"}, {"descending", true}, {"nextToken", newest["nextToken"]}});
  REQUIRE(rest["logStreams"].size() == 1);
  CHECK(rest["logStreams"][0]["logStreamName"] == "b");
  CHECK_FALSE(rest.contains("nextToken"));
  CHECK(w.call("DescribeLogStreams", {{"logStreamNamePrefix", "b"}})["logStreams"].size() == 1);
}

TEST_CASE("a stream is read from its end, or from its head, and on by tokens") {
  World w;
  const Json newest = w.call("GetLogEvents", {{"logStreamName", "a"}, {"limit", 2}});
  CHECK(messages(newest) == Lines{"line 3", "line 4"});
  const Json before =
      w.call("GetLogEvents",
             {{"logStreamName", "a"}, {"limit", 2}, {"nextToken", newest["nextBackwardToken"]}});
  CHECK(messages(before) == Lines{"line 1", "line 2"});
  const Json head =
      w.call("GetLogEvents", {{"logStreamName", "a"}, {"limit", 2}, {"startFromHead", true}});
  CHECK(messages(head) == Lines{"line 0", "line 1"});
  const Json next =
      w.call("GetLogEvents",
             {{"logStreamName", "a"}, {"limit", 10}, {"nextToken", head["nextForwardToken"]}});
  CHECK(messages(next) == Lines{"line 2", "line 3", "line 4"});
  const Json end =
      w.call("GetLogEvents", {{"logStreamName", "a"}, {"nextToken", next["nextForwardToken"]}});
  CHECK(messages(end).empty());
  CHECK(end["nextForwardToken"] == next["nextForwardToken"]);
}

TEST_CASE("events are those from startTime on, and before endTime") {
  World w;
  CHECK(messages(w.call("GetLogEvents",
                        {{"logStreamName", "a"}, {"startTime", 1001000}, {"endTime", 1003000}})) ==
        Lines{"line 1", "line 2"});
  CHECK(messages(w.call("FilterLogEvents", {{"startTime", 1001000}, {"endTime", 1002000}})) ==
        Lines{"line 1", "START RequestId: 9"});
}

TEST_CASE("events of all streams are filtered by terms, in order of time") {
  World w;
  CHECK(messages(w.call("FilterLogEvents", {{"filterPattern", "line"}, {"limit", 2}})) ==
        Lines{"line 0", "line 1"});
  const Json two = w.call("FilterLogEvents", {{"limit", 2}});
  CHECK(messages(w.call("FilterLogEvents", {{"limit", 1}, {"nextToken", two["nextToken"]}})) ==
        Lines{"START RequestId: 9"});
  CHECK(messages(w.call("FilterLogEvents", {{"logStreamNames", Json::array({"b"})}})).size() == 1);
  CHECK(messages(w.call("FilterLogEvents", {{"logStreamNamePrefix", "c"}})).empty());
  const Json one = w.call("FilterLogEvents", {{"filterPattern", "\"Id: 9\" START"}})["events"];
  REQUIRE(one.size() == 1);
  CHECK(one[0]["logStreamName"] == "b");
  CHECK(one[0]["timestamp"] == 1001500);
}

TEST_CASE("a pattern of more than terms is refused by name") {
  for (const char* text : {"{ $.a = 1 }", "[a, b]", "?a ?b", "-a", "%a%", "\"a"}) {
    CHECK_FALSE(logs::FilterPattern(text).is_modelled());
  }
  CHECK(logs::FilterPattern("").matches("x"));
  CHECK_FALSE(logs::FilterPattern("Line").matches("line"));
  World w;
  CHECK(w.error("FilterLogEvents", {{"logGroupName", kGroup}, {"filterPattern", "?a"}}) ==
        "NotModelled");
}

TEST_CASE("what is not there is not found, and a token of nobody's is refused") {
  World w;
  CHECK(w.error("GetLogEvents", {{"logGroupName", "none"}, {"logStreamName", "a"}}) ==
        "ResourceNotFoundException");
  CHECK(w.error("GetLogEvents", {{"logGroupName", kGroup}, {"logStreamName", "c"}}) ==
        "ResourceNotFoundException");
  CHECK(w.error("FilterLogEvents", {{"logGroupName", "none"}}) == "ResourceNotFoundException");
  CHECK(w.error("GetLogEvents",
                {{"logGroupName", kGroup}, {"logStreamName", "a"}, {"nextToken", "f/x"}}) ==
        "InvalidParameterException");
}

TEST_CASE("what is written line by line can be read beside what a service keeps") {
  World w;
  w.rt.run_for(2s);
  w.log_groups.write(kGroup, "c", "first");
  w.rt.run_for(1s);
  w.log_groups.write(kGroup, "c", "second");
  const Json streams = w.call("DescribeLogStreams", {});
  REQUIRE(streams["logStreams"].size() == 3);
  const Json& stream = streams["logStreams"][2];
  CHECK(stream["logStreamName"] == "c");
  CHECK(stream["lastEventTimestamp"].get<std::int64_t>() -
            stream["firstEventTimestamp"].get<std::int64_t>() ==
        1000);
  const Json events = w.call("GetLogEvents", {{"logStreamName", "c"}, {"startFromHead", true}});
  REQUIRE(events["events"].size() == 2);
  CHECK(events["events"][0]["message"] == "first");
  CHECK(events["events"][1]["message"] == "second");
  w.call("DeleteLogGroup", {});
  w.log_groups.write(kGroup, "c", "again");  // which makes the group
  CHECK(w.call("GetLogEvents", {{"logStreamName", "c"}})["events"].size() == 1);
}
