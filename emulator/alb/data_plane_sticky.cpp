// The data plane's stickiness: clients come back to their target group and their target by cookies
// (aws-facts A1). Off the path of requests that meet none.
#include <algorithm>

#include "emulator/alb/data_plane.hpp"
#include "emulator/alb/routing.hpp"

namespace spillway::alb {
namespace {

// The cookie for requests of the same site, or its twin for those across origins.
std::optional<std::string_view> find_either(const HttpHeaders& headers, std::string_view name,
                                            std::string_view cross_origin) {
  const auto value = find_cookie(headers, name);
  return value ? value : find_cookie(headers, cross_origin);
}

}  // namespace

// A cookie that holds goes before the weights, also if its group has weight 0 or no targets. False:
// the cookie is none of the load balancer's, and the request is answered.
bool DataPlane::sticky_group(InFlight& flight, const Forward& action, TargetGroup*& group) {
  const TimePoint now = context_.runtime.now();
  flight.stuck.group = true;
  flight.stuck.group_since = now;
  const auto value = find_either(flight.client.request.headers, "AWSALBTG", "AWSALBTGCORS");
  if (value) {
    const auto pin = cookies_.read(*value, Pin::Kind::group);
    if (!pin) {
      flight.answer.error_reason = "AWSALBTGCookieInvalid";
      fail(flight, settings_.invalid_cookie_status);
      return false;
    }
    const auto share =
        std::find_if(action.shares.begin(), action.shares.end(),
                     [&](const Forward::Share& s) { return s.group->number == pin->group; });
    if (share != action.shares.end() && now < pin->since + action.sticky_for) {
      group = share->group;
      if (!settings_.stickiness_renews) flight.stuck.group_since = pin->since;
      return true;
    }
  }
  group = choose_group(action, weights_rng_);
  return true;
}

// The target that the cookie names, if it gets requests, or a new one.
Target* DataPlane::sticky_target(InFlight& flight, TargetGroup& group) {
  const TimePoint now = context_.runtime.now();
  const HttpHeaders& headers = flight.client.request.headers;
  const bool by_app = group.options.stickiness == Stickiness::app_cookie;
  flight.stuck.target = true;
  flight.stuck.target_since = now;
  // The load balancer's own cookie counts only beside the application's.
  const bool may_hold = !by_app || find_cookie(headers, group.options.app_cookie_name).has_value();
  const auto value = !may_hold ? std::nullopt
                     : by_app  ? find_cookie(headers, "AWSALBAPP-0")
                               : find_either(headers, "AWSALB", "AWSALBCORS");
  const auto pin = !value
                       ? std::nullopt
                       : cookies_.read(*value, by_app ? Pin::Kind::application : Pin::Kind::target);
  if (pin && pin->group == group.number && now < pin->since + group.options.sticky_for) {
    const auto target = std::find_if(group.usable.begin(), group.usable.end(),
                                     [&](const Target* t) { return t->serial == pin->target; });
    if (target != group.usable.end()) {
      flight.stuck.by_cookie = true;
      if (!by_app && !settings_.stickiness_renews) flight.stuck.target_since = pin->since;
      return *target;
    }
  }
  flight.account.non_sticky = true;
  return choose_target(group, now, targets_rng_);
}

// With every answer of a target, not with the load balancer's own (UNSOURCED).
void DataPlane::add_cookies(InFlight& flight) {
  const TargetGroup& group = *flight.account.group;
  const WallTime now = context_.runtime.wall_now();
  HttpHeaders& headers = flight.answer.response.headers;
  if (flight.stuck.group) {
    cookies_.add({Pin::Kind::group, group.number, 0, flight.stuck.group_since}, now, headers);
  }
  if (!flight.stuck.target) return;
  Pin pin{Pin::Kind::target, group.number, flight.target->serial, flight.stuck.target_since};
  if (group.options.stickiness == Stickiness::app_cookie) {
    if (!flight.stuck.by_cookie && !sets_cookie(headers, group.options.app_cookie_name)) {
      cookies_.add_removal(now, headers);
      return;
    }
    pin.kind = Pin::Kind::application;
    pin.since = context_.runtime.now();
  }
  cookies_.add(pin, now, headers);
}

}  // namespace spillway::alb
