// `spillway up`: the live emulator of a scenario or a template, until Ctrl-C.
#include <CLI/StringTools.hpp>
#include <filesystem>

#include "tools/cli/commands.hpp"
#include "tools/cli/live_options.hpp"
#include "tools/cli/live_view.hpp"
#include "tools/cli/overrides.hpp"
#include "tools/harness/scenario_loader.hpp"
#include "tools/harness/validate.hpp"

namespace spillway::cli {
namespace {

using harness::Code;
using harness::ExitCode;
using harness::Scenario;

// It may run for days, and nothing is judged at its end; --out holds all of them.
constexpr std::size_t kMostEvents = 20'000;

// A name for the stack: letters, digits and hyphens, a letter first.
std::string stack_name(const std::string& file) {
  std::string name;
  for (const char c : std::filesystem::path(file).stem().string()) {
    const bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    name += fits ? c : '-';
  }
  return "up-" + name;
}

// Does a quotation begin that does not end?
bool has_open_quote(const std::string& text) {
  char open = '\0';
  for (const char c : text) {
    if (open == '\0' && (c == '"' || c == '\'')) {
      open = c;
    } else if (c == open) {
      open = '\0';
    }
  }
  return open != '\0';
}

// "AppFunction=app", or a command of words, which quotes hold together.
boost::system::result<std::pair<std::string, Code>, std::string> parse_code(
    const std::string& text) {
  const std::size_t equals = text.find('=');
  const std::string what = equals == std::string::npos ? "" : text.substr(equals + 1);
  if (equals == 0 || what.empty()) {
    return "--code " + text + ": write NAME=app, NAME=controller or NAME=COMMAND";
  }
  if (has_open_quote(what)) return "--code " + text + ": a quotation is not closed";
  Code code = what == "app" ? Code::app : what == "controller" ? Code::controller : Code::command;
  if (code == Code::command) {
    code.argv = CLI::detail::split_up(what);
  }
  return std::pair{text.substr(0, equals), std::move(code)};
}

// Adds what --code says; empty, or what is wrong with it.
std::string add_code(const std::vector<std::string>& texts, Scenario& scenario) {
  for (const std::string& text : texts) {
    auto parsed = parse_code(text);
    if (!parsed) return parsed.error();
    scenario.code_places[parsed->first] = {0, 0, "--code " + parsed->first};
    scenario.code[parsed->first] = std::move(parsed->second);
  }
  return {};
}

Scenario scenario_of_template(const std::string& file) {
  Scenario scenario;
  scenario.file = scenario.template_file = file;
  scenario.name = stack_name(file);
  scenario.duration = harness::kEndless;
  scenario.code_place = {0, 0, "--code"};
  return scenario;
}

}  // namespace

ExitCode up_command(const UpArguments& arguments, Terminal& terminal) {
  auto overrides = parse_overrides(arguments.set);
  if (!overrides) {
    terminal.complain("spillway up: " + overrides.error() + "\n");
    return ExitCode::bad_input;
  }
  Scenario scenario;
  if (harness::is_template_file(arguments.file)) {
    if (arguments.load) {
      terminal.complain(
          "spillway up: a template has no load: leave out --load, or name a scenario\n");
      return ExitCode::bad_input;
    }
    scenario = scenario_of_template(arguments.file);
    for (const auto& [key, value] : *overrides) scenario.parameters[key] = value;
  } else {
    auto loaded = harness::load_scenario(arguments.file, *overrides, true);
    if (!loaded) {
      terminal.complain(loaded.error());
      return harness::exit_code_of(loaded.error());
    }
    scenario = std::move(*loaded);
    scenario.expectations.clear();  // nobody said that this load would come
  }
  if (const std::string problem = add_code(arguments.code, scenario); !problem.empty()) {
    terminal.complain("spillway up: " + problem + "\n");
    return ExitCode::bad_input;
  }
  warn_of_address(arguments.listen, terminal);
  harness::RunOptions options;
  options.out_dir = arguments.out_dir;
  options.most_events = kMostEvents;
  options.requests = arguments.load;
  options.progress = [&terminal](TimePoint, std::uint64_t) { return terminal.interrupted(); };
  LiveView view(terminal,
                arguments.json    ? LiveDetail::json
                : arguments.quiet ? LiveDetail::problems
                                  : LiveDetail::story,
                true);
  auto live = live_options(arguments.listen, view);
  live.endless = true;
  live.load = arguments.load;
  const harness::RunRecord record = harness::run_live(scenario, options, live);
  view.finish();
  std::error_code ignored;
  // Nothing was judged, and no file says that it was.
  if (!arguments.out_dir.empty())
    std::filesystem::remove(arguments.out_dir + "/junit.xml", ignored);
  if (!record.errors.empty()) {
    terminal.complain(record.errors);
    return record.exit_code;
  }
  if (record.exit_code != ExitCode::interrupted && !record.problem.empty()) {
    terminal.complain("spillway: " + record.problem + "\n");
  }
  return record.exit_code == ExitCode::interrupted ? ExitCode::ok : record.exit_code;
}

}  // namespace spillway::cli
