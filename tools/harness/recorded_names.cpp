#include "tools/harness/recorded_names.hpp"

#include "emulator/core/event_values.hpp"

namespace spillway::harness {
namespace {

// What events call a resource, of what Ref gives: of these types it gives an ARN or a URL.
std::string name_in_events(const std::string& type, const std::string& physical_id) {
  const auto part_after = [&](std::string_view marker) {
    const auto at = physical_id.find(marker);
    if (at == std::string::npos) return physical_id;
    const std::string rest = physical_id.substr(at + marker.size());
    return rest.substr(0, rest.find('/'));
  };
  if (type == "AWS::ECS::Service" || type == "AWS::SQS::Queue")
    return physical_id.substr(physical_id.rfind('/') + 1);
  if (type == "AWS::ElasticLoadBalancingV2::TargetGroup") return part_after(":targetgroup/");
  if (type == "AWS::ElasticLoadBalancingV2::LoadBalancer") return part_after(":loadbalancer/app/");
  return physical_id;
}

constexpr std::string_view kServiceMessage = "(service ";

}  // namespace

std::string_view service_named_in(std::string_view message) {
  if (!message.starts_with(kServiceMessage)) return {};
  const std::string_view rest = message.substr(kServiceMessage.size());
  const auto end = rest.find_first_of(",)");
  return end == std::string_view::npos ? std::string_view() : rest.substr(0, end);
}

RecordedNames::RecordedNames(const std::vector<core::Event>& events) {
  for (const core::Event& event : events) {
    if (event.name != "cloudformation.resource_created") continue;
    const auto type = event.data.value("type", "");
    names_[{type, event.data.value("logical_id", "")}] =
        name_in_events(type, event.data.value("physical_id", ""));
  }
}

void RecordedNames::resolve(EventPattern& pattern) const {
  for (auto& [member, value] : pattern.where.items()) {
    if (pattern.event == "ecs.service_event" && member == "message" && value.is_string()) {
      value = with_recorded_service(value.get<std::string>());
    }
    const core::MemberValues* values = core::find_member_values(pattern.event, member);
    const bool is_name =
        values != nullptr && values->kind == core::MemberValues::Kind::name_of && value.is_string();
    if (!is_name) continue;
    for (const std::string& type : values->words) {
      const auto it = names_.find({type, value.get<std::string>()});
      if (it == names_.end()) continue;
      value = it->second;
      break;
    }
  }
}

std::string RecordedNames::with_recorded_service(const std::string& message) const {
  const std::string service(service_named_in(message));
  const auto it = names_.find({"AWS::ECS::Service", service});
  if (it == names_.end()) return message;
  return std::string(message).replace(kServiceMessage.size(), service.size(), it->second);
}

void RecordedNames::resolve(Anchor& anchor) const {
  resolve(anchor.event);
  for (Anchor& outer : anchor.after) resolve(outer);
}

Expectation RecordedNames::resolve(Expectation expectation) const {
  resolve(expectation.event);
  resolve(expectation.after);
  for (EventPattern& step : expectation.order) resolve(step);
  return expectation;
}

}  // namespace spillway::harness
