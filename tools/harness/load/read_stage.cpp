#include "tools/harness/load/read_stage.hpp"

#include <boost/asio/ip/address.hpp>
#include <charconv>

namespace spillway::harness {
namespace {

using document::Node;

constexpr std::int64_t kMostUsers = 100'000;

void read_rate_or_ramp(MapReader& reader, LoadStage& stage) {
  const Node* node = reader.find("rate");
  if (node == nullptr) return;
  if (node->kind != Node::Kind::mapping) {
    stage.rate_from = read_rate(reader.context(), *node, reader.path_of("rate")).value_or(0);
    stage.rate_to = stage.rate_from;
    return;
  }
  MapReader ramp(reader.context(), *node, reader.path_of("rate"));
  if (ramp.require("from") != nullptr) stage.rate_from = ramp.rate("from").value_or(0);
  if (ramp.require("to") != nullptr) stage.rate_to = ramp.rate("to").value_or(0);
  ramp.finish();
}

void read_open(MapReader& reader, LoadStage& stage) {
  read_rate_or_ramp(reader, stage);
  const auto arrivals = reader.choice("arrivals", {"constant", "poisson"});
  if (arrivals == "poisson") stage.arrivals = LoadStage::Arrivals::poisson;
  stage.clients = static_cast<std::uint32_t>(reader.integer("clients", 1, kMostUsers).value_or(0));
  read_requests(reader, stage);
}

void read_users(MapReader& reader, LoadStage& stage) {
  stage.kind = LoadStage::Kind::users;
  stage.users = static_cast<std::uint32_t>(reader.integer("users", 1, kMostUsers).value_or(1));
  stage.ramp_up = reader.duration("ramp_up").value_or(Duration::zero());
  if (stage.ramp_up > stage.length) reader.fail("ramp_up", "is longer than the stage");
  if (const auto loops = reader.integer("loops", 1, INT64_MAX / 1'000'000))
    stage.loops = static_cast<std::uint64_t>(*loops);
  if (const auto think = reader.delay("think_time")) stage.think_time = *think;
  read_requests(reader, stage);
}

// "502" or "timeout"
std::optional<int> status_of(const Node& node) {
  if (node.scalar == "timeout") return 0;
  int status = 0;
  const char* end = node.scalar.data() + node.scalar.size();
  const auto [stop, error] = std::from_chars(node.scalar.data(), end, status);
  if (error != std::errc() || stop != end || status < 400 || status > 599) return std::nullopt;
  return status;
}

void read_retries(MapReader& stage_reader, LoadStage& stage) {
  const Node* node = stage_reader.find("retries");
  if (node == nullptr) return;
  MapReader reader(stage_reader.context(), *node, stage_reader.path_of("retries"));
  if (reader.require("attempts") != nullptr) {
    stage.retries.attempts = static_cast<int>(reader.integer("attempts", 2, 100).value_or(2));
  }
  if (const auto delay = reader.delay("delay")) stage.retries.delay = *delay;
  stage.retries.max_delay = reader.duration("max_delay").value_or(stage.retries.max_delay);
  if (const Node* on = reader.find("on")) {
    stage.retries.on.clear();
    for (const Node& item : on->items) {
      if (const auto status = status_of(item)) {
        stage.retries.on.push_back(*status);
      } else {
        reader.fail("on", "'" + item.scalar + "' is no status that fails",
                    "write statuses from 400 to 599, or timeout");
      }
    }
    if (on->items.empty())
      reader.fail("on", "must be a list of statuses", "write on: [502, 503, timeout]");
  }
  reader.finish();
}

void read_client(MapReader& reader, LoadStage& stage) {
  stage.timeout = reader.duration("timeout").value_or(stage.timeout);
  if (stage.timeout <= Duration::zero()) reader.fail("timeout", "must be longer than nothing");
  stage.keep_alive = reader.boolean("keep_alive").value_or(true);
  stage.cookies = reader.boolean("cookies").value_or(false);
  read_retries(reader, stage);
  if (stage.kind == LoadStage::Kind::replay) return;
  stage.client_ip = reader.string("client_ip").value_or(stage.client_ip);
  boost::system::error_code error;
  boost::asio::ip::make_address(stage.client_ip, error);
  if (error) reader.fail("client_ip", "'" + stage.client_ip + "' is no IP address");
  if (stage.cookies && stage.kind == LoadStage::Kind::open && stage.clients == 0) {
    reader.fail("cookies", "nobody comes back: every request has a client of its own",
                "say how many clients there are, as clients: 100");
  }
}

// Which of the three it is; an error if it is none or more than one.
void read_kind(MapReader& reader, LoadStage& stage) {
  int kinds = 0;
  for (const char* kind : {"rate", "users", "replay"})
    kinds += reader.node().find(kind) != nullptr ? 1 : 0;
  if (kinds != 1) {
    reader.context().fail(reader.node(), reader.path_of("rate"),
                          kinds == 0 ? "is missing" : "stands beside users or replay",
                          "a stage has one of rate, users and replay");
    for (const char* kind : {"rate", "users", "replay", "paths"}) reader.find(kind);
    return;
  }
  if (reader.node().find("users") != nullptr) return read_users(reader, stage);
  if (reader.node().find("replay") != nullptr) return read_replay(reader, stage);
  read_open(reader, stage);
}

}  // namespace

LoadStage read_stage(ReadContext& context, const Node& node, const std::string& path,
                     TimePoint follows) {
  LoadStage stage;
  MapReader reader(context, node, path);
  stage.name = reader.require_string("name");
  stage.begin = follows;
  if (const auto at = reader.duration("at")) stage.begin = TimePoint(*at);
  const bool own_length = node.find("replay") != nullptr && node.find("for") == nullptr;
  if (!own_length && reader.require("for") != nullptr) {
    stage.length = reader.duration("for").value_or(Duration(1));
    if (stage.length <= Duration::zero()) reader.fail("for", "a stage must take some time");
  }
  read_kind(reader, stage);
  read_client(reader, stage);
  reader.finish();
  return stage;
}

}  // namespace spillway::harness
