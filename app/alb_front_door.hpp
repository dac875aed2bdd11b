// AlbFrontDoor: the app as a Lambda function behind an ALB. Its handle() is an InvocationHandler.
//
// Owned by main() or by a function host, one per execution environment; it must outlive the tasks
// it gave. Used from the Runtime's thread only.
#pragma once

#include "app/alb_event.hpp"
#include "app/app.hpp"
#include "runtime/invocation.hpp"

namespace spillway::app {

class AlbFrontDoor {
 public:
  explicit AlbFrontDoor(Runtime& runtime) : app_(runtime, Mode::lambda) {}

  /// The ALB's event in, its answer out. An event that is none of an ALB's is a FunctionError.
  Task<InvocationResult> handle(const Invocation& invocation);

 private:
  App app_;
  AlbEventReader reader_;
};

}  // namespace spillway::app
