#include "runtime/curl_transfer.hpp"

#include <algorithm>
#include <array>

#include "runtime/aws/endpoints.hpp"
#include "runtime/check.hpp"
#include "runtime/percent.hpp"

namespace spillway {
namespace {

constexpr std::string_view kContainerAgents = "http://169.254.";

// The first version that encodes the path before signing it.
constexpr unsigned kSignsEncodedPath = 0x080900;

bool initialise_curl() { return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK; }

template <class T>
void set(CURL* handle, CURLoption option, T value) {
  SPILLWAY_CHECK(curl_easy_setopt(handle, option, value) == CURLE_OK);
}

long milliseconds(Duration d) {
  return static_cast<long>(std::chrono::ceil<std::chrono::milliseconds>(d).count());
}

bool has_line_break(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != text.npos;
}

bool is_plain_path(std::string_view path) { return percent_encode_path(path) == path; }

// libcurl writes these itself.
bool is_curls_own(std::string_view name) {
  return iequals(name, "Content-Length") || iequals(name, "Transfer-Encoding") ||
         iequals(name, "Connection");
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && std::string_view(" \t\r\n").find(text.back()) != text.npos) {
    text.remove_suffix(1);
  }
  return text;
}

// The failures after which no byte of the request can have left.
bool failed_before_sending(CURLcode code) {
  constexpr std::array kCodes = {CURLE_UNSUPPORTED_PROTOCOL,    CURLE_URL_MALFORMAT,
                                 CURLE_COULDNT_RESOLVE_PROXY,   CURLE_COULDNT_RESOLVE_HOST,
                                 CURLE_COULDNT_CONNECT,         CURLE_SSL_CONNECT_ERROR,
                                 CURLE_PEER_FAILED_VERIFICATION};
  return std::ranges::find(kCodes, code) != kCodes.end();
}

}  // namespace

CurlEasy make_curl_easy() {
  static const bool initialised = initialise_curl();
  SPILLWAY_CHECK(initialised);
  CurlEasy handle(curl_easy_init());
  SPILLWAY_CHECK(handle != nullptr);
  return handle;
}

CurlTransfer::CurlTransfer(CURL* handle, OutgoingRequest request)
    : handle_(handle), outgoing_(std::move(request)) {
  curl_easy_reset(handle_);
  refusal_ = find_fault();
  if (refusal_) return;
  set(handle_, CURLOPT_NOSIGNAL, 1L);
  set(handle_, CURLOPT_ERRORBUFFER, error_);
  set(handle_, CURLOPT_PROTOCOLS_STR, "http,https");
  set(handle_, CURLOPT_USERAGENT, "spillway");
  set(handle_, CURLOPT_TIMEOUT_MS, milliseconds(outgoing_.timeout));
  set(handle_, CURLOPT_WRITEFUNCTION, &CurlTransfer::on_body);
  set(handle_, CURLOPT_WRITEDATA, this);
  set(handle_, CURLOPT_HEADERFUNCTION, &CurlTransfer::on_header);
  set(handle_, CURLOPT_HEADERDATA, this);
  set_target();
  set_method_and_body();
  set_signing();
  set_headers();
}

std::optional<TransportError> CurlTransfer::find_fault() const {
  const HttpRequest& request = outgoing_.request;
  const auto refuse = [](std::string message) { return TransportError{std::move(message), false}; };
  if (has_line_break(request.target) || has_line_break(request.method) ||
      has_line_break(outgoing_.origin)) {
    return refuse("the request line has a line break");
  }
  for (const auto& [name, value] : request.headers) {
    if (name.empty() || name.find_first_of(":; ") != name.npos || has_line_break(name) ||
        has_line_break(value)) {
      return refuse("the header " + std::string(name) + " is malformed");
    }
  }
  if (!outgoing_.signing) return std::nullopt;
  for (const auto& [name, value] : request.headers) {
    if (trim(value).empty())
      return refuse("libcurl cannot sign the empty header " + std::string(name));
    if (iequals(name, "X-Amz-Date") || iequals(name, "Authorization")) {
      return refuse("libcurl writes " + std::string(name) + " itself");
    }
    const auto same = [&name = name](const auto& field) { return iequals(field.first, name); };
    if (std::ranges::count_if(request.headers, same) > 1) {
      return refuse("libcurl cannot sign the repeated header " + std::string(name));
    }
  }
  if (!is_plain_path(request.path()) &&
      curl_version_info(CURLVERSION_NOW)->version_num < kSignsEncodedPath) {
    return refuse("libcurl before 8.9 cannot sign the path " + std::string(request.path()));
  }
  return std::nullopt;
}

void CurlTransfer::set_target() {
  HttpRequest& request = outgoing_.request;
  // Before 8.3 libcurl signs the query as it stands, so it must stand as it is signed.
  if (outgoing_.signing && !request.query().empty()) {
    request.target = std::string(request.path()) + "?" + normalise_query(request.query());
  }
  const std::string url = outgoing_.origin + request.target;
  set(handle_, CURLOPT_URL, url.c_str());
  set(handle_, CURLOPT_PATH_AS_IS, 1L);
  // Proxies are for the outside world. Besides, libcurl then does not read the environment, which
  // the Lambda loop writes to.
  if (aws::is_loopback(outgoing_.origin) || outgoing_.origin.starts_with(kContainerAgents)) {
    set(handle_, CURLOPT_NOPROXY, "*");
  }
}

// Every body goes by POSTFIELDS: libcurl signs the body of no other way of sending one.
void CurlTransfer::set_method_and_body() {
  const HttpRequest& request = outgoing_.request;
  if (request.method == "HEAD") {
    set(handle_, CURLOPT_NOBODY, 1L);
    return;
  }
  if (request.method == "POST" || !request.body.empty()) {
    set(handle_, CURLOPT_POST, 1L);
    set(handle_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set(handle_, CURLOPT_POSTFIELDS, request.body.data());
    if (request.method != "POST") set(handle_, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    // Above 1 MB libcurl asks first, and the header that it adds cannot be taken away when signing.
    set(handle_, CURLOPT_EXPECT_100_TIMEOUT_MS, 200L);
    return;
  }
  set(handle_, CURLOPT_HTTPGET, 1L);
  if (request.method != "GET") set(handle_, CURLOPT_CUSTOMREQUEST, request.method.c_str());
}

void CurlTransfer::set_signing() {
  if (!outgoing_.signing) return;
  const Signing& signing = *outgoing_.signing;
  // With region and service named; else libcurl cuts them out of the host's name.
  const std::string scope = "aws:amz:" + signing.region + ":" + signing.service;
  set(handle_, CURLOPT_AWS_SIGV4, scope.c_str());
  set(handle_, CURLOPT_USERNAME, signing.credentials.access_key_id.c_str());
  set(handle_, CURLOPT_PASSWORD, signing.credentials.secret_access_key.c_str());
  outgoing_.request.headers.remove("X-Amz-Security-Token");
  if (!signing.credentials.session_token.empty()) {
    outgoing_.request.headers.add("X-Amz-Security-Token", signing.credentials.session_token);
  }
}

void CurlTransfer::set_headers() {
  for (const auto& [name, value] : outgoing_.request.headers) {
    if (is_curls_own(name)) continue;
    const std::string_view trimmed = trim(value);
    // "Name;" is libcurl's way to send an empty one.
    const std::string start(name);
    add_header(trimmed.empty() ? start + ";" : start + ": " + std::string(trimmed));
  }
  if (!outgoing_.signing) {
    // Removals, which may not stand beside a signature.
    add_header("Expect:");
    if (!outgoing_.request.headers.contains("Content-Type")) add_header("Content-Type:");
  }
  set(handle_, CURLOPT_HTTPHEADER, headers_.get());
}

void CurlTransfer::add_header(const std::string& line) {
  curl_slist* const longer = curl_slist_append(headers_.get(), line.c_str());
  SPILLWAY_CHECK(longer != nullptr);
  static_cast<void>(headers_.release());
  headers_.reset(longer);
}

std::size_t CurlTransfer::on_body(char* data, std::size_t size, std::size_t count, void* self) {
  static_cast<CurlTransfer*>(self)->response_.body.append(data, size * count);
  return size * count;
}

std::size_t CurlTransfer::on_header(char* data, std::size_t size, std::size_t count, void* self) {
  static_cast<CurlTransfer*>(self)->take_header_line({data, size * count});
  return size * count;
}

void CurlTransfer::take_header_line(std::string_view line) {
  line = trim(line);
  if (line.starts_with("HTTP/")) {
    // A status line; one before it was of an interim answer (100).
    response_.headers = {};
    const auto status = line.find(' ');
    const auto reason = status == line.npos ? line.npos : line.find(' ', status + 1);
    response_.reason = reason == line.npos ? "" : std::string(line.substr(reason + 1));
    return;
  }
  const auto colon = line.find(':');
  if (colon == line.npos) return;
  response_.headers.add(std::string(line.substr(0, colon)),
                        std::string(trim(line.substr(colon + 1))));
}

TransportResult CurlTransfer::finish(CURLcode code) {
  if (code != CURLE_OK) {
    long sent = 0;
    curl_easy_getinfo(handle_, CURLINFO_REQUEST_SIZE, &sent);
    std::string message = error_[0] != '\0' ? error_ : curl_easy_strerror(code);
    return TransportError{outgoing_.origin + ": " + message,
                          sent > 0 && !failed_before_sending(code)};
  }
  long status = 0;
  curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &status);
  response_.status = static_cast<int>(status);
  return std::move(response_);
}

}  // namespace spillway
