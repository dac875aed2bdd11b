// The only unit that knows Boost.PropertyTree.
#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <sstream>

#include "runtime/aws/codecs.hpp"

namespace spillway::aws {
namespace {

namespace pt = boost::property_tree;

constexpr const char* kAttributes = "<xmlattr>";

// Deeper than any answer of AWS; what is below becomes null rather than a stack overflow.
constexpr int kMaxDepth = 100;

Json convert(const pt::ptree& element, int depth) {
  if (depth > kMaxDepth) return nullptr;
  Json members = Json::object();
  Json list = Json::array();
  for (const auto& [name, child] : element) {
    if (name == kAttributes) continue;
    if (name == "member") {
      list.push_back(convert(child, depth + 1));
    } else if (const auto before = members.find(name); before == members.end()) {
      members[name] = convert(child, depth + 1);
    } else {
      // A repeated name is a flattened list.
      if (!before->is_array()) *before = Json::array({*before});
      before->push_back(convert(child, depth + 1));
    }
  }
  if (!list.empty() && members.empty()) return list;
  if (!list.empty()) members["member"] = std::move(list);
  if (!members.empty()) return members;
  return element.data();
}

}  // namespace

std::optional<Json> xml_to_json(std::string_view xml) {
  std::istringstream stream{std::string(xml)};
  pt::ptree document;
  try {
    pt::read_xml(stream, document, pt::xml_parser::no_comments);
  } catch (const pt::xml_parser_error&) {
    return std::nullopt;
  }
  Json root = convert(document, 0);
  if (!root.is_object()) return std::nullopt;
  return root;
}

}  // namespace spillway::aws
