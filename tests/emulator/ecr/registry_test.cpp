#include "emulator/ecr/registry.hpp"

#include "emulator/sim/virtual_runtime.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using ecr::Found;

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
  ecr::Registry registry{context};

  core::ApiResult call(const std::string& action, const Json& params) {
    return operations.call("ecr", action, params, {});
  }
  std::string error(const std::string& action, const Json& params) {
    const auto result = call(action, params);
    return result ? "none" : result.error().code;
  }
};

const std::string kHost = "123456789012.dkr.ecr.sa-east-1.amazonaws.com";

}  // namespace

TEST_CASE("a repository's URI is account, Region and name") {
  World w;
  const Json made = (*w.call("CreateRepository", {{"repositoryName", "app"}}))["repository"];
  CHECK(made["repositoryUri"] == kHost + "/app");
  CHECK(made["repositoryArn"] == "arn:aws:ecr:sa-east-1:123456789012:repository/app");
  CHECK(w.error("CreateRepository", {{"repositoryName", "app"}}) ==
        "RepositoryAlreadyExistsException");
}

TEST_CASE("a repository's name has parts of small letters and digits") {
  World w;
  for (const char* name : {"app", "team/web-app", "a1/b_2/c.3", "web--app"}) {
    CHECK(w.error("CreateRepository", {{"repositoryName", name}}) == "none");
  }
  for (const char* name :
       {"App", "a b", "-app", "app-", "a//b", "/ab", "ab/", "a/-b", "a-/b", "ä1"}) {
    INFO(name);
    CHECK(w.error("CreateRepository", {{"repositoryName", name}}) == "InvalidParameterException");
  }
}

TEST_CASE("an image is found by tag and by digest; latest is the default tag") {
  World w;
  const std::string digest = w.registry.put_image("app", "latest", 100);
  CHECK(w.registry.find(kHost + "/app").size_bytes == 100);
  CHECK(w.registry.find(kHost + "/app:latest").digest == digest);
  CHECK(w.registry.find(kHost + "/app@" + digest).kind == Found::Kind::found);
  CHECK(w.registry.find(kHost + "/app:v2").kind == Found::Kind::not_found);
  CHECK(w.registry.find(kHost + "/other:latest").kind == Found::Kind::not_found);
  CHECK(w.registry.find("public.ecr.aws/nginx:latest").kind == Found::Kind::foreign);
  CHECK(w.registry.find("nginx").kind == Found::Kind::foreign);
}

TEST_CASE("a tag moves to the image that was put last") {
  World w;
  const std::string old = w.registry.put_image("app", "latest", 100);
  w.registry.put_image("app", "latest", 200);
  CHECK(w.registry.find(kHost + "/app:latest").size_bytes == 200);
  CHECK(w.registry.find(kHost + "/app@" + old).size_bytes == 100);
  const Json images = (*w.call("DescribeImages", {{"repositoryName", "app"}}))["imageDetails"];
  REQUIRE(images.size() == 2);
  CHECK(images[0]["imageTags"].empty());
  CHECK(images[1]["imageTags"] == Json::array({"latest"}));
  CHECK(images[1]["imageSizeInBytes"] == 200);
}

TEST_CASE("images may be put before the template makes their repository") {
  World w;
  w.registry.put_image("app", "latest", 100);
  CHECK(w.error("CreateRepository", {{"repositoryName", "app"}}) == "none");
  CHECK(w.registry.find(kHost + "/app:latest").kind == Found::Kind::found);
  CHECK(w.error("CreateRepository", {{"repositoryName", "app"}}) ==
        "RepositoryAlreadyExistsException");
}

TEST_CASE("what is not there has its error") {
  World w;
  CHECK(w.error("DescribeRepositories", {{"repositoryNames", {"x"}}}) ==
        "RepositoryNotFoundException");
  CHECK(w.error("DescribeImages", {{"repositoryName", "x"}}) == "RepositoryNotFoundException");
  CHECK(w.error("DeleteRepository", {{"repositoryName", "x"}}) == "RepositoryNotFoundException");
  w.registry.put_image("app", "latest", 1);
  CHECK(w.error("DescribeImages",
                {{"repositoryName", "app"}, {"imageIds", Json::array({{{"imageTag", "v9"}}})}}) ==
        "ImageNotFoundException");
  CHECK(w.error("DeleteRepository", {{"repositoryName", "app"}}) == "RepositoryNotEmptyException");
  CHECK(w.error("DeleteRepository", {{"repositoryName", "app"}, {"force", true}}) == "none");
  CHECK((*w.call("DescribeRepositories", Json::object()))["repositories"].empty());
}
