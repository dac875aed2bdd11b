#include "emulator/live/api_server.hpp"

#include "runtime/wall_time.hpp"

namespace spillway::live {
namespace {

constexpr std::uint64_t kBodyLimit = 16 << 20;  // well beyond the largest that AWS takes

ServerOptions server_options(const ApiOptions& options) {
  ServerOptions result;
  result.address = options.address;
  result.port = options.port;
  result.body_limit = kBodyLimit;
  return result;
}

OwnHosts own_hosts(const ApiOptions& options) {
  std::vector<std::string> names = options.hosts;
  names.push_back(options.address);
  return OwnHosts(std::move(names));
}

// "AWS4-HMAC-SHA256 Credential=ASIA.../20260101/..., ..."
std::string_view access_key_of(const HttpRequest& request) {
  const auto header = request.headers.get("Authorization").value_or("");
  constexpr std::string_view kCredential = "Credential=";
  const std::size_t at = header.find(kCredential);
  if (at == std::string_view::npos) return {};
  const auto rest = header.substr(at + kCredential.size());
  return rest.substr(0, rest.find('/'));
}

// What could not be read as a request at all.
HttpResponse unreadable(int status) {
  switch (status) {
    case 414:
      return admin_refusal(status, "the target of the request is longer than 16 KB");
    case 501:
      return admin_refusal(status, "only the transfer encoding 'chunked' is understood");
    case 505:
      return admin_refusal(status, "only HTTP/1.0 and HTTP/1.1 are understood");
    default:
      return admin_refusal(status,
                           "this is no well-formed HTTP request, or its header is larger "
                           "than 64 KB, or a field of it larger than 16 KB");
  }
}

// Answers once; if it dies before, because the world it waited for was replaced, it says so.
class Answer {
 public:
  Answer(LiveRuntime& runtime, ExchangePtr exchange)
      : runtime_(runtime), exchange_(std::move(exchange)) {}
  Answer(Answer&&) = default;
  Answer& operator=(Answer&&) = delete;
  ~Answer() {
    if (exchange_) exchange_->answer(admin_refusal(503, "the emulator was reset meanwhile"));
  }

  void operator()(HttpResponse response) {
    // SDKs read their clock's error off it.
    response.headers.set("Date", format_http_date(runtime_.wall_now()));
    std::exchange(exchange_, nullptr)->answer(std::move(response));
  }

 private:
  LiveRuntime& runtime_;
  ExchangePtr exchange_;
};

}  // namespace

ApiServer::ApiServer(LiveRuntime& runtime, core::Timeline& timeline, ApiPorts ports,
                     ApiOptions options)
    : runtime_(runtime),
      ports_(std::move(ports)),
      hosts_(own_hosts(options)),
      timeline_(runtime, timeline, ports_.shown),
      admin_(ports_.admin, timeline_),
      server_(runtime, server_options(options),
              [this](const ExchangePtr& exchange) { serve(exchange); }) {}

void ApiServer::serve(const ExchangePtr& exchange) {
  const int refusal = exchange->refusal;
  if (refusal != 0 && refusal != 413 && refusal != 408) {
    return exchange->answer(unreadable(refusal));
  }
  if (hosts_.is_foreign(exchange->request)) {
    return exchange->answer(
        admin_refusal(403,
                      "the Host or Origin of this request is not this emulator's; allow a host "
                      "name with --allow-host"));
  }
  if (!AdminPages::owns(exchange->request.path())) return serve_aws(exchange);
  if (refusal == 0) return admin_.serve(exchange);
  exchange->answer(admin_refusal(refusal, refusal == 413 ? "the body is larger than 16 MB"
                                                         : "the request did not arrive in time"));
}

void ApiServer::serve_aws(const ExchangePtr& exchange) {
  HttpRequest request = std::move(exchange->request);
  CauseScope scope(runtime_, ports_.cause_of(access_key_of(request)));
  wire::Endpoint& api = ports_.api();
  if (exchange->refusal != 0) {
    return api.refuse(std::move(request), exchange->refusal, Answer(runtime_, exchange));
  }
  api.handle(std::move(request), Answer(runtime_, exchange));
}

}  // namespace spillway::live
