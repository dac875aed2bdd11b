#include "tools/cli/listening_options.hpp"

namespace spillway::cli {

std::string check_named(const std::string& path) {
  return path.empty() ? "name a place; it is empty" : "";
}

void add_listening(CLI::App& command, LiveArguments& listen, CLI::Option* live) {
  const std::string group = "Live mode";
  command
      .add_option("--port", listen.port, "Port of the AWS endpoint, 4566 by default; 0: a free one")
      ->type_name("N")
      ->check(CLI::Range(0, 65535).description(""))
      ->group(group);
  command
      .add_option("--alb-port", listen.alb_port,
                  "Port of the first listener, a free one by default")
      ->type_name("N")
      ->check(CLI::Range(0, 65535).description(""))
      ->group(group);
  command.add_option("--bind", listen.bind, "Address to listen on, 127.0.0.1 by default")
      ->type_name("IP")
      ->check(CLI::ValidIPV4.description(""))
      ->group(group);
  command
      .add_option("--allow-host", listen.hosts, "A further name by which clients call the endpoint")
      ->type_name("NAME")
      ->allow_extra_args(false)
      ->group(group);
  command
      .add_option("--access-log", listen.access_log,
                  "File for the load balancer's access log, in the format of\n"
                  "AWS; access.log in the folder of --out by default")
      ->type_name("FILE")
      ->check(CLI::Validator(check_named, ""))
      ->group(group);
  command
      .add_flag("--no-freeze", listen.no_freeze, "Let functions run on between their invocations")
      ->group(group);
  if (live == nullptr) return;
  for (CLI::Option* option : command.get_options()) {
    if (option->get_group() == group) option->needs(live);
  }
}

void refuse_own_listening(const CLI::App& command) {
  if (command.count("--endpoint") == 0) return;
  for (const char* own :
       {"--port", "--alb-port", "--bind", "--allow-host", "--access-log", "--no-freeze"}) {
    if (command.count(own) > 0) throw CLI::ExcludesError("--endpoint", own);
  }
}

}  // namespace spillway::cli
