#include "tools/harness/scenario_loader.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "tools/harness/sections.hpp"

namespace spillway::harness {
namespace {

using document::Diagnostics;
using document::Node;

void read_parameters(ReadContext& context, const Node& node, Scenario& scenario) {
  MapReader reader(context, node, "parameters");
  for (const auto& [key, value] : node.members) {
    const std::string path = reader.path_of(key.scalar);
    if (value.is_scalar() && value.kind != Node::Kind::null) {
      scenario.parameters[key.scalar] = value.scalar;
      scenario.parameter_places[key.scalar] = {value.line, value.column, path};
    } else {
      context.fail(value, path, "must be a text or a number",
                   "write a list as a text with commas: \"a,b\"");
    }
  }
}

// {command: [python3, -u, controller.py], env: {NAME: value}, cwd: folder}; paths are relative to
// the scenario's folder. Without a command the function's Handler says what is called in `cwd`.
Code read_command(ReadContext& context, const Node& node, const std::string& path) {
  Code code = Code::command;
  MapReader reader(context, node, path);
  const auto folder = std::filesystem::absolute(context.file).parent_path();
  code.cwd = (folder / reader.string("cwd").value_or("")).lexically_normal().string();
  if (code.cwd.size() > 1 && code.cwd.ends_with('/')) code.cwd.pop_back();
  if (const Node* command = reader.find("command")) {
    if (command->kind != Node::Kind::sequence || command->items.empty()) {
      reader.fail("command", "must be a list: the program and its arguments",
                  "write command: [python3, app.py]");
    } else {
      for (const Node& word : command->items) {
        if (!word.is_scalar()) reader.fail("command", "must be a list of texts");
        if (word.scalar.find('\0') != std::string::npos) {
          reader.fail("command", "holds a NUL character", "no program can be given one");
        }
        code.argv.push_back(word.scalar);
      }
    }
  }
  if (const Node* env = reader.find("env")) {
    MapReader variables(context, *env, reader.path_of("env"));
    for (const auto& [key, value] : env->members) {
      const bool is_name = !key.scalar.empty() && key.scalar.find('=') == std::string::npos;
      if (!is_name || (key.scalar + value.scalar).find('\0') != std::string::npos) {
        variables.fail(key.scalar, "cannot be a variable of a program",
                       "a name without '=', and no NUL character");
      }
      if (const auto text = variables.string(key.scalar)) code.env[key.scalar] = *text;
    }
  }
  reader.finish();
  return code;
}

void read_code(ReadContext& context, const Node& node, Scenario& scenario) {
  MapReader reader(context, node, "code");
  for (const auto& [key, value] : node.members) {
    scenario.code_places[key.scalar] = {key.line, key.column, reader.path_of(key.scalar)};
    if (value.kind == Node::Kind::mapping) {
      reader.find(key.scalar);
      scenario.code[key.scalar] = read_command(context, value, reader.path_of(key.scalar));
      continue;
    }
    const auto choice = reader.choice(key.scalar, {"app", "controller"});
    if (choice) scenario.code[key.scalar] = *choice == "app" ? Code::app : Code::controller;
  }
}

// {slack: 10s}
void read_live(ReadContext& context, const Node& node, Scenario& scenario) {
  MapReader reader(context, node, "live");
  scenario.live_slack = reader.duration("slack").value_or(Duration::zero());
  reader.finish();
}

void read_timing(MapReader& reader, bool endless, Scenario& scenario) {
  scenario.starts_at = reader.duration("starts_at");
  if (scenario.starts_at && *scenario.starts_at >= std::chrono::minutes(1)) {
    reader.fail("starts_at", "is not within a minute", "give less than 60s");
  }
  const Duration load_length = load_end(scenario).time_since_epoch();
  scenario.duration = reader.duration("duration").value_or(load_length);
  if (endless && reader.find("duration") == nullptr && scenario.load.empty()) {
    scenario.duration = kEndless;
  } else if (scenario.duration <= Duration::zero()) {
    reader.fail("duration", "the run would take no time", "give a duration, or load");
  } else if (scenario.duration < load_length) {
    reader.fail("duration", "is shorter than the load",
                "leave it out to run for as long as the load");
  }
}

// The template's stack is called like the scenario, by CloudFormation's rule.
void check_name(MapReader& reader, const std::string& name) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto fits = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-'; };
  const Node* node = reader.node().find("name");
  if (node == nullptr || !node->is_scalar() || node->kind == Node::Kind::null) return;  // told
  if (!name.empty() && is_letter(name.front()) && name.size() <= 128 &&
      std::all_of(name.begin(), name.end(), fits)) {
    return;
  }
  reader.fail("name", "'" + name + "' cannot be the name of a stack, which it is too",
              "begin with a letter; letters, digits and hyphens, at most 128");
}

Scenario read_scenario(ReadContext& context, const Node& root) {
  Scenario scenario;
  scenario.file = context.file;
  MapReader reader(context, root, "");
  scenario.name = reader.require_string("name");
  check_name(reader, scenario.name);
  scenario.about = reader.string("about").value_or("");
  const std::string template_file = reader.require_string("template");
  if (const Node* node = root.find("template")) {
    scenario.template_place = {node->line, node->column, "template"};
  }
  scenario.template_file = (std::filesystem::path(context.file).parent_path() / template_file)
                               .lexically_normal()
                               .string();
  scenario.seed = static_cast<std::uint64_t>(reader.integer("seed", 0, INT64_MAX).value_or(1));
  if (const Node* node = reader.find("parameters")) read_parameters(context, *node, scenario);
  if (const Node* node = reader.require("code")) {
    scenario.code_place = {node->line, node->column, "code"};
    read_code(context, *node, scenario);
  }
  if (const Node* node = reader.find("aws")) {
    read_aws(context, *node, scenario);
    scenario.aws_given = given_aws_keys(*node);
  }
  if (const Node* node = reader.find("load")) read_load(context, *node, scenario);
  if (const Node* node = reader.find("faults")) read_faults(context, *node, scenario);
  read_timing(reader, context.endless, scenario);
  if (const Node* node = reader.find("live")) read_live(context, *node, scenario);
  if (const Node* node = reader.find("expect")) read_expectations(context, *node, scenario);
  reader.finish();
  return scenario;
}

// A dotted path is in the scenario, a plain name is a parameter unless the scenario has that key.
void apply_overrides(ReadContext& context, Node& root, const std::vector<Override>& overrides) {
  static const std::vector<std::string> kTopLevel = {
      "name", "about", "seed", "duration", "starts_at", "template", "parameters",
      "code", "aws",   "load", "faults",   "live",      "expect"};
  for (const auto& [key, value] : overrides) {
    const bool is_path = key.find('.') != std::string::npos ||
                         std::find(kTopLevel.begin(), kTopLevel.end(), key) != kTopLevel.end();
    switch (apply_override(root, is_path ? key : "parameters." + key, value)) {
      case Overridden::yes:
        break;
      case Overridden::leads_nowhere:
        context.errors.push_back({context.file, 0, 0, key,
                                  "--set " + key + " leads nowhere in the scenario",
                                  "name a template parameter, or a path like aws.ecs.start.pull"});
        break;
      case Overridden::no_value:
        context.errors.push_back({context.file, 0, 0, key,
                                  "--set " + key + ": '" + value + "' is no value in YAML",
                                  "put a text with special characters in quotes"});
        break;
    }
  }
}

boost::system::result<Scenario, Diagnostics> read_document(
    boost::system::result<Node, Diagnostics> root, const std::string& file,
    const std::vector<Override>& overrides, bool endless) {
  if (!root) return root.error();
  ReadContext context{file, {}, endless};
  if (root->kind != Node::Kind::mapping) {
    context.fail(*root, "", "is no scenario: it must be a mapping with name, template and code",
                 "see `spillway explain scenario`");
    return std::move(context.errors);
  }
  apply_overrides(context, *root, overrides);
  Scenario scenario = read_scenario(context, *root);
  if (!context.errors.empty()) return std::move(context.errors);
  return scenario;
}

}  // namespace

boost::system::result<Scenario, Diagnostics> parse_scenario(
    std::string_view text, const std::string& file, const std::vector<Override>& overrides) {
  return read_document(document::parse(text, file), file, overrides, false);
}

boost::system::result<Scenario, Diagnostics> load_scenario(const std::string& file,
                                                           const std::vector<Override>& overrides,
                                                           bool endless) {
  return read_document(document::load(file), file, overrides, endless);
}

}  // namespace spillway::harness
