// The `spillway` command: options in, exit code out.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <functional>

#include "runtime/environment.hpp"
#include "tools/cli/commands.hpp"
#include "tools/cli/completion.hpp"
#include "tools/cli/terminal.hpp"

namespace {

using namespace spillway;
using cli::Terminal;
using harness::ExitCode;

constexpr const char* kAbout =
    "Spillway runs a Lambda-to-Fargate failover, with the real app and the real controller, in "
    "virtual time.\n\n"
    "A scenario names a CloudFormation template, the code behind it, the load, and what is "
    "expected;\n"
    "the run says when the alarm fires, when the container serves, and who gets errors meanwhile.";

constexpr const char* kFooter =
    "\nExamples:\n"
    "  spillway run scenarios/burst.yaml                      one scenario, told on the terminal\n"
    "  spillway run scenarios/burst.yaml --set AlarmThreshold=5 --set aws.ecs.start.pull=60s\n"
    "  spillway run scenarios/burst.yaml --out out            with its files in out/\n"
    "  spillway test scenarios --junit junit.xml              all of them, as a CI job\n"
    "  spillway explain events                                what an expectation can name\n\n"
    "Exit codes: 0 all expectations met, 1 an expectation failed, 2 bad scenario, template or "
    "usage,\n"
    "3 a call or feature that is not modelled, 4 two runs of one seed differed, 5 stopped, 130 "
    "interrupted.";

using Action = std::function<ExitCode(Terminal&)>;

void add_run(CLI::App& app, cli::RunArguments& arguments, Action& action) {
  auto* command = app.add_subcommand("run", "Run one scenario and tell what happened");
  command->add_option("scenario", arguments.scenario, "The scenario file")
      ->required()
      ->type_name("FILE");
  command->add_option("--seed", arguments.seed, "Seed of all chance; the scenario's by default")
      ->type_name("N");
  command
      ->add_option("--set", arguments.set,
                   "Change a template parameter (AlarmThreshold=5) or a key of the scenario "
                   "(aws.ecs.start.pull=60s, load.burst.rate=40/s)")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  command
      ->add_option("--out", arguments.out_dir,
                   "Write timeline.jsonl, summary.json, requests.jtl, junit.xml here")
      ->type_name("DIR");
  command->add_flag("--no-requests", arguments.no_requests, "Leave requests.jtl out");
  command->add_flag("--check-determinism", arguments.check_determinism,
                    "Run twice and compare; names the first difference");
  command->add_flag("--quiet", arguments.quiet, "Only the exit code and problems");
  command->callback([&] { action = [&](Terminal& t) { return cli::run_command(arguments, t); }; });
}

void add_test(CLI::App& app, cli::TestArguments& arguments, Action& action) {
  auto* command = app.add_subcommand("test", "Run many scenarios, one verdict each");
  command->add_option("paths", arguments.paths, "Scenario files, or folders of them")
      ->required()
      ->type_name("PATH");
  command->add_option("--junit", arguments.junit_file, "Write the verdicts as JUnit XML")
      ->type_name("FILE");
  command
      ->add_option("--jobs", arguments.jobs,
                   "Scenarios at once; as many as there are cores by default")
      ->type_name("N")
      ->check(CLI::Range(1, 1024));
  command->callback([&] { action = [&](Terminal& t) { return cli::test_command(arguments, t); }; });
}

void add_report(CLI::App& app, std::string& folder, Action& action) {
  auto* command = app.add_subcommand("report", "Show a finished run again, from its files");
  command->add_option("dir", folder, "The folder that run --out wrote")
      ->required()
      ->type_name("DIR");
  command->callback([&] { action = [&](Terminal& t) { return cli::report_command(folder, t); }; });
}

void add_validate(CLI::App& app, std::vector<std::string>& files, Action& action) {
  auto* command =
      app.add_subcommand("validate", "Check scenarios and templates without running them");
  command->add_option("files", files, "Scenario or template files")->required()->type_name("FILE");
  command->callback([&] { action = [&](Terminal& t) { return cli::validate_command(files, t); }; });
}

void add_explain(CLI::App& app, std::string& topic, Action& action) {
  auto* command =
      app.add_subcommand("explain", "Teach: the scenario format, events, metrics, AWS settings");
  command->add_option("topic", topic, "What to explain")
      ->required()
      ->check(CLI::IsMember(cli::explain_topics()));
  command->callback([&] { action = [&](Terminal& t) { return cli::explain_command(topic, t); }; });
}

void add_completion(CLI::App& app, std::string& shell, Action& action) {
  auto* command = app.add_subcommand("completion", "Print the completion script of a shell");
  command->add_option("shell", shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->footer("\nExample: source <(spillway completion bash)");
  command->callback([&] {
    action = [&](Terminal& t) {
      t.print(cli::completion_script(app, shell));
      return ExitCode::ok;
    };
  });
}

int run_main(int argc, char** argv) {
  Terminal terminal(Environment::from_process());
  CLI::App app{kAbout, "spillway"};
  app.footer(kFooter);
  app.set_version_flag("--version", "spillway 0.1.0");
  app.require_subcommand(1);
  Action action;
  cli::RunArguments run;
  cli::TestArguments test;
  std::string folder;
  std::vector<std::string> files;
  std::string topic;
  std::string shell;
  add_run(app, run, action);
  add_test(app, test, action);
  add_report(app, folder, action);
  add_validate(app, files, action);
  add_explain(app, topic, action);
  add_completion(app, shell, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const bool is_help = error.get_exit_code() == 0;
    app.exit(error);
    return static_cast<int>(is_help ? ExitCode::ok : ExitCode::bad_input);
  }
  return static_cast<int>(action(terminal));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run_main(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "spillway: a bug: %s\n", error.what());
    return 70;
  }
}
