#include "tools/harness/jtl_writer.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/catch.hpp"

using namespace spillway;
using namespace std::chrono_literals;
using harness::JtlWriter;

namespace {

const WallTime kEpoch = WallTime(std::chrono::sys_days(std::chrono::year(2026) / 1 / 5));

std::vector<harness::LoadStage> stages() {
  harness::LoadStage stage;
  stage.name = "burst, big";
  stage.requests = {{.target = "/bang"}, {.target = "/x?a=\"1\""}};
  return {stage};
}

harness::RequestRecord answered(int status) {
  harness::RequestRecord record;
  record.sent = TimePoint(1500ms);
  record.elapsed = 20ms;
  record.status = status;
  record.target = harness::Target::ecs;
  record.reason = "OK";
  record.bytes = 150;
  record.sent_bytes = 90;
  return record;
}

}  // namespace

TEST_CASE("requests.jtl is JMeter's CSV with the target behind it") {
  const std::string path =
      (std::filesystem::temp_directory_path() / ("jtl-" + std::to_string(getpid()))).string();
  {
    JtlWriter writer(path, stages(), kEpoch, "http://lb");
    writer.write(answered(200));
    auto timeout = answered(0);
    timeout.path = 1;
    timeout.target = harness::Target::none;
    writer.write(timeout);
    CHECK(writer.close().empty());
  }
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  CHECK(line ==
        "timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,"
        "failureMessage,"
        "bytes,sentBytes,grpThreads,allThreads,URL,Latency,IdleTime,Connect,\"target\"");
  std::getline(file, line);
  CHECK(line ==
        "1767571201500,20,/bang,200,OK,\"burst, big "
        "1-1\",text,true,,150,90,1,1,http://lb/bang,20,0,0,ecs");
  std::getline(file, line);
  CHECK(line ==
        "1767571201500,20,\"/x?a=\"\"1\"\"\",Non HTTP response code: "
        "java.net.SocketTimeoutException,Read timed "
        "out,\"burst, big 1-1\",text,false,,150,90,1,1,\"http://lb/x?a=\"\"1\"\"\",0,0,0,none");
  file.close();
  std::filesystem::remove(path);
}

TEST_CASE("what cannot be written is told") {
  JtlWriter nowhere("/no/such/folder/requests.jtl", stages(), kEpoch, "");
  nowhere.write(answered(200));
  CHECK_THAT(nowhere.close(), Catch::Contains("/no/such/folder/requests.jtl"));
  JtlWriter full("/dev/full", stages(), kEpoch, "");
  for (int i = 0; i < 2000; ++i) full.write(answered(200));
  CHECK_THAT(full.close(), Catch::Contains("No space left"));
}
