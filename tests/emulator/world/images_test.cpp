// Where a task finds its image, when the template does not make the repository.
#include "emulator/world/images.hpp"

#include "emulator/sim/virtual_runtime.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using Kind = ecs::ImageLookup::Kind;

namespace {

const std::string kHost = "123456789012.dkr.ecr.sa-east-1.amazonaws.com/";
const std::string kAssets = "cdk-hnb659fds-container-assets-123456789012-sa-east-1";

struct Fakes : core::MetricSink, core::EventBus, core::CredentialIssuer {
  core::MetricId intern(const core::MetricKey&, std::string) override { return {}; }
  void put(core::MetricId, double, TimePoint) override {}
  void put_event(core::BusEvent) override {}
  core::IssuedCredentials issue(const std::string&, const std::string&) override { return {}; }
};

struct Pulls {
  sim::VirtualRuntime rt;
  core::Timeline timeline{rt};
  Fakes fakes;
  core::OperationRegistry operations;
  world::Settings settings;
  core::Context context{rt, timeline, fakes, fakes, fakes, operations, settings.account};
  ecr::Registry registry{context};
  world::Images images{registry, settings};
};

}  // namespace

TEST_CASE("cdk deploy has pushed the assets that a template names") {
  Pulls pulls;
  const auto image = pulls.images.find(kHost + kAssets + ":4099d0fb");
  CHECK(image.kind == Kind::found);
  CHECK(image.compressed_bytes == pulls.settings.default_image_size);
  CHECK(image.digest == "sha256:4099d0fb");
}

TEST_CASE("the scenario gives an asset's size, or says that it is missing") {
  Pulls pulls;
  pulls.settings.images = {{kAssets + ":small", 7}, {kAssets + ":gone", std::nullopt}};
  CHECK(pulls.images.find(kHost + kAssets + ":small").compressed_bytes == 7);
  CHECK(pulls.images.find(kHost + kAssets + ":gone").kind == Kind::not_found);
}

TEST_CASE("no other repository is there by itself") {
  Pulls pulls;
  for (const char* name : {"app", "cdk-hnb659fds-container-assets-123456789012-us-east-1",
                           "cdk-hnb659fds-container-assets-210987654321-sa-east-1",
                           "my-container-assets-123456789012-sa-east-1", "cdk-hnb659fds-assets"}) {
    INFO(name);
    CHECK(pulls.images.find(kHost + name + ":1").kind == Kind::not_found);
  }
  pulls.registry.put_image("app", "1", 5);
  CHECK(pulls.images.find(kHost + "app:1").compressed_bytes == 5);
  CHECK(pulls.images.find("amazon/amazon-ecs-sample").kind == Kind::foreign);
}
