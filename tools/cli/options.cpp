#include "tools/cli/options.hpp"

#include <CLI/CLI.hpp>

#include "tools/cli/completion.hpp"
#include "tools/cli/listening_options.hpp"

namespace spillway::cli {
namespace {

using harness::ExitCode;

constexpr const char* kAbout =
    "Spillway runs a Lambda-to-Fargate failover with the real app and the real controller against\n"
    "models of AWS: in virtual time within milliseconds, or live with processes and sockets.\n\n"
    "A scenario names a CloudFormation template, the code behind it, the load, and what is\n"
    "expected; the run says when the alarm fires, when the container serves, and who gets errors\n"
    "meanwhile.\n";

constexpr const char* kFooter =
    "Examples:\n"
    "  spillway run scenarios/burst.yaml                    one scenario, told on the terminal\n"
    "  spillway run scenarios/burst.yaml --set AlarmThreshold=5 --out out\n"
    "  spillway test scenarios --junit junit.xml            all of them, as a CI job does\n"
    "  spillway up scenarios/burst.yaml                     live, for any client and load\n"
    "  spillway explain scenario                            how to write one\n"
    "  spillway run --help                                  the options of a command\n\n"
    "Exit codes:\n"
    "  0    all expectations met\n"
    "  1    an expectation failed\n"
    "  2    bad scenario, template or usage\n"
    "  3    a call or feature that is not modelled\n"
    "  4    two runs of one seed differed\n"
    "  5    stopped: a limit, a livelock, a full disk\n"
    "  130  interrupted";

constexpr const char* kRunFooter =
    "Examples:\n"
    "  spillway run scenarios/burst.yaml\n"
    "  spillway run scenarios/burst.yaml --seed 7 --set aws.ecs.start.pull=60s\n"
    "  spillway run scenarios/burst.yaml --set load.burst.rate=40/s --out out\n"
    "  spillway run --live scenarios/quick.yaml              with real processes and HTTP\n"
    "  spillway run --live --endpoint http://127.0.0.1:4566 scenarios/quick.yaml\n"
    "      against an emulator that was started with spillway up scenarios/quick.yaml\n\n"
    "The folder of --out holds timeline.jsonl (every event with its cause), summary.json,\n"
    "requests.jtl (JMeter reads it) and junit.xml. spillway report shows it again.\n"
    "spillway explain aws lists the settings of AWS, and exit-codes what the exit code says.";

constexpr const char* kUpFooter =
    "Examples:\n"
    "  spillway up scenarios/burst.yaml                      then put load on the printed address\n"
    "  spillway up scenarios/burst.yaml --load --alb-port 8000\n"
    "  spillway up scenarios/burst.yaml --json | jq .        events for a program\n"
    "  spillway up failover.template.yaml --code AppFunction=app --code AppTask=app \\\n"
    "      --code ControllerFunction=controller\n\n"
    "Clients use AWS_ENDPOINT_URL as printed, and test as both access key and secret key.\n"
    "Below /_spillway/ the endpoint has pages of its own: health, state, the timeline as\n"
    "server-sent events, reset, faults; /_spillway/ lists them.";

constexpr const char* kTestFooter =
    "Examples:\n"
    "  spillway test scenarios\n"
    "  spillway test scenarios my-scenario.yaml --junit junit.xml --jobs 4\n\n"
    "A folder stands for its *.yaml files that are no templates. The exit code is the gravest of\n"
    "all: what could not be judged before what failed.";

constexpr const char* kExplainFooter =
    "Topics:\n"
    "  scenario    the format, by example\n"
    "  events      what an expectation can wait for\n"
    "  metrics     what an expectation can measure\n"
    "  faults      what can be broken: each type with its target and attributes\n"
    "  aws         what AWS decides: each setting with its default and its source\n"
    "  schema      the JSON Schema of scenarios, for editors\n"
    "  exit-codes  what the exit code says";

constexpr const char* kCompletionFooter =
    "Examples:\n"
    "  source <(spillway completion bash)                    for this shell; or in ~/.bashrc\n"
    "  spillway completion zsh > ~/.zfunc/_spillway          a folder of zsh's $fpath\n"
    "  spillway completion fish > ~/.config/fish/completions/spillway.fish";

// Says what a seed is instead of what could not be converted.
std::string check_seed(const std::string& text) {
  static const std::string largest = "9223372036854775807";
  const bool digits = text.find_first_not_of("0123456789") == std::string::npos;
  const bool fits =
      text.size() < largest.size() || (text.size() == largest.size() && text <= largest);
  if (!text.empty() && digits && fits) return {};
  return "'" + text + "' is no whole number from 0 to " + largest;
}

const std::vector<std::string> kShells = {"bash", "zsh", "fish"};

// "{bash,zsh,fish}": the help shows it, and completion reads it.
std::string one_of(const std::vector<std::string>& words) {
  return CLI::detail::generate_set(words);
}

}  // namespace

CommandLine::CommandLine() : app_(std::make_unique<CLI::App>(kAbout, "spillway")) {
  app_->get_formatter()->column_width(24);
  app_->get_formatter()->label("REQUIRED", "");
  app_->get_formatter()->label("SUBCOMMAND", "COMMAND");
  app_->get_formatter()->label("Positionals", "Arguments");
  app_->footer(kFooter);
  app_->set_help_flag("-h,--help", "Print this and exit");
  app_->set_version_flag("--version", "spillway 0.1.0", "Print the version and exit");
  app_->require_subcommand(1);
  add_run();
  add_up();
  add_test();
  add_report();
  add_validate();
  add_explain();
  add_completion();
}

CommandLine::~CommandLine() = default;

CLI::App* CommandLine::add(const char* name, const char* about, const char* footer) {
  CLI::App* command = app_->add_subcommand(name, about);
  command->footer(footer);
  command->group("Commands");
  return command;
}

void CommandLine::add_run() {
  CLI::App* command = add("run", "Run one scenario and tell what happened", kRunFooter);
  command->add_option("scenario", run_.scenario, "The scenario file")
      ->required()
      ->type_name("FILE");
  command->add_option("--seed", run_.seed, "Seed of all chance; the scenario's by default")
      ->type_name("N")
      ->check(CLI::Validator(check_seed, ""));
  command
      ->add_option("--set", run_.set,
                   "Change a template parameter (AlarmThreshold=5) or a key of\n"
                   "the scenario (aws.ecs.start.pull=60s); may be repeated")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  command->add_option("--out", run_.out_dir, "Write the run's files into this folder")
      ->type_name("DIR")
      ->check(CLI::Validator(check_named, ""));
  command->add_flag("--no-requests", run_.no_requests, "Leave requests.jtl out");
  command->add_flag("--check-determinism", run_.check_determinism,
                    "Run twice and compare; tells the first difference");
  command->add_flag("--quiet", run_.quiet, "Print problems only; nothing if the run passed");
  CLI::Option* live = command->add_flag("--live", run_.live,
                                        "Run against the wall clock, with real processes and HTTP");
  live->excludes("--check-determinism");
  add_listening(*command, run_.listen, live);
  CLI::Option* endpoint =
      command->add_option("--endpoint", run_.endpoint,
                          "Send load and faults to an emulator that runs already\n"
                          "(spillway up), as it prints its AWS endpoint");
  endpoint->type_name("URL")->group("Live mode")->needs(live);
  command->callback([this, command] {
    refuse_own_listening(*command);
    action_ = [this](Terminal& t) { return run_command(run_, t); };
  });
}

void CommandLine::add_up() {
  CLI::App* command =
      add("up", "Run the emulator until Ctrl-C, for any client and load", kUpFooter);
  command->add_option("file", up_.file, "A scenario or a CloudFormation template")
      ->required()
      ->type_name("FILE");
  command->add_option("--set", up_.set, "As for run: a template parameter or a key of the scenario")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  command
      ->add_option("--code", up_.code,
                   "What runs behind a function or task definition, in place\n"
                   "of what a scenario says: app, controller or a command\n"
                   "(quotes hold words together); may be repeated")
      ->type_name("NAME=WHAT")
      ->allow_extra_args(false);
  command->add_flag("--load", up_.load, "Send the scenario's load too");
  CLI::Option* quiet =
      command->add_flag("--quiet", up_.quiet, "Print the addresses and what fails, no more");
  command
      ->add_flag("--json", up_.json,
                 "Print a line of JSON with the addresses, then each event\nas in timeline.jsonl")
      ->excludes(quiet);
  command->add_option("--out", up_.out_dir, "Write the run's files into this folder")
      ->type_name("DIR")
      ->check(CLI::Validator(check_named, ""));
  add_listening(*command, up_.listen, nullptr);
  command->callback([this] { action_ = [this](Terminal& t) { return up_command(up_, t); }; });
}

void CommandLine::add_test() {
  CLI::App* command = add("test", "Run many scenarios, one verdict each", kTestFooter);
  command->add_option("paths", test_.paths, "Scenario files, or folders of them")
      ->required()
      ->type_name("PATH");
  command->add_option("--junit", test_.junit_file, "Write the verdicts as JUnit XML")
      ->type_name("FILE")
      ->check(CLI::Validator(check_named, ""));
  command
      ->add_option("--jobs", test_.jobs,
                   "Scenarios at once, 1 to 1024; as many as there are cores by\ndefault")
      ->type_name("N")
      ->check(CLI::Range(1, 1024).description(""));
  command->callback([this] { action_ = [this](Terminal& t) { return test_command(test_, t); }; });
}

void CommandLine::add_report() {
  CLI::App* command =
      add("report", "Show a finished run again, from its files", "Example: spillway report out");
  command->add_option("dir", folder_, "The folder that spillway run --out wrote")
      ->required()
      ->type_name("DIR");
  command->callback(
      [this] { action_ = [this](Terminal& t) { return report_command(folder_, t); }; });
}

void CommandLine::add_validate() {
  CLI::App* command = add("validate", "Check scenarios and templates without running them",
                          "Example: spillway validate scenarios/*.yaml");
  command->add_option("files", files_, "Scenario or template files")->required()->type_name("FILE");
  command->callback(
      [this] { action_ = [this](Terminal& t) { return validate_command(files_, t); }; });
}

void CommandLine::add_explain() {
  CLI::App* command =
      add("explain", "Teach: the scenario format, events, metrics, AWS settings", kExplainFooter);
  command->add_option("topic", topic_, "What to explain; see below")
      ->required()
      ->type_name(one_of(explain_topics()))
      ->check(CLI::IsMember(explain_topics()).description(""));
  command->callback(
      [this] { action_ = [this](Terminal& t) { return explain_command(topic_, t); }; });
}

void CommandLine::add_completion() {
  CLI::App* command =
      add("completion", "Print the completion script of a shell", kCompletionFooter);
  command->add_option("shell", shell_, "The shell")
      ->required()
      ->type_name(one_of(kShells))
      ->check(CLI::IsMember(kShells).description(""));
  command->callback([this] {
    action_ = [this](Terminal& t) {
      t.print(completion_script(*app_, shell_));
      return ExitCode::ok;
    };
  });
}

}  // namespace spillway::cli
