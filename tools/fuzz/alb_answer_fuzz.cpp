// What a function answers, and what the app is given as an event: any bytes are understood or
// refused.
#include "app/alb_event.hpp"
#include "emulator/alb/lambda_response.hpp"
#include "tools/fuzz/expect.hpp"

using namespace spillway;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  for (const bool multi_value : {false, true}) {
    std::string payload(text);
    HttpResponse response;
    alb::LambdaResponses responses;
    if (!responses.parse(payload, multi_value, "Mon, 05 Jan 2026 12:00:00 GMT", response)) continue;
    fuzz::expect(payload == text, "the payload's bytes stay");
    fuzz::expect(response.status >= 100 && response.status < 1000, "a status has three digits");
  }
  app::AlbEventReader reader;
  const auto request = reader.read(std::string(text));
  if (!request) fuzz::expect(request.error().type == "Function.BadEvent", "the error has its type");
  return 0;
}
