// What happens to children when the emulator itself is killed: here a process of the test's own
// stands for it.
#include "emulator/live/guardian.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>

#include "emulator/live/process.hpp"
#include "tests/emulator/live/fixture.hpp"

using namespace spillway;
using namespace spillway::live;
using namespace spillway::live::test;

namespace {

// Starts `script`, and writes what it prints into the pipe until it is killed.
[[noreturn]] void be_an_emulator(const char* script, int output) {
  Loop loop;
  const auto process = Process::start(
      loop.runtime, *loop.guardian, {{"sh", "-c", script}, {{"PATH", "/usr/bin:/bin"}}, ""},
      [output](std::string_view line) {
        const std::string text = std::string(line) + "\n";
        [[maybe_unused]] const auto count = ::write(output, text.data(), text.size());
      },
      [](int) {});
  if (process) loop.runtime.run();
  _exit(1);
}

bool lives(pid_t pid) { return ::kill(pid, 0) == 0; }

/// The numbers that the script printed, then the emulator's SIGKILL; whether all of them end.
bool all_end_with_a_killed_emulator(const char* script, std::size_t count) {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t emulator = fork();
  if (emulator == 0) be_an_emulator(script, ends[1]);
  ::close(ends[1]);
  std::string text;
  char letter = 0;
  while (static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) < count) {
    REQUIRE(::read(ends[0], &letter, 1) == 1);
    text += letter;
  }
  ::close(ends[0]);
  std::vector<pid_t> pids;
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
    pids.push_back(std::stoi(text.substr(at)));
    CHECK(lives(pids.back()));
  }
  ::kill(emulator, SIGKILL);
  waitpid(emulator, nullptr, 0);
  for (int i = 0; i < 1000 && std::any_of(pids.begin(), pids.end(), lives); ++i) usleep(10'000);
  return std::none_of(pids.begin(), pids.end(), lives);
}

}  // namespace

TEST_CASE("a child, its children and theirs end with an emulator that is killed") {
  CHECK(
      all_end_with_a_killed_emulator("trap '' TERM INT HUP; echo $$; sh -c 'trap \"\" TERM; echo "
                                     "$$; sleep 100 & echo $!; wait' & wait",
                                     3));
}

TEST_CASE("so does a daemon with a session of its own") {
  CHECK(all_end_with_a_killed_emulator("(setsid sh -c 'echo $$; exec sleep 100' &); exec sleep 100",
                                       1));
}

TEST_CASE("so does one that has cleared its environment, if it has been seen") {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t emulator = fork();
  if (emulator == 0) {
    Loop loop;
    pid_t daemon = 0;
    const auto process = Process::start(
        loop.runtime, *loop.guardian,
        {{"sh", "-c", "(env -i setsid sh -c 'echo $$; exec sleep 100' &); exec sleep 100"},
         {{"PATH", "/usr/bin:/bin"}},
         ""},
        [&](std::string_view line) { daemon = std::stoi(std::string(line)); }, [](int) {});
    if (!process || !loop.until([&] { return daemon != 0; })) _exit(1);
    loop.guardian->tend();
    [[maybe_unused]] const auto count = ::write(ends[1], &daemon, sizeof daemon);
    pause();
  }
  pid_t daemon = 0;
  REQUIRE(::read(ends[0], &daemon, sizeof daemon) == sizeof daemon);
  CHECK(lives(daemon));
  ::kill(emulator, SIGKILL);
  waitpid(emulator, nullptr, 0);
  for (int i = 0; i < 1000 && lives(daemon); ++i) usleep(10'000);
  CHECK_FALSE(lives(daemon));
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST_CASE("marks differ, and belong to the run") {
  const auto guardian = *Guardian::start();
  const std::string one = guardian->new_mark();
  const std::string two = guardian->new_mark();
  CHECK(one.starts_with("SPILLWAY_CHILD="));
  CHECK(one.substr(0, one.rfind('.')) == two.substr(0, two.rfind('.')));
  CHECK(one != two);
}
