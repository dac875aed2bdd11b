#include "tools/harness/remote/remote_emulator.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <charconv>
#include <optional>

#include "tools/harness/run_files.hpp"

namespace spillway::harness {
namespace {

using tcp = boost::asio::ip::tcp;
using boost::system::in_place_error;

const std::string kRoot = "/_spillway/";

// "http://localhost:4566/" -> localhost, 4566
std::optional<std::pair<std::string, std::uint16_t>> parts_of(std::string_view url) {
  constexpr std::string_view kScheme = "http://";
  if (!url.starts_with(kScheme)) return std::nullopt;
  url.remove_prefix(kScheme.size());
  if (url.ends_with('/')) url.remove_suffix(1);
  const auto colon = url.find(':');
  const std::string_view name = url.substr(0, colon);
  std::uint16_t port = 80;
  if (colon != url.npos) {
    const auto digits = url.substr(colon + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  }
  if (name.empty() || name.find_first_of("/?#@[]") != name.npos) return std::nullopt;
  return std::pair{std::string(name), port};
}

}  // namespace

boost::system::result<EmulatorAddress, std::string> find_emulator(const std::string& url) {
  const auto parts = parts_of(url);
  if (!parts) {
    return {in_place_error,
            "'" + url + "' is no emulator's address: write http://HOST:PORT, as it prints it"};
  }
  const auto& [name, port] = *parts;
  EmulatorAddress address;
  address.url = url;
  address.port = port;
  address.host = name + ":" + std::to_string(port);
  boost::asio::io_context io;
  tcp::resolver resolver(io);
  boost::system::error_code error;
  const auto found = resolver.resolve(tcp::v4(), name, std::to_string(address.port), error);
  if (error || found.empty()) {
    return {in_place_error, "'" + name + "' cannot be found: " + error.message()};
  }
  address.ip = found.begin()->endpoint().address().to_string();
  return address;
}

RemoteEmulator::RemoteEmulator(LiveRuntime& runtime, EmulatorAddress address)
    : runtime_(runtime),
      address_(std::move(address)),
      client_(runtime, address_.ip, address_.port) {}

std::string RemoteEmulator::gone(const std::string& problem) const {
  return "the emulator at " + address_.url + " cannot be reached: " + problem;
}

void RemoteEmulator::ask(const std::string& method, const std::string& page, std::string body,
                         OnAnswer done) {
  HttpRequest request{method, kRoot + page, {{"Host", address_.host}}, std::move(body)};
  if (!request.body.empty()) request.headers.add("Content-Type", "application/json");
  if (method == "POST") {
    request.headers.add("Content-Length", std::to_string(request.body.size()));
  }
  client_.send(std::move(request), true,
               [this, page, done = std::move(done)](live::ClientOutcome&& outcome) mutable {
                 using Kind = live::ClientOutcome::Kind;
                 if (outcome.kind == Kind::refused) {
                   return done({in_place_error, gone("nothing listens there; start it with "
                                                     "spillway up")});
                 }
                 if (outcome.kind != Kind::answered) {
                   return done({in_place_error, gone("the connection broke")});
                 }
                 const HttpResponse& http = outcome.response;
                 Json json = Json::parse(http.body, nullptr, false);
                 if (http.status / 100 == 2 && (!json.is_discarded() || http.body.empty())) {
                   if (json.is_discarded()) json = Json::object();
                   return done({boost::system::in_place_value, std::move(json)});
                 }
                 const std::string message =
                     json.is_object() ? json.value("message", http.body) : http.body;
                 done({in_place_error, "the emulator at " + address_.url + " answers " +
                                           std::to_string(http.status) + " to " + kRoot + page +
                                           ": " + message.substr(0, 300)});
               });
}

void RemoteEmulator::follow(std::function<void(core::Event)> on_event, SseReader::OnOver over) {
  timeline_ = std::make_unique<SseReader>(
      runtime_,
      [on_event = std::move(on_event)](std::string_view data) {
        const Json json = Json::parse(data, nullptr, false);
        if (json.is_object()) on_event(event_of(json));
      },
      [this, over = std::move(over)](const std::string& problem) { over(gone(problem)); });
  timeline_->start(address_.ip, address_.port, address_.host, kRoot + "timeline");
}

}  // namespace spillway::harness
