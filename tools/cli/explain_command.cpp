// `spillway explain`: what the loader, the timeline and the settings know, told from their own
// tables.
#include "emulator/core/event_catalogue.hpp"
#include "emulator/core/event_values.hpp"
#include "emulator/core/fault_kinds.hpp"
#include "tools/cli/commands.hpp"
#include "tools/harness/aws_settings.hpp"
#include "tools/harness/metric_catalogue.hpp"
#include "tools/harness/schema.hpp"

namespace spillway::cli {
namespace {

using harness::ExitCode;
using report::Colour;
using report::Style;

constexpr const char* kScenario =
    R"(A scenario is a YAML file. Durations and rates carry their units.

  name: burst                       # how reports call it
  about: one line for people
  template: failover.template.yaml  # CloudFormation, the very file that is deployed
  parameters: {AlarmThreshold: 8}   # of the template
  code: {AppFunction: app, AppTask: app, ControllerFunction: controller}   # by logical id
  # live mode runs any program: {command: [python3, app.py], env: {LOG: debug}, cwd: folder}; without a command the
  # Handler of a function of Runtime python3 or nodejs is called in `cwd`. A name may also be a function's name, an
  # image's ('web/proxy:1.2', each container of a task its own), or function/NAME of one that an API call makes
  seed: 1                           # of all chance
  duration: 15m                     # the load's length by default
  starts_at: 40s                    # of a minute of the wall clock; alarms look at whole minutes
  live: {slack: 5s}                 # how much later than expected things may happen with --live
  aws:                              # what AWS decides: see `spillway explain aws`
    ecs: {start: {pull: 15s}}
    ecr: {images: {'AppRepository:latest': 900MB, 'AppRepository:v2': missing}}
  load:                             # one stage after the other, or from `at` on beside them
    - {name: calm,  for: 2m, rate: 2/s,  paths: {/bang: 1}}
    - {name: rise,  for: 1m, rate: {from: 2/s, to: 20/s}, arrivals: poisson, paths: {/bang: 9, /sleep: 1}}
    - {name: after, for: 5m, rate: 2/s,  paths: {'/bang?x=1': 1}, method: HEAD, timeout: 10s}   # the client's; 60s
    # users who wait for their answers, as a thread group of JMeter's; a list of paths is asked for in turn
    - {name: shop,  for: 5m, users: 50, ramp_up: 1m, loops: 20, think_time: {uniform: [1s, 3s]}, paths: [/bang, /pong], cookies: true}
    # a second stream beside the others; clients that come back, and try again
    - {name: post,  at: 3m, for: 1m, rate: 5/s, clients: 20, keep_alive: false, paths: {/bang: {method: POST, body: '{}', headers: {X-Tenant: a}}},
       retries: {attempts: 3, delay: 100ms, on: [502, 503, timeout]}}
    # and an access log of a load balancer, as fast again: {name: again, replay: access.log, speed: 2}
  faults:                           # see `spillway explain faults`
    - {at: 3m, for: 30s, call: ecs:UpdateService, error: ThrottlingException, probability: 0.5}
    - {name: pulls, type: image_pull_failure, target: AppTask, at: 2m, for: 3m}
    - {type: event_late, target: AlarmRule, attributes: {delay: {lognormal: {median: 20s, sigma: 0.4}}}}
  expect:                           # see `spillway explain events` and `metrics`
    - {event: cloudwatch.alarm_state_changed, where: {to: ALARM}, after: {load: rise}, within: 3m}
    - {never: lambda.throttled, during: {load: calm}}
    - {order: [{event: events.rule_matched}, {event: elbv2.weights_changed}]}
    - {metric: requests.failed_ratio, during: {load: rise}, at_most: 20%}
    # where an event tells of a resource, `where` names it by its logical id
    - {never: lambda.throttled, where: {function: ControllerFunction}}
)";

constexpr const char* kExitCodes =
    "0    all expectations met\n"
    "1    an expectation failed\n"
    "2    bad scenario, template or usage\n"
    "3    a call or feature that is not modelled\n"
    "4    two runs of one seed differed\n"
    "5    stopped: a limit, a livelock, a full disk\n"
    "130  interrupted\n";

// ": OK|ALARM", or empty for what may be anything.
std::string values(std::string_view event, std::string_view member) {
  const core::MemberValues* values = core::find_member_values(event, member);
  if (values == nullptr) return {};
  if (values->kind == core::MemberValues::Kind::number) return ": NUMBER";
  if (values->kind == core::MemberValues::Kind::name_of) return ": LOGICAL_ID";
  std::string text;
  for (const std::string& word : values->words) {
    if (!word.empty()) text += (text.empty() ? ": " : "|") + word;
  }
  return text;
}

std::string events(const Style& style) {
  std::string text;
  for (const auto& kind : core::event_catalogue()) {
    text += style.paint(Colour::bold, kind.name) + "\n    " + std::string(kind.about) + "\n";
    std::string members;
    for (const auto& member : kind.members)
      members += (members.empty() ? "" : ", ") + std::string(member) + values(kind.name, member);
    if (!members.empty())
      text += "    " + style.paint(Colour::dim, "where: {" + members + "}") + "\n";
  }
  return text;
}

std::string metrics(const Style& style) {
  std::string text;
  for (const auto& metric : harness::metric_catalogue()) {
    text += style.paint(Colour::bold, metric.name) + "\n    " + std::string(metric.about) + "\n";
  }
  return text +
         "\nwhere: {target: lambda|ecs|alb|none, status: 502, path: /bang}; status 0 is no answer "
         "in time\n"
         "during: {load: STAGE} or {from: 2m, to: 5m}; bounds: at_most, at_least\n";
}

constexpr const char* kAws =
    "A delay is a duration (2s), {uniform: [1s, 10s]}, below as 1s to 10s,\n"
    "{lognormal: {median: 1s, sigma: 0.5}} or {empirical: [1s, 2s, 9s]}, of which one is drawn\n"
    "each time. UNSOURCED is an assumption of ours.\n\n";

constexpr const char* kImages =
    "    the compressed size of each image, by repository (name or logical id) and tag, or "
    "missing:\n"
    "    {'AppRepository:latest': 900MB, 'AppRepository:v2': missing}\n";

constexpr const char* kFaults =
    "A fault has a name, a type, a target, a probability (0.5 or 50%; 1 by default), and\n"
    "attributes by its type. It acts from `at` (0s) on, for the time `for` (to the end). Without "
    "a\n"
    "target it is aimed at all there is, but a call must be named. Each draws from a random "
    "stream\n"
    "of its own. A delay is a duration or a distribution: see `spillway explain aws`.\n\n"
    "  - {name: pulls, type: image_pull_failure, target: AppTask, at: 2m, for: 3m, probability: "
    "0.5,\n"
    "     attributes: {reason: 'failed to resolve reference: i/o timeout'}}\n"
    "  - {call: ecs:UpdateService, error: ThrottlingException}   # api_error, in short\n\n";

std::string value_of(const core::FaultAttribute& attribute) {
  using Kind = core::FaultAttribute::Kind;
  std::string choices;
  switch (attribute.kind) {
    case Kind::text:
      return "TEXT";
    case Kind::integer:
      return std::to_string(attribute.least) + " to " + std::to_string(attribute.most);
    case Kind::rate:
      return "RATE";
    case Kind::delay:
      return "DELAY";
    case Kind::duration:
      return "DURATION";
    case Kind::choice:
      for (const auto choice : attribute.choices)
        choices += (choices.empty() ? "" : "|") + std::string(choice);
      return choices;
    case Kind::caller:
      return "LOGICAL_ID";
  }
  return {};
}

std::string faults(const Style& style) {
  std::string text = kFaults;
  for (const auto& kind : core::fault_kinds()) {
    text += style.paint(Colour::bold, kind.name) + "\n    " + std::string(kind.about) + "\n";
    text += "    " + style.paint(Colour::dim, "target: " + std::string(kind.target)) + "\n";
    for (const auto& attribute : kind.attributes) {
      text += "    " + std::string(attribute.name) + ": " + value_of(attribute) + "  " +
              std::string(attribute.about) + (attribute.required ? " (required)" : "") + "\n";
    }
  }
  return text;
}

std::string aws(const Style& style) {
  std::string text = kAws;
  for (const auto& key : harness::aws_keys()) {
    text += style.paint(Colour::bold, "aws." + key.path) + "  " + key.default_text + "\n    " +
            key.about + " (" + key.source + ")\n";
  }
  text += style.paint(Colour::bold, "aws.ecr.images") + "\n" + kImages;
  return text;
}

}  // namespace

std::vector<std::string> explain_topics() {
  return {"scenario", "events", "metrics", "faults", "aws", "schema", "exit-codes"};
}

ExitCode explain_command(const std::string& topic, Terminal& terminal) {
  const Style& style = terminal.style();
  if (topic == "scenario") terminal.print(kScenario);
  if (topic == "events") terminal.print(events(style));
  if (topic == "metrics") terminal.print(metrics(style));
  if (topic == "faults") terminal.print(faults(style));
  if (topic == "aws") terminal.print(aws(style));
  if (topic == "schema") terminal.print(harness::make_scenario_schema().dump(2) + "\n");
  if (topic == "exit-codes") terminal.print(kExitCodes);
  return ExitCode::ok;
}

}  // namespace spillway::cli
