// Metric math and alarm rules: any text is parsed and evaluated, or refused with a reason.
#include <cmath>

#include "emulator/cloudwatch/alarm_rule.hpp"
#include "emulator/cloudwatch/expression.hpp"
#include "tools/fuzz/expect.hpp"

using namespace spillway;
using namespace spillway::cloudwatch;

namespace {

void evaluate(const Expression& expression) {
  constexpr std::size_t kPoints = 3;
  const Series series{1.0, std::nullopt, -2.5e300};
  MathSource source;
  source.points = kPoints;
  source.value_of = [&](const std::string&) { return MathValue(series); };
  source.metrics = [&](const std::string&) { return std::vector<Series>{series, series}; };
  const auto value = expression.evaluate(source);
  if (!value) return;
  const auto* result = std::get_if<Series>(&*value);
  if (result == nullptr) return;
  fuzz::expect(result->size() == kPoints, "a series keeps its length");
  for (const auto& point : *result) {
    fuzz::expect(!point || std::isfinite(*point), "a point is a number or missing");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const auto expression = Expression::parse(text);
  if (expression) {
    evaluate(*expression);
  } else {
    fuzz::expect(!expression.error().message.empty(), "a refusal says why");
  }
  const auto rule = AlarmRule::parse(text);
  if (!rule) {
    fuzz::expect(!rule.error().message.empty(), "a refusal says why");
    return 0;
  }
  rule->holds([](const std::string& name) -> std::optional<AlarmState> {
    if (name.empty()) return std::nullopt;
    return AlarmState::alarm;
  });
  return 0;
}
