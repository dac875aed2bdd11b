// REST-JSON (Lambda): calls to one account, each a line with method and target ("GET
// /2015-03-31/functions") and a line with the body.
#include "tools/fuzz/api_world.hpp"
#include "tools/fuzz/http_text.hpp"

using namespace spillway;

namespace {

// As its Content-Type says: one by the path of CBOR's operations is told so in CBOR.
bool is_well_formed(const HttpResponse& answer) {
  if (answer.body.empty() || answer.body.front() == '<') return true;
  if (answer.headers.get("Content-Type") != "application/cbor") return Json::accept(answer.body);
  return !Json::from_cbor(answer.body, true, false).is_discarded();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  std::string_view text = fuzz::text_of(data, size);
  fuzz::ApiWorld api(false);
  for (int calls = 0; calls < 8 && !text.empty(); ++calls) {
    std::string_view start = fuzz::take(text, "\n");
    HttpRequest request;
    request.method = fuzz::take(start, " ");
    request.target = start;
    request.body = fuzz::take(text, "\n");
    const HttpResponse answer = api.send(std::move(request));
    fuzz::expect(answer.status != 500, "a refusal is the client's fault");
    fuzz::expect(is_well_formed(answer), "the answer is what its Content-Type says");
  }
  return 0;
}
