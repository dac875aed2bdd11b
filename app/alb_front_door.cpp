#include "app/alb_front_door.hpp"

namespace spillway::app {

Task<InvocationResult> AlbFrontDoor::handle(const Invocation& invocation) {
  const auto event = reader_.read(invocation.payload);
  if (!event) co_return event.error();
  const HeaderMode mode = (*event)->mode;
  const HttpResponse response = co_await app_.handle((*event)->request);
  co_return write_alb_response(response, mode);
}

}  // namespace spillway::app
