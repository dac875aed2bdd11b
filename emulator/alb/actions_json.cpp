#include "emulator/alb/actions.hpp"

namespace spillway::alb {
namespace {

Json forward_json(const Forward& forward) {
  Json groups = Json::array();
  for (const auto& share : forward.shares) {
    groups.push_back({{"TargetGroupArn", share.group->arn}, {"Weight", share.weight}});
  }
  Json json = {{"Type", "forward"}};
  if (forward.shares.size() == 1) json["TargetGroupArn"] = forward.shares.front().group->arn;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(forward.sticky_for).count();
  Json stickiness = {{"Enabled", seconds > 0}};
  if (seconds > 0) stickiness["DurationSeconds"] = seconds;
  json["ForwardConfig"] = {{"TargetGroups", std::move(groups)},
                           {"TargetGroupStickinessConfig", std::move(stickiness)}};
  return json;
}

Json redirect_json(const Redirect& redirect) {
  return {{"Type", "redirect"},
          {"RedirectConfig",
           {{"Protocol", redirect.protocol},
            {"Port", redirect.port},
            {"Host", redirect.host},
            {"Path", redirect.path},
            {"Query", redirect.query},
            {"StatusCode", "HTTP_" + std::to_string(redirect.status)}}}};
}

Json fixed_json(const FixedResponse& fixed) {
  return {{"Type", "fixed-response"},
          {"FixedResponseConfig",
           {{"MessageBody", fixed.body},
            {"StatusCode", std::to_string(fixed.status)},
            {"ContentType", fixed.content_type}}}};
}

}  // namespace

Json actions_json(const Action& action) {
  Json json;
  if (const auto* forward = std::get_if<Forward>(&action.what)) {
    json = forward_json(*forward);
  } else if (const auto* fixed = std::get_if<FixedResponse>(&action.what)) {
    json = fixed_json(*fixed);
  } else {
    json = redirect_json(std::get<Redirect>(action.what));
  }
  if (action.order) json["Order"] = *action.order;
  return Json::array({std::move(json)});
}

}  // namespace spillway::alb
