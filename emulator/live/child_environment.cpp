#include "emulator/live/child_environment.hpp"

#include <algorithm>
#include <array>

namespace spillway::live {
namespace {

// Every name that begins so, but for the harmless ones below.
constexpr std::array<std::string_view, 20> kPrefixes = {
    "LD_",     "DYLD_", "GCONV_",   "GLIBC_", "MALLOC_", "PYTHON",   "NODE_",
    "BASH_",   "PERL",  "RUBY",     "GEM_",   "BUNDLE_", "LUA_",     "PHP",
    "DOTNET_", "COR_",  "CORECLR_", "GIT_",   "npm_",    "SPILLWAY_"};

constexpr std::array<std::string_view, 34> kNames = {"PATH",
                                                     "HOME",
                                                     "SHELL",
                                                     "ENV",
                                                     "IFS",
                                                     "PS4",
                                                     "PROMPT_COMMAND",
                                                     "SHELLOPTS",
                                                     "BASHOPTS",
                                                     "CDPATH",
                                                     "ZDOTDIR",
                                                     "EDITOR",
                                                     "VISUAL",
                                                     "PAGER",
                                                     "BROWSER",
                                                     "CLASSPATH",
                                                     "JAVA_TOOL_OPTIONS",
                                                     "JDK_JAVA_OPTIONS",
                                                     "_JAVA_OPTIONS",
                                                     "JAVA_OPTS",
                                                     "OPENSSL_CONF",
                                                     "OPENSSL_MODULES",
                                                     "OPENSSL_ENGINES",
                                                     "LOCPATH",
                                                     "NLSPATH",
                                                     "TERMINFO",
                                                     "CURL_HOME",
                                                     "AWS_CONFIG_FILE",
                                                     "AWS_SHARED_CREDENTIALS_FILE",
                                                     "AWS_PROFILE",
                                                     "AWS_DEFAULT_PROFILE",
                                                     "AWS_LAMBDA_EXEC_WRAPPER",
                                                     "AWS_DATA_PATH",
                                                     "XDG_CONFIG_HOME"};

constexpr std::array<std::string_view, 6> kHarmless = {
    "NODE_ENV",         "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE",
    "PYTHONIOENCODING", "PYTHONUTF8",       "PYTHONHASHSEED"};

// "A=B" as a name would be a variable of another name.
bool is_a_name(std::string_view variable) {
  return !variable.empty() && variable.find('=') == std::string_view::npos &&
         variable.find('\0') == std::string_view::npos;
}

}  // namespace

bool names_a_program(std::string_view variable) {
  if (!is_a_name(variable)) return true;
  if (std::ranges::find(kHarmless, variable) != kHarmless.end()) return false;
  return std::ranges::find(kNames, variable) != kNames.end() ||
         std::ranges::any_of(kPrefixes, [&](auto prefix) { return variable.starts_with(prefix); });
}

ChildEnvironment child_environment(const Variables& from_aws, const Variables& machine,
                                   const Program& program) {
  ChildEnvironment result;
  for (const auto& [name, value] : from_aws) {
    if (!names_a_program(name)) {
      result.variables[name] = value;
    } else if (name != "PATH" && name != "LD_LIBRARY_PATH") {  // which Lambda itself sets
      result.left_out.push_back(is_a_name(name) ? name : "a variable that has no name");
    }
  }
  for (const auto& [name, value] : machine) result.variables[name] = value;
  for (const auto& [name, value] : program.environment) result.variables[name] = value;
  return result;
}

}  // namespace spillway::live
