// Children of the emulator: their output, their ends.
#include "emulator/live/process.hpp"

#include <algorithm>
#include <csignal>

#include "tests/emulator/live/fixture.hpp"

using namespace spillway;
using namespace spillway::live;
using namespace spillway::live::test;

namespace {

struct Child : Loop {
  explicit Child(std::vector<std::string> command, std::string directory = "") {
    auto started = Process::start(
        runtime, *guardian,
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
  REQUIRE(child.lines.size() == 3);
  CHECK(child.lines[0] == "A=b");
  CHECK(child.lines[1] == "PATH=/usr/bin:/bin");
  CHECK(child.lines[2].starts_with("SPILLWAY_CHILD="));  // the guardian's mark
}

TEST_CASE("how it ended: its status, or the signal as a negative number") {
  struct Row {
    const char* script;
    int status;
  };
  const Row row = GENERATE(Row{"exit 0", 0}, Row{"exit 3", 3}, Row{"kill -KILL $$", -9},
                           Row{"kill -TERM $$", -15}, Row{"exit 137", 137});
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
  CHECK(child.status == -SIGTERM);
  CHECK(child.until([&] { return ::kill(grandchild, 0) != 0; }));
}

// Drills: children that do not behave.

TEST_CASE("what it leaves behind ends with it, also in a session of its own") {
  Child child({"sh", "-c", "setsid sleep 100 & echo $!; sleep 100 & echo $!; exit 4"});
  CHECK(child.ended());
  CHECK(child.status == 4);
  REQUIRE(child.lines.size() == 2);
  for (const std::string& line : child.lines) {
    const pid_t pid = std::stoi(line);
    CHECK(child.until([&] { return ::kill(pid, 0) != 0; }));
  }
}

TEST_CASE("a daemon that it has become ends when it is destroyed") {
  Child child({"sh", "-c", "(setsid sh -c 'echo $$; exec sleep 100' &); exec sleep 100"});
  REQUIRE(child.until([&] { return !child.lines.empty(); }));
  const pid_t pid = std::stoi(child.lines.front());
  CHECK(::kill(pid, 0) == 0);
  child.process.reset();
  CHECK(child.until([&] { return ::kill(pid, 0) != 0; }));
}

TEST_CASE("one that closes its output runs on, and its end is told") {
  Child child({"sh", "-c", "echo last; exec >&- 2>&-; sleep 0.2; exit 5"});
  CHECK(child.ended());
  CHECK(child.status == 5);
  CHECK(child.lines == std::vector<std::string>{"last"});
}

TEST_CASE("a line without an end is told in pieces, and what cannot be kept up with waits") {
  Child child({"sh", "-c", "exec yes aaaaaaaaaaaaaaa | tr -d '\\n'"});
  std::size_t told = 0;
  const TimePoint begun = child.runtime.now();
  CHECK(child.until([&] {
    for (const std::string& line : child.lines) {
      told += line.size();
      CHECK(line.size() == Process::kMaxLine);
    }
    child.lines.clear();
    return told > 8 * Process::kMaxLine;
  }));
  // 40 MB a second at most, however fast it prints: two megabytes need one breath at least.
  CHECK(child.until([&] { return child.runtime.now() - begun > 200ms; }));
  for (const std::string& line : child.lines) told += line.size();
  const double seconds = to_seconds(child.runtime.now() - begun);
  CHECK(static_cast<double>(told) < 45e6 * seconds + 5e6);
}

TEST_CASE("what it has printed so far can be had at once") {
  Child child({"sh", "-c", "echo one; exec sleep 100"});
  CHECK(child.until([&] { return !child.lines.empty(); }));
  child.process->drain();
  CHECK(child.lines == std::vector<std::string>{"one"});
  CHECK_FALSE(child.process->has_ended());
  child.process->signal(SIGKILL);
  CHECK(child.until([&] { return child.process->has_ended(); }));
}

TEST_CASE("its memory and its processor time are known while it runs, the most memory afterwards") {
  Child child(
      {"python3", "-c",
       "x = bytearray(64_000_000); print('made', flush=True); import time; time.sleep(100)"});
  REQUIRE(child.until([&] { return !child.lines.empty(); }));
  const ProcessUsage usage = child.process->usage();
  CHECK(usage.memory_bytes > 64'000'000);
  CHECK(usage.max_memory_bytes >= usage.memory_bytes);
  CHECK(usage.threads == 1);
  child.process->signal(SIGKILL);
  CHECK(child.ended());
  CHECK(child.process->usage().max_memory_bytes > 64'000'000);
}

TEST_CASE("destroying it kills it and what it has started, and nobody is called any more") {
  Child child({"sh", "-c", "trap '' TERM; sleep 100 & echo $!; while :; do sleep 1; done"});
  CHECK(child.until([&] { return !child.lines.empty(); }));
  const pid_t pid = child.process->pid();
  child.process.reset();
  CHECK(::kill(pid, 0) != 0);
  CHECK_FALSE(child.status.has_value());
}
