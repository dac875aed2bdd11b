// ControllerProgram: the whole controller as one object, wired from its environment: configuration,
// credentials, AWS client, ports, shell. main() makes one over sockets, the emulator's function
// host one over an in-memory transport for each execution environment.
//
// The runtime and the transport outlive it, and it outlives the tasks it gave. Used from the
// Runtime's thread.
#pragma once

#include <boost/system/result.hpp>
#include <memory>

#include "runtime/environment.hpp"
#include "runtime/http_transport.hpp"
#include "runtime/invocation.hpp"

namespace spillway::controller {

class ControllerProgram {
 public:
  virtual ~ControllerProgram() = default;
  /// An InvocationHandler; see Controller::handle.
  virtual Task<InvocationResult> handle(const Invocation& invocation) = 0;
};

/// The error, of type "Function.InvalidConfiguration", tells everything that is wrong with the
/// environment at once; it belongs to /runtime/init/error.
boost::system::result<std::unique_ptr<ControllerProgram>, FunctionError> make_controller(
    Runtime& runtime, HttpTransport& transport, const Environment& environment);

}  // namespace spillway::controller
