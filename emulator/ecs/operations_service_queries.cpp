// DescribeServices, ListServices.
#include "emulator/core/params.hpp"
#include "emulator/ecs/identifiers.hpp"
#include "emulator/ecs/operations.hpp"

namespace spillway::ecs {
namespace {

constexpr std::size_t kMostServices = 10;  // aws-facts E1

core::ApiResult describe(Estate& estate, const Json& params) {
  core::Params p(params, "ecs:DescribeServices", kInvalid);
  const std::string reference = p.optional_string("cluster").value_or("");
  const std::vector<std::string> names = p.strings("services");
  p.inert("include");
  if (names.empty()) p.fail("Services cannot be empty.");
  if (names.size() > kMostServices) p.fail("Services cannot have more than 10 elements.");
  if (auto error = p.finish()) return *error;
  const auto cluster = estate.cluster(reference);
  if (!cluster) return cluster.error();
  Json answer{{"services", Json::array()}, {"failures", Json::array()}};
  for (const auto& name : names) {
    if (const Service* service = estate.service(**cluster, name)) {
      answer["services"].push_back(estate.describe(*service));
    } else {
      answer["failures"].push_back(missing(service_arn(estate.context.account, params, name)));
    }
  }
  return answer;
}

core::ApiResult list(Estate& estate, const Json& params) {
  core::Params p(params, "ecs:ListServices", kInvalid);
  const std::string reference = p.optional_string("cluster").value_or("");
  p.optional_choice("schedulingStrategy", {"REPLICA"});
  p.optional_choice("launchType", {"FARGATE"});
  const auto cluster = estate.cluster(reference);
  std::vector<std::string> arns;
  if (cluster) {
    for (const auto& [name, service] : (*cluster)->services) {
      if (service->status != ServiceStatus::inactive) arns.push_back(service->arn);
    }
  }
  Json answer = page(p, "serviceArns", arns, 10);
  if (auto error = p.finish()) return *error;
  if (!cluster) return cluster.error();
  return answer;
}

}  // namespace

void register_service_queries(Estate& estate) {
  estate.context.operations.add(
      "ecs", "DescribeServices",
      [&estate](const Json& params, const core::CallContext&) { return describe(estate, params); },
      [&estate](const Json& params) {
        std::vector<std::string> arns;
        for (const auto& name : texts_of(params, "services")) {
          arns.push_back(service_arn(estate.context.account, params, name));
        }
        return arns;
      });
  estate.context.operations.add(
      "ecs", "ListServices",
      [&estate](const Json& params, const core::CallContext&) { return list(estate, params); });
}

}  // namespace spillway::ecs
