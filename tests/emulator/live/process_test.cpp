// Children of the emulator: their output, their ends.
#include "emulator/live/process.hpp"

#include <csignal>

#include "tests/emulator/live/fixture.hpp"

using namespace spillway;
using namespace spillway::live;
using namespace spillway::live::test;

namespace {

struct Child : Loop {
  explicit Child(std::vector<std::string> command, std::string directory = "") {
    auto started = Process::start(
        runtime,
        {std::move(command), {{"A", "b"}, {"PATH", "/usr/bin:/bin"}}, std::move(directory)},
        [this](std::string_view line) { lines.emplace_back(line); },
        [this](int its_status) { status = its_status; });
    if (started) {
      process = std::move(*started);
    } else {
      error = started.error();
    }
  }
  bool ended() {
    return until([this] { return status.has_value(); });
  }

  std::vector<std::string> lines;
  std::optional<int> status;
  std::string error;
  std::unique_ptr<Process> process;
};

}  // namespace

TEST_CASE("its output comes line by line, both streams, the last line without its end too") {
  Child child({"sh", "-c", "echo one; echo two >&2; printf three"});
  CHECK(child.ended());
  CHECK(child.lines == std::vector<std::string>{"one", "two", "three"});
}

TEST_CASE("its environment is what it was given, nothing of the emulator's") {
  Child child({"env"});
  CHECK(child.ended());
  std::sort(child.lines.begin(), child.lines.end());
  CHECK(child.lines == std::vector<std::string>{"A=b", "PATH=/usr/bin:/bin"});
}

TEST_CASE("how it ended, as a shell counts it") {
  struct Row {
    const char* script;
    int status;
  };
  const Row row = GENERATE(Row{"exit 0", 0}, Row{"exit 3", 3}, Row{"kill -KILL $$", 137},
                           Row{"kill -TERM $$", 143});
  Child child({"sh", "-c", row.script});
  CHECK(child.ended());
  CHECK(child.status == row.status);
}

TEST_CASE("a program that cannot run is an error that says which and why") {
  CHECK(Child({"no-such-program"}).error ==
        "cannot run 'no-such-program': No such file or directory");
  CHECK(Child({"true"}, "/no/such/folder").error ==
        "cannot run 'true' in /no/such/folder: No such file or directory");
}

TEST_CASE("it runs in its folder") {
  Child child({"pwd"}, "/usr");
  CHECK(child.ended());
  CHECK(child.lines == std::vector<std::string>{"/usr"});
}

TEST_CASE("a signal reaches the whole group") {
  Child child({"sh", "-c", "sleep 100 & echo $!; wait"});
  CHECK(child.until([&] { return !child.lines.empty(); }));
  const pid_t grandchild = std::stoi(child.lines.front());
  child.process->signal(SIGTERM);
  CHECK(child.ended());
  CHECK(child.status == 143);
  CHECK(child.until([&] { return ::kill(grandchild, 0) != 0; }));
}

TEST_CASE("destroying it kills it and what it has started, and nobody is called any more") {
  Child child({"sh", "-c", "trap '' TERM; sleep 100 & echo $!; while :; do sleep 1; done"});
  CHECK(child.until([&] { return !child.lines.empty(); }));
  const pid_t pid = child.process->pid();
  child.process.reset();
  CHECK(::kill(pid, 0) != 0);
  CHECK_FALSE(child.status.has_value());
}
