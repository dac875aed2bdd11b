// RecordedNames: the names under which a run's record tells of the template's resources.
//
// A scenario names a resource by its logical id, as the reports do; the record has the name that
// CloudFormation made up, which differs from seed to seed. Made from a record, for judging it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emulator/core/timeline.hpp"
#include "tools/harness/scenario.hpp"

namespace spillway::harness {

/// "AppService" of "(service AppService) has reached a steady state."; empty: it is no message of a
/// service.
std::string_view service_named_in(std::string_view message);

class RecordedNames {
 public:
  explicit RecordedNames(const std::vector<core::Event>& events);

  /// With the logical ids in its patterns replaced by recorded names.
  Expectation resolve(Expectation expectation) const;

 private:
  void resolve(EventPattern& pattern) const;
  std::string with_recorded_service(const std::string& message) const;
  void resolve(Anchor& anchor) const;

  std::map<std::pair<std::string, std::string>, std::string> names_;  // by type and logical id
};

}  // namespace spillway::harness
