#include "emulator/live/api_server.hpp"

#include <algorithm>

namespace spillway::live {
namespace {

const std::string kOwn = "/_spillway/";
constexpr std::uint64_t kBodyLimit = 16 << 20;  // well beyond the largest that AWS takes
constexpr std::size_t kMaxPast = 100'000;       // lines of the timeline that are kept

ServerOptions server_options(const ApiOptions& options) {
  ServerOptions result;
  result.address = options.address;
  result.port = options.port;
  result.body_limit = kBodyLimit;
  return result;
}

std::vector<std::string> host_names(const ApiOptions& options) {
  std::vector<std::string> names = options.hosts;
  for (const char* own : {"localhost", "127.0.0.1", "[::1]"}) names.emplace_back(own);
  names.push_back(options.address);
  return names;
}

HttpResponse json_answer(int status, const Json& body) {
  return {status, "", {{"Content-Type", "application/json"}}, body.dump(2) + "\n"};
}

HttpResponse refuse(int status, const std::string& message) {
  return json_answer(status, {{"message", message}});
}

std::string_view without_port(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  return colon == std::string_view::npos || host.ends_with(']') ? host : host.substr(0, colon);
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

}  // namespace

ApiServer::ApiServer(LiveRuntime& runtime, core::Timeline& timeline, ApiPorts ports,
                     ApiOptions options)
    : runtime_(runtime),
      ports_(std::move(ports)),
      hosts_(host_names(options)),
      server_(runtime, server_options(options),
              [this](const ExchangePtr& exchange) { serve(exchange); }) {
  timeline.subscribe([this](const core::Event& event) {
    past_.push_back("data: " + event.to_line() + "\n\n");
    if (past_.size() > kMaxPast) past_.erase(past_.begin(), past_.begin() + kMaxPast / 10);
    std::erase_if(readers_, [&](const auto& reader) { return !reader->stream(past_.back()); });
  });
}

ApiServer::~ApiServer() { readers_.clear(); }

bool ApiServer::is_foreign(const HttpRequest& request) const {
  const auto is_ours = [&](std::string_view host) {
    return std::any_of(hosts_.begin(), hosts_.end(),
                       [&](const std::string& own) { return iequals(own, without_port(host)); });
  };
  if (!is_ours(request.headers.get("Host").value_or(""))) return true;
  const auto origin = request.headers.get("Origin");
  if (!origin) return false;
  const std::size_t scheme = origin->find("://");
  return scheme == std::string_view::npos || !is_ours(origin->substr(scheme + 3));
}

void ApiServer::serve(const ExchangePtr& exchange) {
  HttpRequest& request = exchange->request;
  if (exchange->refusal != 0) {
    const std::string phrase(reason_phrase(exchange->refusal));
    return exchange->answer(refuse(exchange->refusal, phrase));
  }
  if (is_foreign(request)) {
    return exchange->answer(refuse(403,
                                   "the Host or Origin of this request is not this emulator's; "
                                   "allow a host name with --allow-host"));
  }
  const std::string path(request.path());
  if (path.starts_with(kOwn)) return serve_own(exchange, path.substr(kOwn.size()));
  CauseScope scope(runtime_, ports_.cause_of(access_key_of(request)));
  ports_.api.handle(std::move(request),
                    [exchange](HttpResponse response) { exchange->answer(std::move(response)); });
}

void ApiServer::serve_own(const ExchangePtr& exchange, const std::string& path) {
  if (exchange->request.method != "GET") {
    return exchange->answer(refuse(405, "only GET is understood here"));
  }
  if (path == "health") return exchange->answer(json_answer(200, {{"status", "running"}}));
  if (path == "state") return exchange->answer(json_answer(200, ports_.state()));
  if (path == "timeline") return stream_timeline(exchange);
  exchange->answer(refuse(404, "there is health, state and timeline"));
}

void ApiServer::stream_timeline(const ExchangePtr& exchange) {
  HttpResponse head;
  head.headers = {{"Content-Type", "text/event-stream"}, {"Cache-Control", "no-store"}};
  for (const std::string& line : past_) head.body += line;
  exchange->begin_stream(std::move(head));
  readers_.push_back(exchange);
}

}  // namespace spillway::live
