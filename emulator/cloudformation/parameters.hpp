// Parameters of a template: their declarations checked, their values taken from the caller or the
// defaults. Private to this folder.
#pragma once

#include <map>
#include <string>

#include "emulator/cloudformation/report.hpp"
#include "emulator/cloudformation/template.hpp"

namespace spillway::cloudformation {

/// By name; a list type's value is a sequence, all others are text. A value that could not be
/// determined is missing, and has been reported.
using ParameterValues = std::map<std::string, Node, std::less<>>;

ParameterValues resolve_parameters(const Template& from,
                                   const std::map<std::string, std::string>& given, Report& report);

/// Types whose value CloudFormation would fetch from Systems Manager: declared, but not to be used.
bool is_ssm_value(const Entry& parameter);

}  // namespace spillway::cloudformation
