// The vectors are those of AWS's Signature Version 4 test suite.
#include "runtime/aws/sigv4.hpp"

#include "runtime/wall_time.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::aws;

namespace {

constexpr const char* kSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
constexpr const char* kHost = "example.amazonaws.com";

WallTime signing_time() { return *parse_amz_date("20150830T123600Z"); }

Signing example_signing() { return {"service", "us-east-1", {"AKIDEXAMPLE", kSecret, ""}}; }

HttpRequest request_to(std::string target, HttpHeaders headers = {}) {
  return {"GET", std::move(target), std::move(headers), ""};
}

std::string signature_after_signing(HttpRequest request,
                                    const Signing& signing = example_signing()) {
  sign(request, signing, kHost, signing_time());
  return read_signature(request)->signature;
}

HttpRequest signed_post() {
  HttpRequest request;
  request.method = "POST";
  request.target = "/path?b=2&a=1";
  request.headers.add("Content-Type", "application/x-amz-json-1.1");
  request.body = "{}";
  sign(request, example_signing(), kHost, signing_time());
  return request;
}

}  // namespace

TEST_CASE("SigV4 get-vanilla: the whole header") {
  HttpRequest request = request_to("/");
  sign(request, example_signing(), kHost, signing_time());
  CHECK(request.headers.get("Host") == kHost);
  CHECK(request.headers.get("X-Amz-Date") == "20150830T123600Z");
  CHECK(request.headers.get("Authorization") ==
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
        "SignedHeaders=host;x-amz-date, "
        "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
}

TEST_CASE("SigV4 test suite: paths are normalised and encoded") {
  const std::pair<const char*, const char*> vectors[] = {
      {"/./", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
      {"/example/..", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
      {"//example//", "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84"},
      {"/example space/", "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741"},
      {"/\xe1\x88\xb4", "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"}};
  for (const auto& [path, signature] : vectors) {
    CAPTURE(path);
    CHECK(signature_after_signing(request_to(path)) == signature);
  }
}

TEST_CASE("SigV4 test suite: queries are encoded and sorted") {
  const std::pair<const char*, const char*> vectors[] = {
      {"/?\xe1\x88\xb4=bar", "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04"},
      {"/?Param2=value2&Param1=value1",
       "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"},
      {"/?Param-3=Value3&Param=Value2&%E1%88%B4=Value1",
       "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac"}};
  for (const auto& [target, signature] : vectors) {
    CAPTURE(target);
    CHECK(signature_after_signing(request_to(target)) == signature);
  }
}

TEST_CASE("SigV4 test suite: header values are trimmed, collapsed and joined") {
  CHECK(signature_after_signing(
            request_to("/", {{"My-Header1", " value1"}, {"My-Header2", " \"a   b   c\""}})) ==
        "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736");
  CHECK(signature_after_signing(request_to(
            "/", {{"My-Header1", "value2"}, {"My-Header1", "value2"}, {"My-Header1", "value1"}})) ==
        "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea");
}

TEST_CASE("SigV4 test suite: a session token is signed") {
  Signing signing = example_signing();
  signing.credentials.session_token =
      "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267";
  CHECK(signature_after_signing(request_to("/"), signing) ==
        "07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8");
}

TEST_CASE("SigV4 test suite: the body is signed") {
  HttpRequest request;
  request.method = "POST";
  request.headers = {
      {"Content-Type", "application/x-www-form-urlencoded"},
      {"Content-Length", "13"},
      {"x-amz-content-sha256", "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e"}};
  request.body = "Param1=value1";
  CHECK(signature_after_signing(request) ==
        "d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b");
}

TEST_CASE("G3 the path is signed twice-encoded") {
  const std::vector<std::string> none;
  const std::string canonical =
      canonical_request(request_to("/functions/arn%3Aaws/invocations"), none);
  CHECK(canonical.starts_with("GET\n/functions/arn%253Aaws/invocations\n\n\n\n"));
}

TEST_CASE("a signature matches its own request and secret") {
  const HttpRequest request = signed_post();
  const auto claimed = read_signature(request);
  REQUIRE(claimed);
  CHECK(claimed->access_key_id == "AKIDEXAMPLE");
  CHECK(claimed->region == "us-east-1");
  CHECK(claimed->service == "service");
  CHECK(claimed->signed_at == signing_time());
  CHECK(signature_matches(request, *claimed, kSecret));
  CHECK_FALSE(signature_matches(request, *claimed, "another"));
}

TEST_CASE("a signature matches no request that differs in what was signed") {
  const auto matches = [](const HttpRequest& request) {
    return signature_matches(request, *read_signature(request), kSecret);
  };
  HttpRequest request = signed_post();
  request.body = "{ }";
  CHECK_FALSE(matches(request));
  request = signed_post();
  request.method = "PUT";
  CHECK_FALSE(matches(request));
  request = signed_post();
  request.target = "/path?a=1&b=3";
  CHECK_FALSE(matches(request));
  request = signed_post();
  request.headers.set("Content-Type", "text/plain");
  CHECK_FALSE(matches(request));
  request = signed_post();
  request.headers.add("X-Amz-Date", "20150830T123600Z");  // sent twice
  CHECK_FALSE(matches(request));
  request = signed_post();
  request.target = "/path?a=1&b=2";  // the same, in another order
  request.headers.add("User-Agent", "not signed");
  CHECK(matches(request));
}

TEST_CASE("G3 a request without a usable signature is refused by kind") {
  using Kind = SignatureFault::Kind;
  const auto kind_with = [](const std::string& authorization) {
    HttpRequest request = signed_post();
    request.headers.set("Authorization", authorization);
    const auto result = read_signature(request);
    REQUIRE_FALSE(result);
    return result.error().kind;
  };
  HttpRequest bare = signed_post();
  bare.headers.remove("Authorization");
  CHECK(read_signature(bare).error().kind == Kind::missing);

  const std::string good(*signed_post().headers.get("Authorization"));
  const auto replaced = [&](const std::string& what, const std::string& by) {
    std::string text = good;
    return text.replace(text.find(what), what.size(), by);
  };
  CHECK(kind_with("Bearer x") == Kind::incomplete);
  CHECK(kind_with(replaced("Signature=", "Sig=")) == Kind::incomplete);
  CHECK(kind_with(replaced("/aws4_request", "")) == Kind::incomplete);
  CHECK(kind_with(replaced("20150830/", "20150831/")) == Kind::mismatch);
  CHECK(kind_with(replaced("host;", "")) == Kind::mismatch);
  CHECK(kind_with(replaced("content-type;host", "host;content-type")) == Kind::mismatch);
  CHECK(kind_with(replaced("content-type;", "content-type;expect;")) == Kind::mismatch);
}
