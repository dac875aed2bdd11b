#include "emulator/cloudformation/schema.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>

#include "runtime/http.hpp"

namespace spillway::cloudformation {
namespace property {
namespace {

Property make(std::string name, Shape shape, Schema members = {}) {
  Property property;
  property.to = name;
  property.name = std::move(name);
  property.shape = shape;
  property.members = std::move(members);
  return property;
}

}  // namespace

Property text(std::string name) { return make(std::move(name), Shape::text); }
Property integer(std::string name) { return make(std::move(name), Shape::integer); }
Property number(std::string name) { return make(std::move(name), Shape::number); }
Property boolean(std::string name) { return make(std::move(name), Shape::boolean); }
Property texts(std::string name) { return make(std::move(name), Shape::texts); }
Property object(std::string name, Schema members) {
  return make(std::move(name), Shape::object, std::move(members));
}
Property objects(std::string name, Schema members) {
  return make(std::move(name), Shape::objects, std::move(members));
}
Property text_map(std::string name) { return make(std::move(name), Shape::text_map); }
Property json(std::string name) { return make(std::move(name), Shape::json); }
Property json_text(std::string name) { return make(std::move(name), Shape::json_text); }

Property inert(std::string name, std::string why) {
  Property property = make(std::move(name), Shape::inert);
  property.why = std::move(why);
  return property;
}

Property inert_unless(bool (*matters)(const Node&), std::string name, std::string why) {
  Property property = inert(std::move(name), std::move(why));
  property.matters = matters;
  return property;
}

Property tags() { return inert("Tags", "tags change no behaviour"); }

Property required(Property property) {
  property.required = true;
  return property;
}

Property renamed(Property property, std::string to) {
  property.to = std::move(to);
  return property;
}

Schema camel(Schema schema) {
  for (auto& property : schema) {
    char& initial = property.to.front();
    if (initial >= 'A' && initial <= 'Z') initial = static_cast<char>(initial - 'A' + 'a');
    property.members = camel(std::move(property.members));
  }
  return schema;
}

}  // namespace property

namespace {

constexpr const char* kUnknown = "?";  // no tag that a document could hold

std::string shown(const Node& node) {
  if (node.is_scalar()) return "'" + node.scalar + "'";
  return node.kind == Node::Kind::sequence ? "a list" : "a mapping";
}

class Converter {
 public:
  explicit Converter(Report& report) : report_(report) {}

  Json object(const Node& node, const Schema& schema, const std::string& path) {
    Json result = Json::object();
    if (is_unknown(node)) return result;
    if (node.kind != Node::Kind::mapping) {
      report_.add(node, path, "must be a mapping, not " + shown(node));
      return result;
    }
    for (const auto& [key, value] : node.members) {
      const auto it = std::find_if(schema.begin(), schema.end(),
                                   [&](const Property& p) { return p.name == key.scalar; });
      if (it == schema.end()) {
        refuse_name(key, schema, path);
      } else if (it->shape == Shape::inert) {
        note_inert(value, *it, path + "." + key.scalar);
      } else {
        auto converted = member(value, *it, path + "." + key.scalar);
        if (converted) result[it->to] = std::move(*converted);
      }
    }
    for (const auto& property : schema) {
      if (!property.required || node.find(property.name) != nullptr) continue;
      report_.add(node, path, "the property " + property.name + " is required");
    }
    return result;
  }

 private:
  void refuse_name(const Node& key, const Schema& schema, const std::string& path) {
    std::vector<std::string> names;
    for (const auto& property : schema) names.push_back(property.name);
    report_.add_unknown(key, path + "." + key.scalar,
                        not_modelled("the property '" + key.scalar + "'"), key.scalar, names);
  }

  void note_inert(const Node& node, const Property& property, const std::string& path) {
    if (property.matters != nullptr && property.matters(node)) {
      report_.add(node, path, not_modelled("this value of '" + property.name + "'"));
    } else {
      report_.note_inert(path, property.why);
    }
  }

  std::optional<Json> member(const Node& node, const Property& property, const std::string& path) {
    if (is_unknown(node)) return Json("");
    switch (property.shape) {
      case Shape::text:
        return text(node, path);
      case Shape::integer:
        return integer(node, path);
      case Shape::number:
        return number(node, path);
      case Shape::boolean:
        return boolean(node, path);
      case Shape::object:
        return object(node, property.members, path);
      case Shape::texts:
      case Shape::objects:
        return list(node, property, path);
      case Shape::text_map:
        return text_map(node, path);
      case Shape::json:
        return node.to_json();
      case Shape::json_text:
        return json_text(node, path);
      case Shape::inert:
        break;
    }
    return std::nullopt;
  }

  std::optional<Json> text(const Node& node, const std::string& path) {
    if (is_unknown(node)) return Json("");
    if (node.is_scalar()) return Json(node.scalar);
    report_.add(node, path, "must be a string, not " + shown(node));
    return std::nullopt;
  }

  std::optional<Json> integer(const Node& node, const std::string& path) {
    std::int64_t value = 0;
    const char* const last = node.scalar.data() + node.scalar.size();
    const auto [end, error] = std::from_chars(node.scalar.data(), last, value);
    if (node.is_scalar() && error == std::errc() && end == last) return Json(value);
    report_.add(node, path, "must be an integer, not " + shown(node));
    return std::nullopt;
  }

  std::optional<Json> number(const Node& node, const std::string& path) {
    double value = 0;
    const char* const last = node.scalar.data() + node.scalar.size();
    const auto [end, error] = std::from_chars(node.scalar.data(), last, value);
    if (node.is_scalar() && error == std::errc() && end == last && std::isfinite(value)) {
      const auto whole = static_cast<std::int64_t>(std::abs(value) < 9e15 ? value : 0);
      if (static_cast<double>(whole) == value) return Json(whole);
      return Json(value);
    }
    report_.add(node, path, "must be a number, not " + shown(node));
    return std::nullopt;
  }

  std::optional<Json> boolean(const Node& node, const std::string& path) {
    if (node.is_scalar() && iequals(node.scalar, "true")) return Json(true);
    if (node.is_scalar() && iequals(node.scalar, "false")) return Json(false);
    report_.add(node, path, "must be true or false, not " + shown(node));
    return std::nullopt;
  }

  std::optional<Json> list(const Node& node, const Property& property, const std::string& path) {
    if (node.kind != Node::Kind::sequence) {
      report_.add(node, path, "must be a list, not " + shown(node));
      return std::nullopt;
    }
    Json items = Json::array();
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      const std::string at = path + "[" + std::to_string(i) + "]";
      if (property.shape == Shape::objects) {
        items.push_back(object(node.items[i], property.members, at));
      } else if (auto item = text(node.items[i], at)) {
        items.push_back(std::move(*item));
      }
    }
    return items;
  }

  std::optional<Json> text_map(const Node& node, const std::string& path) {
    if (node.kind != Node::Kind::mapping) {
      report_.add(node, path, "must be a mapping, not " + shown(node));
      return std::nullopt;
    }
    Json map = Json::object();
    for (const auto& [key, value] : node.members) {
      if (auto item = text(value, path + "." + key.scalar)) map[key.scalar] = std::move(*item);
    }
    return map;
  }

  std::optional<Json> json_text(const Node& node, const std::string& path) {
    if (node.kind == Node::Kind::mapping) return Json(node.to_json().dump());
    if (node.is_scalar() && Json::parse(node.scalar, nullptr, false).is_object()) {
      return Json(node.scalar);
    }
    report_.add(node, path, "must be a JSON document, not " + shown(node));
    return std::nullopt;
  }

  Report& report_;
};

}  // namespace

Node unknown_value(const Node& at) {
  Node node;
  node.kind = Node::Kind::string;
  node.tag = kUnknown;
  node.line = at.line;
  node.column = at.column;
  return node;
}

bool is_unknown(const Node& node) { return node.tag == kUnknown; }

Json convert(const Node& properties, const Schema& schema, const std::string& path,
             Report& report) {
  return Converter(report).object(properties, schema, path);
}

}  // namespace spillway::cloudformation
