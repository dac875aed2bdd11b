// The door of every protocol: any HTTP message, its signature included, is answered; nobody gets in
// without a good signature.
#include "tools/fuzz/api_world.hpp"
#include "tools/fuzz/http_text.hpp"

using namespace spillway;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  fuzz::ApiWorld api(true);
  const HttpResponse answer = api.send(fuzz::request_of(fuzz::text_of(data, size)));
  fuzz::expect(answer.status >= 400, "an unsigned request is refused");
  return 0;
}
