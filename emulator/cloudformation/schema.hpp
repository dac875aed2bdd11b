// Schema: which properties a resource type has, and as what each is passed on to the API. Private
// to this folder.
//
// One table per type, written with the helpers below. What is not in the table is an error that
// names it; what is there as inert is accepted and not passed on, with the reason.
#pragma once

#include <string>
#include <vector>

#include "emulator/cloudformation/report.hpp"
#include "runtime/json.hpp"

namespace spillway::cloudformation {

enum class Shape {
  text,
  integer,
  number,
  boolean,
  texts,      ///< a list of strings
  object,     ///< with `members`
  objects,    ///< a list of those
  text_map,   ///< keys of any name, values strings
  json,       ///< anything, as it stands
  json_text,  ///< a document that the API takes as a string of JSON
  inert,
};

struct Property {
  std::string name;  ///< CloudFormation's
  Shape shape = Shape::text;
  std::string to;  ///< the API's
  std::vector<Property> members;
  bool required = false;
  std::string why;  ///< of an inert one: why it has no influence
  /// Of an inert one: the values that have influence all the same, which are refused; null: none.
  bool (*matters)(const Node& value) = nullptr;
};

using Schema = std::vector<Property>;

namespace property {

Property text(std::string name);
Property integer(std::string name);
Property number(std::string name);
Property boolean(std::string name);
Property texts(std::string name);
Property object(std::string name, Schema members);
Property objects(std::string name, Schema members);
Property text_map(std::string name);
Property json(std::string name);
Property json_text(std::string name);
Property inert(std::string name, std::string why);
Property inert_unless(bool (*matters)(const Node&), std::string name, std::string why);
Property tags();
Property required(Property property);
Property renamed(Property property, std::string to);
/// ecs and its kind write the same names with a lower-case initial, at every level.
Schema camel(Schema schema);

}  // namespace property

/// A value not known before creation; fits every shape. Set by the evaluator while checking.
Node unknown_value(const Node& at);
bool is_unknown(const Node& node);

/// `properties` is evaluated: a mapping without functions. What does not fit goes to the report and
/// is left out; what is inert goes there too.
Json convert(const Node& properties, const Schema& schema, const std::string& path, Report& report);

}  // namespace spillway::cloudformation
