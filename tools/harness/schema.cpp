#include "tools/harness/schema.hpp"

#include "emulator/core/event_catalogue.hpp"
#include "tools/harness/aws_ranges.hpp"
#include "tools/harness/aws_settings.hpp"
#include "tools/harness/fault_schema.hpp"
#include "tools/harness/metric_catalogue.hpp"
#include "tools/harness/schema_parts.hpp"

namespace spillway::harness {
namespace {

constexpr const char* kDuration = "^([0-9]+(\\.[0-9]+)?(ns|us|ms|s|m|h|d))+$";
constexpr const char* kRate = "^[0-9]+(\\.[0-9]+)?/(s|m|h)$";

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

// Of a number; a duration is a text.
void add_range(Json& schema, const AwsKey& key) {
  const AwsRange* range = find_aws_range(key.path);
  if (range == nullptr) return;
  const bool whole = schema["type"] == "integer";
  const auto number = [&](double value) {
    return whole ? Json(static_cast<std::int64_t>(value)) : Json(value);
  };
  schema[range->without_least ? "exclusiveMinimum" : "minimum"] = number(range->least);
  if (range->most) schema["maximum"] = number(*range->most);
}

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
  Json schema = std::visit(SchemaOfField{}, key.field(settings));
  if (schema.contains("type")) add_range(schema, key);
  (*node)["properties"][key.path.substr(begin)] = described(
      std::move(schema), key.about + " (" + key.source + "); default: " + key.default_text);
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
              {"lognormal"}),
       object({{"empirical", {{"type", "array"}, {"items", ref("duration")}, {"minItems", 1}}}},
              {"empirical"})});
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

// What a request carries: of a stage, or of one of its paths.
Json message_keys() {
  return {
      {"method", {{"enum", {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"}}}},
      {"headers", {{"type", "object"}, {"additionalProperties", {{"type", "string"}}}}},
      {"body", text("what is sent with each request")},
      {"body_size", text("send a body of that size, like 64KiB")}};
}

Json paths_schema() {
  const Json weight = {{"type", "number"}, {"minimum", 0}};
  Json weighted = message_keys();
  weighted["weight"] = weight;
  Json step = message_keys();
  step["path"] = text("path and query");
  return one_of({{{"type", "object"},
                  {"description", "path and its weight, or what is sent with it"},
                  {"additionalProperties", one_of({weight, object(std::move(weighted))})}},
                 described(list_of(one_of({text("path and query"), object(step, {"path"})})),
                           "paths that are asked for in turn")});
}

Json retries_schema() {
  return object({{"attempts", {{"type", "integer"}, {"minimum", 2}, {"maximum", 100}}},
                 {"delay", described(ref("delay"), "before the second attempt; then doubled")},
                 {"max_delay", ref("duration")},
                 {"on", described(list_of({{"type", {"integer", "string"}}}),
                                  "statuses, or timeout; default [502, 503, 504, timeout]")}},
                {"attempts"});
}

Json load_schema() {
  const Json count = {{"type", "integer"}, {"minimum", 1}};
  Json keys = {
      {"name", text("the stage's name")},
      {"at", described(ref("duration"), "when it begins; else when the last one ends")},
      {"for", ref("duration")},
      {"rate",
       one_of({ref("rate"), object({{"from", ref("rate")}, {"to", ref("rate")}}, {"from", "to"})})},
      {"arrivals", {{"enum", {"constant", "poisson"}}}},
      {"clients", described(count, "who send in turn; else each request has its own")},
      {"users", described(count, "who wait for their answers: a closed loop")},
      {"ramp_up", described(ref("duration"), "the time over which the users start")},
      {"loops", described(count, "of each user; else until the stage ends")},
      {"think_time", described(ref("delay"), "between an answer and the next request")},
      {"replay", text("an access log of a load balancer, relative to this file")},
      {"speed", {{"type", "number"}, {"exclusiveMinimum", 0}}},
      {"paths", paths_schema()},
      {"client_ip", text("the clients' address")},
      {"keep_alive", {{"type", "boolean"}}},
      {"cookies", {{"type", "boolean"}}},
      {"retries", retries_schema()},
      {"timeout", ref("duration")}};
  keys.update(message_keys());
  Json stage = object(std::move(keys), {"name"});
  stage["oneOf"] = Json::array({{{"required", {"for", "rate", "paths"}}},
                                {{"required", {"for", "users", "paths"}}},
                                {{"required", {"replay"}}}});
  return list_of(std::move(stage));
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

namespace {

Json command_schema() {
  const Json texts = {{"type", "object"}, {"additionalProperties", {{"type", "string"}}}};
  return object(
      {{"command",
        {{"type", "array"},
         {"items", {{"type", "string"}}},
         {"minItems", 1},
         {"description",
          "the program and its arguments; live mode only. Without, the Handler of a function "
          "of Runtime python3 or nodejs says what is called in cwd"}}},
       {"env", texts},
       {"cwd", text("the folder to run in, relative to this file")}});
}

Json live_schema() {
  return object({{"slack", described(ref("duration"),
                                     "how much later than `within` an event may come in live mode, "
                                     "and how much nearer to the bounds of a `never`")}});
}

}  // namespace

Json make_scenario_schema() {
  Json schema = {{"$schema", "http://json-schema.org/draft-07/schema#"},
                 {"title", "Spillway scenario"}};
  const Json code = {
      {"type", "object"},
      {"description",
       "which program runs behind a function or task definition of the template, told by its "
       "logical id, its name, the path of its CDK construct or its image (repository:tag); "
       "function/NAME is one that an API call makes"},
      {"additionalProperties", {{"oneOf", {{{"enum", {"app", "controller"}}}, command_schema()}}}}};
  const Json parameters = {{"type", "object"},
                           {"additionalProperties", {{"type", {"string", "number", "boolean"}}}}};
  schema.update(
      object({{"name", text("how reports call the scenario")},
              {"about", text("one line for people")},
              {"template", text("CloudFormation template, relative to this file")},
              {"parameters", parameters},
              {"code", code},
              {"seed", {{"type", "integer"}, {"minimum", 0}}},
              {"duration", ref("duration")},
              {"starts_at", described(ref("duration"),
                                      "how far into a minute of the wall clock the run starts, as "
                                      "alarms look at whole minutes; default: 0s in virtual time, "
                                      "whenever it is called in live mode")},
              {"live", live_schema()},
              {"aws", aws_schema()},
              {"load", load_schema()},
              {"faults", make_faults_schema()},
              {"expect", expect_schema()}},
             {"name", "template", "code"}));
  schema["definitions"] = definitions();
  return schema;
}

}  // namespace spillway::harness
