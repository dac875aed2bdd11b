#include "tools/harness/load/request_record.hpp"

namespace spillway::harness {

std::string_view to_string(Target target) {
  switch (target) {
    case Target::lambda:
      return "lambda";
    case Target::ecs:
      return "ecs";
    case Target::alb:
      return "alb";
    case Target::none:
      return "none";
  }
  return "none";
}

}  // namespace spillway::harness
