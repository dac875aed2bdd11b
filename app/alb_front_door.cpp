#include "app/alb_front_door.hpp"

namespace spillway::app {

Task<InvocationResult> AlbFrontDoor::handle(const Invocation& invocation) {
  auto event = reader_.read(invocation.payload);
  if (!event) co_return event.error();
  const HttpResponse response = co_await app_.handle(std::move(event->request));
  co_return write_alb_response(response, event->mode);
}

}  // namespace spillway::app
