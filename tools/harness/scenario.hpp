// Scenario: one file's intent, checked and in units of its own. Plain value; the loader makes it.
//
// What a template cannot say: which code runs behind which logical id, what AWS decides, the load,
// the faults, and what is expected (the format is described in docs/scenario.md and
// scenario.schema.json).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "emulator/core/faults.hpp"
#include "emulator/document/document.hpp"
#include "emulator/world/settings.hpp"
#include "runtime/json.hpp"
#include "runtime/time.hpp"
#include "tools/harness/load/stage.hpp"

namespace spillway::harness {

/// What stands behind a logical id of the template: one of our programs, or a command of the
/// user's, which only live mode can run.
struct Code {
  enum Kind { app, controller, command };
  Kind kind = app;
  std::vector<std::string> argv{};           ///< of kind command; empty: see is_by_handler()
  std::map<std::string, std::string> env{};  ///< added to what AWS sets
  std::string cwd{};                         ///< resolved; empty: the current folder

  Code(Kind its_kind = app) : kind(its_kind) {}  // NOLINT(google-explicit-constructor): mostly that
  /// The function's Handler names what is called, in Python or JavaScript, in `cwd`.
  bool is_by_handler() const { return kind == command && argv.empty(); }
  bool operator==(const Code&) const = default;
  friend bool operator==(const Code& code, Kind kind) { return code.kind == kind; }
};

/// Where something stands in the scenario file.
struct Place {
  int line = 0;
  int column = 0;
  std::string path;
};

/// A fault, and where the file says what it is aimed at.
struct ScenarioFault {
  core::Fault fault;
  Place target_place{};
  Place caller_place{};  ///< of the attribute `caller`, if there is one
  Json source{};         ///< as the file has it, with a name and without its time
};

/// Matches timeline events: the name, and members of the data that must be equal.
struct EventPattern {
  std::string event;
  Json where = Json::object();
  Place place{};       ///< of `where`
  std::string text{};  ///< as reports print it; empty: made from the others
};

/// The moment from which an expectation counts: the start, a stage's start, or another event.
struct Anchor {
  enum class Kind { start, load, event };
  Kind kind = Kind::start;
  std::string stage;          ///< of kind load
  EventPattern event;         ///< of kind event
  std::vector<Anchor> after;  ///< at most one: the anchor of that event in its turn
};

/// A span of the run: a stage, from one moment to another, or all of it.
struct Window {
  std::string stage;                 ///< empty: see from and to
  std::optional<Duration> from, to;  ///< since the start of the run
};

struct Expectation {
  enum class Kind { event, never, order, metric };
  Kind kind = Kind::event;
  std::string text;  ///< as reports print it
  int line = 0;      ///< in the scenario file

  EventPattern event;               ///< of kinds event and never
  Anchor after;                     ///< of kinds event, never and order
  std::optional<Duration> within;   ///< of kinds event, never and order
  std::optional<Window> during;     ///< of kinds never and metric
  std::vector<EventPattern> order;  ///< of kind order

  std::string metric;                       ///< of kind metric: a name of the metric catalogue
  Json where = Json::object();              ///< of kind metric: target, status, path
  std::optional<double> at_most, at_least;  ///< of kind metric, in the metric's unit
};

struct Scenario {
  std::string file;
  std::string name;
  std::string about;
  std::string template_file;  ///< resolved against the scenario's folder
  Place template_place;
  std::map<std::string, std::string> parameters;
  std::map<std::string, Place> parameter_places;
  std::map<std::string, Code> code;  ///< by the name that the scenario gives
  std::map<std::string, Place> code_places;
  Place code_place;  ///< of the section
  std::uint64_t seed = 1;
  Duration duration{};
  /// How far into a minute of the wall clock the run starts: alarms look at whole minutes. Absent:
  /// with one in virtual time, whenever it is called in live mode.
  std::optional<Duration> starts_at;
  Duration live_slack{};  ///< how much later than the expectations say, in live mode
  world::Settings aws;
  std::vector<Place> image_places;     ///< of each of `aws.images`
  std::vector<std::string> aws_given;  ///< the keys of `aws` that the file says: "ecs.start.pull"
  std::vector<LoadStage> load;
  std::vector<ScenarioFault> faults;
  std::vector<Expectation> expectations;
};

/// When the last stage of the load ends.
TimePoint load_end(const Scenario& scenario);

}  // namespace spillway::harness
