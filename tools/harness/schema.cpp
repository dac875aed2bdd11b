#include "tools/harness/schema.hpp"

#include "emulator/core/event_catalogue.hpp"
#include "tools/harness/aws_settings.hpp"
#include "tools/harness/metric_catalogue.hpp"

namespace spillway::harness {
namespace {

constexpr const char* kDuration = "^([0-9]+(\\.[0-9]+)?(ns|us|ms|s|m|h|d))+$";
constexpr const char* kRate = "^[0-9]+(\\.[0-9]+)?/(s|m|h)$";

Json text(const std::string& about) { return {{"type", "string"}, {"description", about}}; }

Json ref(const std::string& name) { return {{"$ref", "#/definitions/" + name}}; }

Json described(Json schema, const std::string& about) {
  schema["description"] = about;
  return schema;
}

// A mapping that knows its keys; `required` names those that must be there.
Json object(Json properties, Json required = Json::array()) {
  Json schema = {
      {"type", "object"}, {"additionalProperties", false}, {"properties", std::move(properties)}};
  if (!required.empty()) schema["required"] = std::move(required);
  return schema;
}

Json list_of(Json items) { return {{"type", "array"}, {"items", std::move(items)}}; }

Json one_of(Json alternatives) { return {{"oneOf", std::move(alternatives)}}; }

struct SchemaOfField {
  Json operator()(core::Delay*) const { return ref("delay"); }
  Json operator()(std::optional<core::Delay>*) const { return ref("delay"); }
  Json operator()(Duration*) const { return ref("duration"); }
  Json operator()(std::optional<Duration>*) const { return ref("duration"); }
  Json operator()(bool*) const { return {{"type", "boolean"}}; }
  Json operator()(int*) const { return {{"type", "integer"}, {"minimum", 0}}; }
  Json operator()(std::int64_t*) const { return {{"type", "integer"}, {"minimum", 0}}; }
  Json operator()(std::optional<std::int64_t>*) const {
    return {{"type", "integer"}, {"minimum", 0}};
  }
  Json operator()(double*) const { return {{"type", "number"}, {"exclusiveMinimum", 0}}; }
  Json operator()(std::string*) const { return {{"type", "string"}}; }
};

// Puts the schema of one key at its dotted path, making the objects on the way.
void add_aws_key(Json& root, const AwsKey& key) {
  Json* node = &root;
  std::size_t begin = 0;
  for (std::size_t dot = key.path.find('.'); dot != std::string::npos;
       dot = key.path.find('.', begin)) {
    Json& child = (*node)["properties"][key.path.substr(begin, dot - begin)];
    if (child.is_null()) child = object(Json::object());
    node = &child;
    begin = dot + 1;
  }
  world::Settings settings;
  (*node)["properties"][key.path.substr(begin)] =
      described(std::visit(SchemaOfField{}, key.field(settings)),
                key.about + " (" + key.source + "); default: " + key.default_text);
}

Json aws_schema() {
  Json root = object(Json::object());
  for (const AwsKey& key : aws_keys()) add_aws_key(root, key);
  root["properties"]["ecr"]["properties"]["images"] = {
      {"type", "object"},
      {"description",
       "compressed size of each image, by repository (name or logical id) and :tag; or missing"},
      {"additionalProperties", {{"type", "string"}}}};
  return root;
}

Json names_of_events() {
  Json names = Json::array();
  for (const auto& kind : core::event_catalogue()) names.push_back(kind.name);
  return names;
}

Json names_of_metrics() {
  Json names = Json::array();
  for (const auto& metric : metric_catalogue()) names.push_back(metric.name);
  return names;
}

Json where() {
  return {{"type", "object"},
          {"description", "members of the event that must have these values"},
          {"additionalProperties", {{"type", {"string", "number", "boolean"}}}}};
}

Json definitions() {
  const Json delay = one_of(
      {ref("duration"), object({{"uniform", list_of(ref("duration"))}}, {"uniform"}),
       object({{"lognormal", object({{"median", ref("duration")}, {"sigma", {{"type", "number"}}}},
                                    {"median", "sigma"})}},
              {"lognormal"})});
  const Json anchor = one_of(
      {object({{"load", text("a stage's start")}}, {"load"}),
       object({{"event", ref("event")}, {"where", where()}, {"after", ref("anchor")}}, {"event"})});
  const Json window = one_of({object({{"load", text("a stage")}}, {"load"}),
                              object({{"from", ref("duration")}, {"to", ref("duration")}})});
  return {{"duration", {{"type", "string"}, {"pattern", kDuration}}},
          {"rate", {{"type", "string"}, {"pattern", kRate}}},
          {"delay", delay},
          {"event", {{"enum", names_of_events()}}},
          {"anchor", anchor},
          {"window", window}};
}

Json load_schema() {
  return list_of(object(
      {{"name", text("the stage's name")},
       {"for", ref("duration")},
       {"rate", one_of({ref("rate"),
                        object({{"from", ref("rate")}, {"to", ref("rate")}}, {"from", "to"})})},
       {"arrivals", {{"enum", {"constant", "poisson"}}}},
       {"paths",
        {{"type", "object"},
         {"description", "path and its weight"},
         {"additionalProperties", {{"type", "number"}, {"minimum", 0}}}}},
       {"method", {{"enum", {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"}}}},
       {"timeout", ref("duration")}},
      {"name", "for", "rate", "paths"}));
}

Json faults_schema() {
  return list_of(object({{"name", text("as the timeline calls it")},
                         {"at", ref("duration")},
                         {"for", ref("duration")},
                         {"call", text("ecs:UpdateService, or ecs:*")},
                         {"error", text("the error code AWS answers")},
                         {"probability", {{"type", "number"}, {"minimum", 0}, {"maximum", 1}}}},
                        {"call", "error"}));
}

Json expect_schema() {
  const Json step = object({{"event", ref("event")}, {"where", where()}}, {"event"});
  const Json bound = {{"type", {"string", "number"}}};
  return list_of(one_of(
      {object({{"event", ref("event")},
               {"where", where()},
               {"after", ref("anchor")},
               {"within", ref("duration")}},
              {"event"}),
       object({{"never", ref("event")},
               {"where", where()},
               {"during", ref("window")},
               {"after", ref("anchor")},
               {"within", ref("duration")}},
              {"never"}),
       object({{"order", list_of(step)}, {"after", ref("anchor")}, {"within", ref("duration")}},
              {"order"}),
       object({{"metric", {{"enum", names_of_metrics()}}},
               {"where", object({{"target", {{"enum", {"lambda", "ecs", "alb", "none"}}}},
                                 {"status", {{"type", "integer"}}},
                                 {"path", {{"type", "string"}}}})},
               {"during", ref("window")},
               {"at_most", bound},
               {"at_least", bound}},
              {"metric"})}));
}

}  // namespace

Json make_scenario_schema() {
  Json schema = {{"$schema", "http://json-schema.org/draft-07/schema#"},
                 {"title", "Spillway scenario"}};
  const Json code = {{"type", "object"},
                     {"description", "which program runs behind a logical id of the template"},
                     {"additionalProperties", {{"enum", {"app", "controller"}}}}};
  const Json parameters = {{"type", "object"},
                           {"additionalProperties", {{"type", {"string", "number", "boolean"}}}}};
  schema.update(object({{"name", text("how reports call the scenario")},
                        {"about", text("one line for people")},
                        {"template", text("CloudFormation template, relative to this file")},
                        {"parameters", parameters},
                        {"code", code},
                        {"seed", {{"type", "integer"}, {"minimum", 0}}},
                        {"duration", ref("duration")},
                        {"aws", aws_schema()},
                        {"load", load_schema()},
                        {"faults", faults_schema()},
                        {"expect", expect_schema()}},
                       {"name", "template", "code"}));
  schema["definitions"] = definitions();
  return schema;
}

}  // namespace spillway::harness
