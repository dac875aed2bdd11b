// Fork and exec of a child. Internal to process.cpp.
#pragma once

#include <sys/types.h>

#include <boost/system/result.hpp>
#include <string>

#include "emulator/live/guardian.hpp"
#include "emulator/live/program.hpp"

namespace spillway::live {

/// The caller closes the descriptors.
struct Child {
  pid_t pid = 0;
  int output = -1;  ///< both its streams, to be read
  int end = -1;     ///< readable when it has ended
};

/// In a process group of its own, watched by the guardian, and killed by the kernel with the
/// calling thread. The error says what failed.
boost::system::result<Child, std::string> spawn_child(const Program& program,
                                                      const std::string& mark, Guardian& guardian);

}  // namespace spillway::live
