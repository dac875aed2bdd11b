// The JSON protocols 1.0 and 1.1 (ECS, EventBridge, Logs...): calls to one account, each a line
// with the target ("AWSEvents.PutRule") and a line with the body.
#include "tools/fuzz/api_world.hpp"
#include "tools/fuzz/http_text.hpp"

using namespace spillway;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  std::string_view text = fuzz::text_of(data, size);
  fuzz::ApiWorld api(false);
  for (int calls = 0; calls < 8 && !text.empty(); ++calls) {
    HttpRequest request{"POST", "/", {{"Content-Type", "application/x-amz-json-1.1"}}, ""};
    request.headers.add("X-Amz-Target", fuzz::take(text, "\n"));
    request.body = fuzz::take(text, "\n");
    const HttpResponse answer = api.send(std::move(request));
    fuzz::expect(answer.status != 500, "a refusal is the client's fault");
    fuzz::expect(answer.body.empty() || answer.body.front() == '<' || Json::accept(answer.body),
                 "the answer is JSON");
  }
  return 0;
}
