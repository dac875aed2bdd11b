#include "tools/harness/determinism.hpp"

#include <filesystem>
#include <fstream>

#include "tests/support/catch.hpp"

using namespace spillway;

namespace {

namespace fs = std::filesystem;

// Two files in a folder of their own, gone with this object.
class TwoFiles {
 public:
  TwoFiles(const std::string& one, const std::string& two) {
    std::string name = (fs::temp_directory_path() / "determinism-test-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    folder_ = name;
    std::ofstream(folder_ / "one") << one;
    std::ofstream(folder_ / "two") << two;
  }
  ~TwoFiles() { fs::remove_all(folder_); }
  TwoFiles(const TwoFiles&) = delete;
  TwoFiles& operator=(const TwoFiles&) = delete;

  std::string difference() {
    return harness::first_difference(folder_ / "one", folder_ / "two", "timeline.jsonl", lines);
  }
  std::uint64_t lines = 0;

 private:
  fs::path folder_;
};

}  // namespace

TEST_CASE("equal files have no difference, and their lines are counted") {
  TwoFiles files("a\nb\n", "a\nb\n");
  CHECK(files.difference().empty());
  CHECK(files.lines == 2);
}

TEST_CASE("the first line that differs is told as each run wrote it") {
  TwoFiles files("{\"seq\":1}\n{\"seq\":2,\"x\":1}\n{\"seq\":3}\n",
                 "{\"seq\":1}\n{\"seq\":2,\"x\":2}\n{\"seq\":4}\n");
  CHECK(files.difference() ==
        "two runs of one seed differ, first in timeline.jsonl line 2:\n"
        "  first run:  {\"seq\":2,\"x\":1}\n"
        "  second run: {\"seq\":2,\"x\":2}");
}

TEST_CASE("a run that recorded less differs where it ended") {
  TwoFiles files("a\n", "a\nb\n");
  CHECK(files.difference() ==
        "two runs of one seed differ, first in timeline.jsonl line 2:\n"
        "  first run:  (ended)\n"
        "  second run: b");
}
