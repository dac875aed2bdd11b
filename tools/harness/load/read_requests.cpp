// What a stage asks for: the `paths`, and what is sent with them.
#include <algorithm>

#include "emulator/document/units.hpp"
#include "runtime/http.hpp"
#include "tools/harness/load/read_stage.hpp"

namespace spillway::harness {
namespace {

using document::Node;

constexpr std::int64_t kMostBody = 100'000'000;

bool is_token(std::string_view text) {
  constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
  const auto fits = [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           kOthers.find(c) != std::string_view::npos;
  };
  return !text.empty() && std::all_of(text.begin(), text.end(), fits);
}

// What the client sends by itself.
bool is_framing(std::string_view name) {
  for (const char* own : {"Content-Length", "Transfer-Encoding", "Connection"}) {
    if (iequals(name, own)) return true;
  }
  return false;
}

void read_headers(MapReader& reader, LoadRequest& request) {
  const Node* node = reader.find("headers");
  if (node == nullptr) return;
  MapReader headers(reader.context(), *node, reader.path_of("headers"));
  for (const auto& [key, value] : node->members) {
    const auto text = headers.string(key.scalar);
    if (!is_token(key.scalar)) {
      reader.context().fail(key, headers.path_of(key.scalar), "is no name of a header");
    } else if (is_framing(key.scalar)) {
      reader.context().fail(key, headers.path_of(key.scalar), "the client sends it by itself",
                            "leave it out");
    } else if (text && text->find_first_of("\r\n") != std::string::npos) {
      headers.fail(key.scalar, "a header is one line");
    } else if (text) {
      request.headers.emplace_back(key.scalar, *text);
    }
  }
}

void read_body(MapReader& reader, LoadRequest& request) {
  if (const auto body = reader.string("body")) request.body = *body;
  const Node* size = reader.find("body_size");
  if (size == nullptr) return;
  if (reader.node().find("body") != nullptr) {
    reader.fail("body_size", "stands beside body", "leave one of them out");
  }
  const auto bytes = document::parse_size(size->scalar);
  if (!size->is_scalar() || !bytes || *bytes < 0 || *bytes > kMostBody) {
    reader.fail("body_size", "must be a size of at most 100MB, like 64KiB");
  } else {
    request.body.assign(static_cast<std::size_t>(*bytes), 'x');
  }
}

void read_message(MapReader& reader, LoadRequest& request) {
  const std::vector<std::string> methods = {"GET",    "HEAD",  "POST",    "PUT",
                                            "DELETE", "PATCH", "OPTIONS", "TRACE"};
  request.method = reader.choice("method", methods).value_or(request.method);
  read_headers(reader, request);
  read_body(reader, request);
}

bool is_path(std::string_view text) {
  return text.starts_with('/') && text.find_first_of(" \t\r\n#") == std::string_view::npos;
}

constexpr const char* kPathRule = "a path begins with / and has no blanks";

// A weight, or a mapping that has one beside what is sent.
void read_weighted(ReadContext& context, const Node& value, const std::string& path,
                   LoadRequest& request) {
  Node single;  // the weight alone, as the mapping it stands for
  const bool alone = value.kind != Node::Kind::mapping;
  if (alone) {
    single.kind = Node::Kind::mapping;
    single.line = value.line;
    single.column = value.column;
    Node key;
    key.scalar = "weight";
    single.members.push_back({key, value});
  }
  MapReader reader(context, alone ? single : value, path);
  const auto weight = reader.number("weight");
  if (weight && *weight < 0) context.fail(value, path, "a weight must not be negative");
  request.weight = std::max(0.0, weight.value_or(1));
  if (!alone) read_message(reader, request);
  reader.finish();
}

void read_by_weight(MapReader& reader, const Node& node, const LoadRequest& common,
                    LoadStage& stage) {
  double sum = 0;
  for (const auto& [key, value] : node.members) {
    const std::string path = reader.path_of("paths") + "." + key.scalar;
    LoadRequest request = common;
    request.target = key.scalar;
    if (!is_path(key.scalar)) {
      reader.context().fail(key, path, kPathRule);
      continue;
    }
    read_weighted(reader.context(), value, path, request);
    sum += request.weight;
    stage.requests.push_back(std::move(request));
  }
  if (!(sum > 0)) reader.fail("paths", "no path has a weight", "write paths: {/bang: 1}");
}

void read_in_turn(MapReader& reader, const Node& node, const LoadRequest& common,
                  LoadStage& stage) {
  stage.order = LoadStage::Order::in_turn;
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const Node& item = node.items[i];
    const std::string path = reader.path_of("paths") + "[" + std::to_string(i) + "]";
    LoadRequest request = common;
    if (item.kind == Node::Kind::mapping) {
      MapReader entry(reader.context(), item, path);
      request.target = entry.require_string("path");
      read_message(entry, request);
      entry.finish();
    } else {
      request.target = item.scalar;
    }
    if (!is_path(request.target)) reader.context().fail(item, path, kPathRule);
    stage.requests.push_back(std::move(request));
  }
  if (node.items.empty()) reader.fail("paths", "is empty", "write paths: [/bang, /pong]");
}

}  // namespace

void read_requests(MapReader& reader, LoadStage& stage) {
  LoadRequest common;
  read_message(reader, common);
  const Node* node = reader.require("paths");
  if (node == nullptr) return;
  if (node->kind == Node::Kind::sequence) return read_in_turn(reader, *node, common, stage);
  if (node->kind == Node::Kind::mapping) return read_by_weight(reader, *node, common, stage);
  reader.fail("paths", "must be a mapping of paths and weights, or a list of paths",
              "write paths: {/bang: 1}");
}

}  // namespace spillway::harness
