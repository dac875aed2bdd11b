// Provisioned concurrency: environments that are started before anybody calls (aws-facts B3).
#include <algorithm>
#include <utility>

#include "emulator/lambda/environments.hpp"
#include "emulator/lambda/errors.hpp"
#include "emulator/lambda/estate.hpp"

namespace spillway::lambda {

void Environments::provision(Version& version) {
  ProvisionedConcurrency& provisioned = *version.provisioned;
  provisioned.failure.clear();
  while (provisioned.available() + provisioned.starting < provisioned.requested) {
    provision_one(version);
  }
  while (provisioned.available() > provisioned.requested && !provisioned.idle.empty()) {
    Environment* environment = provisioned.idle.front();
    provisioned.idle.pop_front();
    stop(version, *environment, "provisioned concurrency reduced");
  }
}

void Environments::provision_one(Version& version) {
  Environment& environment = make(version);
  environment.provisioned = true;
  ++version.provisioned->starting;
  const Duration timeout = std::chrono::seconds(version.config.timeout_s);
  const Duration limit = std::max(estate_.settings.provisioned_init_limit, timeout);
  begin(
      version, environment,
      [this, &version, &environment](std::string error) {
        provisioned(version, environment, std::move(error));
      },
      [] {}, limit);
}

void Environments::provisioned(Version& version, Environment& environment, std::string error) {
  ProvisionedConcurrency* const pool = environment.orphaned ? nullptr : version.provisioned.get();
  if (pool != nullptr) --pool->starting;
  if (pool != nullptr && error.empty() && pool->available() < pool->requested) {
    pool->idle.push_back(&environment);
    return;
  }
  if (pool != nullptr && !error.empty()) pool->failure = summarize(error).message;
  // Its start is not over yet: the environment must live until that has returned.
  estate_.context.runtime.call_after(Duration::zero(), [this, &version, &environment] {
    stop(version, environment, "not provisioned");
  });
}

void Environments::deprovision(Version& version) {
  const std::unique_ptr<ProvisionedConcurrency> pool = std::move(version.provisioned);
  for (const auto& environment : version.environments) {
    environment->orphaned = environment->provisioned;
  }
  for (Environment* environment : pool->idle) {
    stop(version, *environment, "provisioned concurrency deleted");
  }
}

}  // namespace spillway::lambda
