// Functions that are named by their Handler, in a folder of their own.
#pragma once

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "emulator/live/bootstraps.hpp"
#include "tests/emulator/live/function_fixture.hpp"

namespace spillway::live::test {

using Kind = lambda::InvocationOutput::Kind;

inline const std::string kPython = "python3.11";
inline const std::string kNode = "nodejs20.x";

/// A folder with the function's files, gone with the test.
struct Folder {
  Folder() {
    char path[] = "/tmp/spillway-handler-XXXXXX";
    name = mkdtemp(path);
  }
  ~Folder() { std::filesystem::remove_all(name); }
  void write(const std::string& file, const std::string& text) const {
    std::filesystem::create_directories(std::filesystem::path(name + "/" + file).parent_path());
    std::ofstream(name + "/" + file) << text;
  }
  std::string name;
};

struct Handler : Loop {
  Handler(const std::string& runtime_name, const std::string& folder, const std::string& handler)
      : environment(runtime, *guardian, Function::spec(), {}, [](EventSeq) {}) {
    Program program{bootstrap_command(runtime_name),
                    {{"PATH", "/usr/local/bin:/usr/bin:/bin"},
                     {"LAMBDA_TASK_ROOT", folder},
                     {"_HANDLER", handler},
                     {"AWS_LAMBDA_FUNCTION_NAME", "f"},
                     {"AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"},
                     {"AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"},
                     {"AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/f"},
                     {"AWS_LAMBDA_LOG_STREAM_NAME", "2026/01/01/[$LATEST]ab"}},
                    folder};
    environment.start(
        program, [this](std::string_view line) { lines.emplace_back(line); },
        [this](lambda::InitOutput output) { init = std::move(output); });
    REQUIRE(until([this] { return init.has_value(); }));
  }
  lambda::InvocationOutput invoke(const std::string& payload) {
    std::optional<lambda::InvocationOutput> output;
    environment.invoke({"id-1", runtime.now() + 3s, "Root=1", payload},
                       [&](lambda::InvocationOutput&& out) { output = std::move(out); });
    REQUIRE(until([&] { return output.has_value(); }));
    return std::move(*output);
  }
  Json answer(const std::string& payload) {
    const auto output = invoke(payload);
    INFO(output.payload);
    REQUIRE(output.kind == Kind::response);
    return Json::parse(output.payload);
  }
  Json error(const std::string& payload) {
    const auto output = invoke(payload);
    INFO(output.payload);
    REQUIRE(output.kind == Kind::error);
    return Json::parse(output.payload);
  }

  std::vector<std::string> lines;
  std::optional<lambda::InitOutput> init;
  FunctionProcess environment;
};

/// What an init that fails says, and the type for the log.
inline Json failure(const std::string& runtime_name, const std::string& folder,
                    const std::string& handler) {
  Handler function(runtime_name, folder, handler);
  REQUIRE_FALSE(function.init->ok);
  Json error = Json::parse(function.init->error_payload);
  CHECK(function.init->error_type == error["errorType"].get<std::string>());
  return error;
}

}  // namespace spillway::live::test
