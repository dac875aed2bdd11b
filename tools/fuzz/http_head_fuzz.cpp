// What comes over the load balancer's connections: any bytes are a message or are refused, and it
// makes no difference in what pieces they come.
#include "emulator/live/body_decoder.hpp"
#include "tools/fuzz/expect.hpp"

using namespace spillway;
using namespace spillway::live;

namespace {

struct Content {
  std::string content;
  std::size_t taken = 0;
  bool over = false;
  bool malformed = false;
  bool operator==(const Content&) const = default;
};

Content decode(const BodyFraming& framing, std::string_view text, std::size_t size) {
  BodyDecoder body;
  body.begin(framing);
  Content result;
  std::string scratch;
  while (result.taken < text.size() && !body.is_over() && !body.is_malformed()) {
    std::string_view block = text.substr(result.taken, size);
    const std::size_t before = block.size();
    result.content += body.decode(block, scratch);
    fuzz::expect(block.size() < before || body.is_malformed(), "a body takes what there is");
    result.taken += before - block.size();
  }
  result.over = body.is_over();
  result.malformed = body.is_malformed();
  return result;
}

void check_body(const BodyFraming& framing, std::string_view text) {
  const Content whole = decode(framing, text, text.size() + 1);
  const Content pieces = decode(framing, text, 1);
  fuzz::expect(whole.malformed == pieces.malformed, "malformed in any pieces");
  if (!whole.malformed) fuzz::expect(whole == pieces, "the same body in any pieces");
}

void check_request(std::string_view text) {
  HttpRequest request;
  RequestHead head;
  std::size_t scanned = 0;
  if (!parse_request_head(text, scanned, request, head) || head.refused != 0) return;
  fuzz::expect(head.bytes <= text.size(), "a head ends within what came");
  fuzz::expect(head.desync.tier != Desync::Tier::severe, "what is severe is refused");
  for (const auto& [name, value] : request.headers) {
    fuzz::expect(!name.empty() && name.find_first_of(" :\r\n") == std::string_view::npos, "a name");
    fuzz::expect(value.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos,
                 "a value is one line");
    fuzz::expect(!iequals(name, "transfer-encoding"), "framing is not passed on");
  }
  HttpRequest again;
  RequestHead again_head;
  scanned = 0;
  for (std::size_t n = 1; n < head.bytes; ++n) {
    fuzz::expect(!parse_request_head(text.substr(0, n), scanned, again, again_head),
                 "a head that is understood is not refused before its end");
  }
  fuzz::expect(parse_request_head(text.substr(0, head.bytes), scanned, again, again_head) &&
                   again.headers == request.headers && again.target == request.target,
               "the same head in any pieces");
  check_body(head.body, text.substr(head.bytes));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  check_request(text);
  HttpResponse response;
  ResponseHead head;
  std::size_t scanned = 0;
  if (parse_response_head(text, scanned, false, response, head) && !head.malformed) {
    fuzz::expect(head.bytes <= text.size(), "a head ends within what came");
    fuzz::expect(response.status >= 100 && response.status < 1000, "a status has three digits");
    check_body(head.body, text.substr(head.bytes));
  }
  check_body({BodyFraming::Kind::chunked, 0}, text);
  return 0;
}
