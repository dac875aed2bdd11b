#include "runtime/aws/sha256.hpp"
#include "runtime/percent.hpp"
#include "runtime/wall_time.hpp"
#include "tests/emulator/wire/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace spillway;
using namespace spillway::wire;
using namespace std::chrono_literals;

namespace {

struct Refusal {
  int status;
  std::string body;
  std::string error_type;
};

Refusal refusal(const HttpResponse& response) {
  return {response.status, response.body,
          std::string(response.headers.get("x-amzn-ErrorType").value_or(""))};
}

bool says(const Refusal& refusal, std::string_view text) {
  return refusal.body.find(text) != std::string::npos;
}

const HttpRequest kListTasks = json_request("AmazonEC2ContainerServiceV20141113.ListTasks", "{}");
const HttpRequest kDescribeRules = query_request("Action=DescribeRules&Version=2015-12-01");
const HttpRequest kGetFunction = {"GET", "/2015-03-31/functions/web", {}, ""};

struct Services : Fixture {
  Services() {
    add("ecs", "ListTasks", Json::object());
    add("elbv2", "DescribeRules", Json::object());
    add("lambda", "GetFunction", Json::object());
  }
};

}  // namespace

TEST_CASE("G3 a good signature is let in, of an administrator and of a role's session") {
  Services s;
  CHECK(s.send(s.sign(kListTasks, "ecs")).status == 200);
  CHECK(s.call_seen.caller == "client");
  CHECK(s.call_seen.principal_arn.empty());
  const auto keys = s.controller_with(
      R"({"Statement": {"Effect": "Allow", "Action": "ecs:ListTasks", "Resource": "*"}})");
  CHECK(s.send(s.sign(kListTasks, "ecs", keys)).status == 200);
  CHECK(s.call_seen.caller == "Controller");
  CHECK(s.call_seen.principal_arn == "arn:aws:iam::123456789012:role/R");
}

TEST_CASE("G3 without a signature") {
  Services s;
  const auto json = refusal(s.send(kListTasks));
  CHECK(json.status == 400);
  CHECK(says(json, "\"__type\":\"MissingAuthenticationTokenException\""));
  const auto query = refusal(s.send(kDescribeRules));
  CHECK(query.status == 403);
  CHECK(says(query, "<Code>MissingAuthenticationToken</Code>"));
  const auto rest = refusal(s.send(kGetFunction));
  CHECK(rest.status == 403);
  CHECK(rest.error_type == "MissingAuthenticationTokenException");
}

TEST_CASE("G3 with an unknown access key, or without the key's session token") {
  Services s;
  const aws::Credentials nobody{"AKIANOBODY", "secret", ""};
  const auto json = refusal(s.send(s.sign(kListTasks, "ecs", nobody)));
  CHECK(json.status == 400);
  CHECK(says(json, "UnrecognizedClientException"));
  CHECK(says(json, "The security token included in the request is invalid."));
  const auto query = refusal(s.send(s.sign(kDescribeRules, "elasticloadbalancing", nobody)));
  CHECK(query.status == 403);
  CHECK(says(query, "<Code>InvalidClientTokenId</Code>"));

  auto keys =
      s.controller_with(R"({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})");
  keys.session_token.clear();
  CHECK(says(refusal(s.send(s.sign(kListTasks, "ecs", keys))), "UnrecognizedClientException"));
}

TEST_CASE("G3 with a wrong secret, or after the message was changed") {
  Services s;
  aws::Credentials wrong = s.credentials.administrator();
  wrong.secret_access_key += "x";
  const auto json = refusal(s.send(s.sign(kListTasks, "ecs", wrong)));
  CHECK(json.status == 400);
  CHECK(says(json, "InvalidSignatureException"));
  CHECK(says(json, "The request signature we calculated does not match"));
  auto changed = s.sign(kDescribeRules, "elasticloadbalancing");
  changed.body += "&PageSize=1";
  const auto query = refusal(s.send(changed));
  CHECK(query.status == 403);
  CHECK(says(query, "<Code>SignatureDoesNotMatch</Code>"));
}

TEST_CASE("G3 the scope must be that of the service and region") {
  Services s;
  const auto service = refusal(s.send(s.sign(kListTasks, "lambda")));
  CHECK(says(service, "Credential should be scoped to correct service: 'ecs'."));
  HttpRequest request = kListTasks;
  aws::sign(request, {"ecs", "us-east-1", s.credentials.administrator()}, "h", s.rt.wall_now());
  CHECK(says(refusal(s.send(request)),
             "Credential should be scoped to a valid region, not 'us-east-1'."));
  // IAM is global.
  HttpRequest iam = query_request("Action=ListRoles&Version=2010-05-08");
  aws::sign(iam, {"iam", "us-east-1", s.credentials.administrator()}, "h", s.rt.wall_now());
  CHECK(s.send(iam).status == 200);
}

TEST_CASE("G3 the clocks may differ by five minutes") {
  Services s;
  const auto signed_at = [&](Duration offset) {
    HttpRequest request = kListTasks;
    aws::sign(request, {"ecs", "sa-east-1", s.credentials.administrator()}, "h",
              s.rt.wall_now() + offset);
    return refusal(s.send(request));
  };
  CHECK(signed_at(-299s).status == 200);
  CHECK(signed_at(299s).status == 200);
  const auto old = signed_at(-302s);
  CHECK(old.status == 400);
  CHECK(says(old, "InvalidSignatureException"));
  CHECK(says(old, "Signature expired: "));
  CHECK(says(signed_at(302s), "Signature not yet current: "));
}

namespace {

// As an SDK makes an address that whoever has it may call.
HttpRequest presign(Services& s, const std::string& expires, Duration offset = {}) {
  const aws::Credentials& keys = s.credentials.administrator();
  const std::string at = format_amz_date(s.rt.wall_now() + offset);
  const std::string scope = at.substr(0, 8) + "/sa-east-1/elasticloadbalancing/aws4_request";
  HttpRequest request{"GET", "", {{"Host", "h"}}, ""};
  request.target =
      "/?" + normalise_query(
                 "Action=DescribeRules&Version=2015-12-01"
                 "&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" +
                 percent_encode(keys.access_key_id + "/" + scope) + "&X-Amz-Date=" + at +
                 "&X-Amz-Expires=" + expires + "&X-Amz-SignedHeaders=host");
  const std::vector<std::string> names = {"host"};
  const std::string to_sign =
      "AWS4-HMAC-SHA256\n" + at + "\n" + scope + "\n" +
      aws::to_hex(aws::as_bytes(aws::sha256(aws::canonical_request(request, names))));
  aws::Digest key = aws::hmac_sha256("AWS4" + keys.secret_access_key, at.substr(0, 8));
  for (const char* part : {"sa-east-1", "elasticloadbalancing", "aws4_request"}) {
    key = aws::hmac_sha256(aws::as_bytes(key), part);
  }
  request.target += "&X-Amz-Signature=" +
                    aws::to_hex(aws::as_bytes(aws::hmac_sha256(aws::as_bytes(key), to_sign)));
  return request;
}

}  // namespace

TEST_CASE("G3 a presigned request is good for as long as it says") {
  Services s;
  CHECK(s.send(presign(s, "60")).status == 200);
  CHECK(s.params_seen == Json::object());
  CHECK(s.send(presign(s, "3600", -59min)).status == 200);
  const auto old = refusal(s.send(presign(s, "60", -2min)));
  CHECK(old.status == 403);
  CHECK(says(old, "Signature expired: "));
  CHECK(says(refusal(s.send(presign(s, "60", 6min))), "Signature not yet current: "));
  CHECK(says(refusal(s.send(presign(s, "604801"))), "X-Amz-Expires must be less than a week"));
  CHECK(says(refusal(s.send(presign(s, "x"))), "X-Amz-Expires should be a number"));
  HttpRequest changed = presign(s, "60");
  changed.target += "&PageSize=1";
  CHECK(says(refusal(s.send(changed)), "<Code>SignatureDoesNotMatch</Code>"));
  HttpRequest cut = presign(s, "60");
  cut.target.replace(cut.target.find("X-Amz-Date"), 10, "X-Amz-Dat_");
  CHECK(says(refusal(s.send(cut)), "requires 'X-Amz-Date' parameter"));
}

TEST_CASE("G3 a body that is not signed as it is, which only S3 takes, does not match") {
  Services s;
  for (const char* payload : {"UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"}) {
    HttpRequest request = s.sign(kListTasks, "ecs");
    request.headers.set("x-amz-content-sha256", payload);
    request.body = "{\"cluster\":\"other\"}";
    CHECK(says(refusal(s.send(request)), "InvalidSignatureException"));
  }
}

TEST_CASE("a header that is not a signature is IncompleteSignature") {
  Services s;
  for (const char* header :
       {"", "Bearer x", "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 Credential=a/b"}) {
    INFO(header);
    HttpRequest request = kListTasks;
    request.headers.add("Authorization", header);
    const auto answer = refusal(s.send(request));
    CHECK(answer.status == 400);
    CHECK(says(answer, "IncompleteSignatureException"));
  }
}

TEST_CASE("who cannot be authenticated is unknown to the timeline") {
  Services s;
  s.send(kListTasks);
  CHECK(s.calls().at(0).data["caller"] == "unknown");
  CHECK(s.calls().at(0).data["error"] == "MissingAuthenticationTokenException");
}

TEST_CASE("with verify_signatures off, who does not sign is an administrator") {
  Fixture f(unsigned_settings());
  f.add("ecs", "ListTasks", Json::object());
  CHECK(f.send(kListTasks).status == 200);
  CHECK(f.call_seen.caller == "client");
}

TEST_CASE("each environment gets keys of its own, by which its calls can be told from others'") {
  Fixture f;
  const auto first = f.credentials.issue("arn:r", "a");
  const auto second = f.credentials.issue("arn:r", "a");
  CHECK(second.access_key_id != first.access_key_id);
  REQUIRE(f.credentials.find(first.access_key_id) != nullptr);
  REQUIRE(f.credentials.find(second.access_key_id) != nullptr);
  CHECK(f.credentials.find(first.access_key_id)->caller == "a");
  CHECK(f.credentials.find(second.access_key_id)->role_arn == "arn:r");
  CHECK(first.access_key_id.starts_with("ASIA"));
  CHECK(first.access_key_id.size() == 20);
  CHECK_FALSE(first.session_token.empty());
}
