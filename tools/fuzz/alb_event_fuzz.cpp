// The event adapter, there and back: a client's request becomes the event of a function, which the
// app must understand; the app's answer to it, with the request's own fields and body, is one that
// the load balancer must understand.
#include <algorithm>
#include <cctype>

#include "app/alb_event.hpp"
#include "emulator/alb/lambda_event.hpp"
#include "emulator/alb/lambda_response.hpp"
#include "emulator/alb/request_facts.hpp"
#include "tools/fuzz/expect.hpp"
#include "tools/fuzz/http_text.hpp"

using namespace spillway;

namespace {

/// What no HTTP parser lets through is none of the adapter's business.
bool is_http(const HttpRequest& request) {
  const auto plain = [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F; };
  return std::ranges::all_of(request.headers, [&](const HttpHeaders::Field& field) {
    return !field.first.empty() && std::ranges::all_of(field.first, [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
    }) && std::ranges::all_of(field.second, plain);
  });
}

/// What the app makes of the event, or nothing: the load balancer refuses such a request.
void there_and_back(const HttpRequest& request, bool multi_value) {
  const alb::RequestFacts facts = alb::inspect(request);
  if (facts.refused != 0) return;
  alb::TargetGroup group;
  group.options.multi_value_headers = multi_value;
  group.event_prefix = alb::lambda_event_prefix("arn:aws:elasticloadbalancing:::targetgroup/f/1");
  alb::LambdaEvents events;
  const alb::LambdaEvents::Field added[] = {{"x-forwarded-port", "80"},
                                            {"x-forwarded-proto", "http"}};
  const auto event = events.write(group, request, facts, added);
  if (!event) return;  // no UTF-8

  fuzz::expect(Json::accept(*event), "an event is JSON");
  app::AlbEventReader reader;
  const auto read = reader.read(std::string(*event));
  fuzz::expect(read.has_value(), "the app understands every event");
  const app::AlbRequest& seen = **read;
  fuzz::expect(seen.request.method == request.method, "the method arrives");
  fuzz::expect(seen.request.body == request.body, "the body arrives");

  std::string answer =
      app::write_alb_response({200, "", seen.request.headers, seen.request.body}, seen.mode);
  HttpResponse response;
  alb::LambdaResponses responses;
  fuzz::expect(responses.parse(answer, multi_value, "Mon, 05 Jan 2026 12:00:00 GMT", response),
               "the load balancer understands every answer of the app");
  fuzz::expect(response.body == request.body, "the body comes back");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const HttpRequest request = fuzz::request_of(fuzz::text_of(data, size));
  if (!is_http(request)) return 0;
  there_and_back(request, false);
  there_and_back(request, true);
  return 0;
}
