#include "tools/harness/fault_schema.hpp"

#include "emulator/core/fault_kinds.hpp"
#include "tools/harness/schema_parts.hpp"

namespace spillway::harness {
namespace {

using core::FaultAttribute;

Json schema_of(const FaultAttribute& attribute) {
  switch (attribute.kind) {
    case FaultAttribute::Kind::integer:
      return {{"type", "integer"}, {"minimum", attribute.least}, {"maximum", attribute.most}};
    case FaultAttribute::Kind::rate:
      return ref("rate");
    case FaultAttribute::Kind::delay:
      return ref("delay");
    case FaultAttribute::Kind::duration:
      return ref("duration");
    case FaultAttribute::Kind::choice:
      return {{"enum", attribute.choices}};
    case FaultAttribute::Kind::text:
    case FaultAttribute::Kind::caller:
      break;
  }
  return {{"type", "string"}};
}

Json common() {
  return {{"name", text("as the timeline calls it; unique")},
          {"at", described(ref("duration"), "from the start of the run; default: 0s")},
          {"for", described(ref("duration"), "default: to the end")},
          {"probability",
           {{"oneOf",
             {{{"type", "number"}, {"minimum", 0}, {"maximum", 1}},
              {{"type", "string"}, {"pattern", "^[0-9]+(\\.[0-9]+)?%$"}}}}}}};
}

Json schema_of(const core::FaultKind& kind) {
  Json attributes = Json::object();
  Json needed = Json::array();
  for (const FaultAttribute& attribute : kind.attributes) {
    attributes[attribute.name] = described(schema_of(attribute), std::string(attribute.about));
    if (attribute.required) needed.push_back(attribute.name);
  }
  Json required = Json::array({"type"});
  if (kind.strikes_calls()) required.push_back("target");
  if (!needed.empty()) required.push_back("attributes");
  Json properties = common();
  properties["type"] = {{"const", kind.name}, {"description", kind.about}};
  properties["target"] = text(std::string(kind.target));
  properties["attributes"] = object(std::move(attributes), std::move(needed));
  return object(std::move(properties), std::move(required));
}

}  // namespace

Json make_faults_schema() {
  Json brief = common();
  brief["call"] = text("ecs:UpdateService, or ecs:*");
  brief["error"] = text("the error code AWS answers");
  Json forms = Json::array({object(std::move(brief), {"call", "error"})});
  for (const core::FaultKind& kind : core::fault_kinds()) forms.push_back(schema_of(kind));
  return list_of(one_of(std::move(forms)));
}

}  // namespace spillway::harness
