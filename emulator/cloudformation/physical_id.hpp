// Names and ids that CloudFormation makes up when the template gives none. Private to this folder.
#pragma once

#include <cstddef>
#include <string>

#include "emulator/core/ids.hpp"
#include "runtime/runtime.hpp"

namespace spillway::cloudformation {

class PhysicalIds {
 public:
  PhysicalIds(std::string stack_name, const Runtime& runtime);

  /// "<stack>-<LogicalId>-<12 random characters>". If it would exceed `limit`, the stack's name is
  /// cut down to a letter, then the logical id: reports tell resources by it (how CloudFormation
  /// cuts is UNSOURCED).
  std::string name(const std::string& logical_id, std::size_t limit);
  /// `prefix` + 17 hexadecimal digits, as EC2's ids are: "vpc-0a1b...".
  std::string ec2(const std::string& prefix) { return prefix + ids_.hex(17); }
  std::string uuid() { return ids_.uuid(); }

 private:
  std::string stack_name_;
  Rng rng_;
  core::IdSource ids_;
};

}  // namespace spillway::cloudformation
