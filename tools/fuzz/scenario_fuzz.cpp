// The scenario loader: any bytes are a scenario or a list of problems.
#include "tools/fuzz/diagnostics.hpp"
#include "tools/harness/scenario_loader.hpp"

using namespace spillway;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const auto scenario = harness::parse_scenario(text, "no-such-folder/scenario.yaml");
  if (!scenario) {
    fuzz::expect_useful(scenario.error(), text);
  } else {
    fuzz::expect(!scenario->name.empty(), "a scenario has a name");
    fuzz::expect(scenario->duration > Duration{}, "a scenario lasts");
  }
  return 0;
}
