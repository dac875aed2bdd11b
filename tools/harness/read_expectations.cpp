// The `expect` section.
#include <algorithm>

#include "emulator/document/units.hpp"
#include "tools/harness/expectation.hpp"
#include "tools/harness/metric_catalogue.hpp"
#include "tools/harness/sections.hpp"

namespace spillway::harness {
namespace {

using document::Node;

Anchor read_anchor(ReadContext& context, const Node& node, const std::string& path,
                   const Scenario& scenario) {
  Anchor anchor;
  MapReader reader(context, node, path);
  if (const auto stage = reader.string("load")) {
    anchor.kind = Anchor::Kind::load;
    anchor.stage = *stage;
    check_stage(reader, "load", *stage, scenario);
  } else if (node.find("event") != nullptr) {
    anchor.kind = Anchor::Kind::event;
    anchor.event = read_pattern(reader, "event", scenario);
    if (const Node* outer = reader.find("after")) {
      anchor.after.push_back(read_anchor(context, *outer, reader.path_of("after"), scenario));
    }
  } else {
    context.fail(node, path, "names neither a stage nor an event", "write after: {load: burst}");
  }
  reader.finish();
  return anchor;
}

Window read_window(ReadContext& context, const Node& node, const std::string& path,
                   const Scenario& scenario) {
  Window window;
  MapReader reader(context, node, path);
  if (const auto stage = reader.string("load")) {
    window.stage = *stage;
    check_stage(reader, "load", *stage, scenario);
  } else {
    window.from = reader.duration("from");
    window.to = reader.duration("to");
    if (!window.from && !window.to) {
      context.fail(node, path, "names no span", "write {load: burst} or {from: 2m, to: 5m}");
    }
    if (window.from && window.to && *window.from >= *window.to) {
      reader.fail("to", "must be later than from");
    } else if (window.from && *window.from >= scenario.duration) {
      reader.fail("from", "is not before the end of the run",
                  "which ends after " + document::format_duration(scenario.duration));
    }
  }
  reader.finish();
  return window;
}

// A bound in the metric's own unit: 20%, 1.5s, 40, 3/s.
std::optional<double> read_bound(MapReader& reader, std::string_view key, const Metric& metric) {
  const Node* node = reader.find(key);
  if (node == nullptr) return std::nullopt;
  switch (metric.unit) {
    case MetricUnit::ratio:
      return reader.ratio(key);
    case MetricUnit::rate:
      return reader.rate(key);
    case MetricUnit::count:
      return reader.number(key);
    case MetricUnit::duration: {
      const auto duration = reader.duration(key);
      return duration ? std::optional(to_seconds(*duration)) : std::nullopt;
    }
  }
  return std::nullopt;
}

void check_path(MapReader& where, const std::string& path, const Scenario& scenario) {
  std::vector<std::string> paths;
  for (const auto& stage : scenario.load) {
    for (const LoadRequest& request : stage.requests) paths.push_back(request.target);
  }
  if (std::find(paths.begin(), paths.end(), path) != paths.end()) return;
  where.fail("path", "no stage asks for '" + path + "'", did_you_mean(path, paths));
}

void read_metric_where(MapReader& reader, Expectation& expectation, const Scenario& scenario) {
  const Node* node = reader.find("where");
  if (node == nullptr) return;
  MapReader where(reader.context(), *node, reader.path_of("where"));
  if (const auto target = where.choice("target", {"lambda", "ecs", "alb", "none"})) {
    expectation.where["target"] = *target;
  }
  if (const auto status = where.integer("status", 0, 599)) expectation.where["status"] = *status;
  if (const auto path = where.string("path")) {
    check_path(where, *path, scenario);
    expectation.where["path"] = *path;
  }
  where.finish();
}

void read_metric(MapReader& reader, Expectation& expectation, const Scenario& scenario) {
  expectation.kind = Expectation::Kind::metric;
  expectation.metric = reader.require_string("metric");
  const Metric* metric = find_metric(expectation.metric);
  if (metric == nullptr) {
    std::vector<std::string> names;
    for (const Metric& known : metric_catalogue()) names.emplace_back(known.name);
    reader.fail("metric", "there is no metric '" + expectation.metric + "'",
                did_you_mean(expectation.metric, names));
    reader.find("where");
    reader.find("during");
    reader.find("at_most");
    reader.find("at_least");
    return;
  }
  read_metric_where(reader, expectation, scenario);
  if (const Node* during = reader.find("during")) {
    expectation.during = read_window(reader.context(), *during, reader.path_of("during"), scenario);
  }
  expectation.at_most = read_bound(reader, "at_most", *metric);
  expectation.at_least = read_bound(reader, "at_least", *metric);
  if (!expectation.at_most && !expectation.at_least && reader.node().find("at_most") == nullptr &&
      reader.node().find("at_least") == nullptr) {
    reader.fail("metric", "has no bound", "add at_most or at_least");
  }
  if (expectation.at_most && expectation.at_least && *expectation.at_most < *expectation.at_least) {
    reader.fail("at_most", "is below at_least: nothing can meet both");
  }
}

void read_order(MapReader& reader, Expectation& expectation, const Scenario& scenario) {
  expectation.kind = Expectation::Kind::order;
  const Node* node = reader.find("order");
  if (node->kind != Node::Kind::sequence || node->items.size() < 2) {
    reader.fail("order", "must be a list of at least two events");
    return;
  }
  for (std::size_t i = 0; i < node->items.size(); ++i) {
    MapReader step(reader.context(), node->items[i],
                   reader.path_of("order") + "[" + std::to_string(i) + "]");
    expectation.order.push_back(read_pattern(step, "event", scenario));
    step.finish();
  }
}

std::string describe(const Anchor& anchor) {
  if (anchor.kind == Anchor::Kind::start) return "";
  if (anchor.kind == Anchor::Kind::load) return " after load " + anchor.stage;
  return " after " + to_string(anchor.event) +
         (anchor.after.empty() ? "" : describe(anchor.after.front()));
}

std::string describe(const Window& window) {
  if (!window.stage.empty()) return " during load " + window.stage;
  std::string text;
  if (window.from) text += " from " + document::format_duration(*window.from);
  if (window.to) text += " to " + document::format_duration(*window.to);
  return text;
}

std::string describe_metric(const Expectation& e) {
  const Metric* metric = find_metric(e.metric);
  const MetricUnit unit = metric != nullptr ? metric->unit : MetricUnit::count;
  std::string text = e.where.empty() ? e.metric : to_string(EventPattern{e.metric, e.where});
  if (e.at_least) text += " at least " + format_metric(unit, *e.at_least);
  if (e.at_most) text += " at most " + format_metric(unit, *e.at_most);
  return text;
}

std::string describe(const Expectation& e) {
  std::string text;
  switch (e.kind) {
    case Expectation::Kind::event:
      text = to_string(e.event);
      break;
    case Expectation::Kind::never:
      text = "never " + to_string(e.event);
      break;
    case Expectation::Kind::order:
      for (const auto& step : e.order) text += (text.empty() ? "" : ", then ") + to_string(step);
      break;
    case Expectation::Kind::metric:
      text = describe_metric(e);
      break;
  }
  if (e.within) text += " within " + document::format_duration(*e.within);
  text += describe(e.after);
  if (e.during) text += describe(*e.during);
  return text;
}

Expectation read_expectation(ReadContext& context, const Node& node, const std::string& path,
                             const Scenario& scenario) {
  Expectation expectation;
  expectation.line = node.line;
  MapReader reader(context, node, path);
  if (node.find("metric") != nullptr) {
    read_metric(reader, expectation, scenario);
  } else {
    if (node.find("order") != nullptr) {
      read_order(reader, expectation, scenario);
    } else if (node.find("never") != nullptr) {
      expectation.kind = Expectation::Kind::never;
      expectation.event = read_pattern(reader, "never", scenario);
      if (const Node* during = reader.find("during")) {
        expectation.during = read_window(context, *during, reader.path_of("during"), scenario);
      }
    } else if (node.find("event") != nullptr) {
      expectation.event = read_pattern(reader, "event", scenario);
    } else {
      reader.find("event");
      context.fail(node, path, "expects nothing", "write event:, never:, order: or metric:");
    }
    if (const Node* after = reader.find("after")) {
      expectation.after = read_anchor(context, *after, reader.path_of("after"), scenario);
    }
    expectation.within = reader.duration("within");
    if (expectation.during && (expectation.within || node.find("after") != nullptr)) {
      reader.fail("during", "cannot stand beside after or within", "keep one of them");
    }
  }
  reader.finish();
  expectation.text = describe(expectation);
  return expectation;
}

}  // namespace

void read_expectations(ReadContext& context, const Node& node, Scenario& scenario) {
  if (node.kind != Node::Kind::sequence) {
    context.fail(node, "expect", "must be a list of expectations");
    return;
  }
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const std::string path = "expect[" + std::to_string(i) + "]";
    scenario.expectations.push_back(read_expectation(context, node.items[i], path, scenario));
  }
}

}  // namespace spillway::harness
