#include "emulator/live/alb_listeners.hpp"

namespace spillway::live {
namespace {

constexpr std::uint64_t kBodyLimit = std::uint64_t{64} << 20;

ServerOptions server_options(const AlbOptions& options, std::uint16_t port) {
  ServerOptions result;
  result.address = options.address;
  result.port = port;
  result.body_limit = kBodyLimit;
  return result;
}

// The model refuses what is no whole request, in the load balancer's own words, and counts it.
alb::ClientRequest client_request(Exchange& exchange) {
  constexpr int kHeadersTooLarge = 431;  // which a load balancer has no status of its own for
  alb::ClientRequest client;
  client.request = std::move(exchange.request);
  client.refused = exchange.refusal == kHeadersTooLarge ? 400 : exchange.refusal;
  if (exchange.refusal == 400) {  // not even the message could be parsed
    client.request = HttpRequest();
    client.request.method.clear();
    client.refused = 0;
  }
  client.client_ip = exchange.client_ip;
  client.client_port = exchange.client_port;
  client.new_connection = exchange.first;
  return client;
}

}  // namespace

AlbListeners::AlbListeners(LiveRuntime& runtime, alb::LoadBalancers& load_balancers,
                           AlbOptions options)
    : runtime_(runtime),
      load_balancers_(load_balancers),
      options_(std::move(options)),
      last_(65536, alb::TargetKind::none) {}

boost::system::result<void, std::string> AlbListeners::follow() {
  std::map<alb::ListenerHandle, std::unique_ptr<HttpServer>> before = std::move(servers_);
  servers_.clear();
  std::string problem;
  for (const auto& listener : load_balancers_.listeners()) {
    auto& server = servers_[listener.handle];
    if (const auto it = before.find(listener.handle); it != before.end()) {
      server = std::move(it->second);
      server->set_patience(listener.idle_timeout, listener.client_keep_alive);
      continue;
    }
    const std::uint16_t port = opened_ < options_.ports.size() ? options_.ports[opened_] : 0;
    ++opened_;
    server = std::make_unique<HttpServer>(
        runtime_, server_options(options_, port),
        [this, handle = listener.handle](const ExchangePtr& e) { serve(handle, e); });
    server->set_patience(listener.idle_timeout, listener.client_keep_alive);
    if (const auto started = server->start(); !started) {
      problem = started.error();
      servers_.erase(listener.handle);
    }
  }
  if (!problem.empty()) return problem;
  return {};
}

std::vector<AlbAddress> AlbListeners::addresses() const {
  std::vector<AlbAddress> result;
  for (const auto& listener : load_balancers_.listeners()) {
    const auto it = servers_.find(listener.handle);
    if (it != servers_.end()) result.push_back({listener, it->second->port()});
  }
  return result;
}

void AlbListeners::count(const alb::ClientResponse& answer) {
  const std::size_t digit = static_cast<std::size_t>(answer.response.status) / 100;
  ++traffic_.by_target[answer.target_status ? static_cast<std::size_t>(answer.target_kind) : 0];
  ++traffic_.by_status[answer.connected && digit < traffic_.by_status.size() ? digit : 0];
}

void AlbListeners::serve(alb::ListenerHandle listener, const ExchangePtr& exchange) {
  const alb::ClientRequest client = client_request(*exchange);
  const std::uint16_t port = exchange->client_port;
  const auto id =
      load_balancers_.send(listener, client, [this, exchange, port](alb::ClientResponse&& answer) {
        last_[port] = answer.target_kind;
        count(answer);
        if (!answer.connected) return exchange->drop();
        exchange->answer(std::move(answer.response));
      });
  exchange->on_gone([this, id] { load_balancers_.abort(id); });
}

}  // namespace spillway::live
