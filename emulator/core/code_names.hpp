// The names under which a scenario's `code` may say what runs behind a function or a container.
// Pure functions, for the hosts: whoever finds one of the names, in this order, has the code.
#pragma once

#include <string>
#include <vector>

namespace spillway::core {

/// The logical id of the template; "function/<name>", also of what an API call made; its image.
std::vector<std::string> code_names_of_function(const std::string& logical_id,
                                                const std::string& function_name,
                                                const std::string& image);
/// Its image, so that each container of a task may have its own code; then the task definition's
/// logical id.
std::vector<std::string> code_names_of_container(const std::string& logical_id,
                                                 const std::string& image);
/// Can it be the name of an image ("repository:tag") or of a function that the template does not
/// have ("function/name")? Others are names of the template, or misspelt.
bool is_code_name(const std::string& name);

}  // namespace spillway::core
