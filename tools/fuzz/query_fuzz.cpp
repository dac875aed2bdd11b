// The query protocol (ELBv2, CloudWatch, IAM...): each line is the form of a call, all to one
// account.
#include "tools/fuzz/api_world.hpp"
#include "tools/fuzz/http_text.hpp"

using namespace spillway;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  std::string_view text = fuzz::text_of(data, size);
  fuzz::ApiWorld api(false);
  for (int calls = 0; calls < 8 && !text.empty(); ++calls) {
    HttpRequest request{
        "POST", "/", {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}}, ""};
    request.body = fuzz::take(text, "\n");
    const HttpResponse answer = api.send(std::move(request));
    fuzz::expect(answer.status != 500, "a refusal is the client's fault");
    fuzz::expect(answer.body.empty() || answer.body.front() == '<' || Json::accept(answer.body),
                 "the answer is XML or JSON");
  }
  return 0;
}
