// Evaluator: replaces the functions of a template by their values.
//
// Used twice: while checking, when what a resource will give is an unknown value, every branch of
// an If is looked at and references are collected; and while creating, when the resources created
// so far are known. Private to this folder; lives on the stack of one check or creation.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/cloudformation/intrinsic.hpp"
#include "emulator/cloudformation/parameters.hpp"
#include "emulator/cloudformation/report.hpp"
#include "emulator/cloudformation/stack.hpp"
#include "emulator/cloudformation/template.hpp"

namespace spillway::cloudformation {

/// The pseudo parameters' values.
struct Pseudo {
  core::Account account;
  std::string stack_name;
  std::string stack_id;
};

class Evaluator {
 public:
  Evaluator(const Template& source, const ParameterValues& parameters, const Pseudo& pseudo,
            Report& report)
      : template_(source), parameters_(parameters), pseudo_(pseudo), report_(report) {}

  /// From now on Ref and GetAtt take values from `stack`, and only the chosen branch of an If is
  /// evaluated.
  void create_with(const Stack& stack) { stack_ = &stack; }

  /// The value of `node`; nothing if it is AWS::NoValue. `path` names it in diagnostics.
  std::optional<Node> evaluate(const Node& node, const std::string& path);
  /// Of a named condition; false if it could not be determined, which has been reported.
  bool condition(std::string_view name, const Node& at, const std::string& path);
  bool is_created(const ResourceEntry& resource);
  /// Evaluates all conditions, for what is wrong with them.
  void check_conditions();
  /// Evaluates all rules: a parameter that one refuses is reported.
  void check_rules();

  /// The logical ids that evaluate() has met since the last call, in branches that were chosen.
  std::set<std::string> take_references();
  /// For as long as it is set, references are not collected (a resource that will not be created).
  void ignore_references(bool ignore) { ignoring_ = ignore ? 1 : 0; }

 private:
  std::optional<Node> call(const Intrinsic& call, const Node& at, const std::string& path);
  std::optional<Node> ref(std::string_view name, const Node& at, const std::string& path);
  std::optional<Node> pseudo(std::string_view name, const Node& at);
  Node get_att(const Intrinsic& call, const Node& at, const std::string& path);
  Node attribute(std::string_view logical_id, std::string_view name, const Node& at,
                 const std::string& path);
  Node sub(const Intrinsic& call, const Node& at, const std::string& path);
  std::optional<std::string> substitute(std::string_view name,
                                        const std::map<std::string, Node, std::less<>>& local,
                                        const Node& at, const std::string& path);
  Node join(const Intrinsic& call, const Node& at, const std::string& path);
  Node select(const Intrinsic& call, const Node& at, const std::string& path);
  Node split(const Intrinsic& call, const Node& at, const std::string& path);
  std::optional<Node> if_else(const Intrinsic& call, const Node& at, const std::string& path);
  Node find_in_map(const Intrinsic& call, const Node& at, const std::string& path);
  Node zones(const Intrinsic& call, const Node& at, const std::string& path);
  Node base64(const Intrinsic& call, const Node& at, const std::string& path);
  Node cidr(const Intrinsic& call, const Node& at, const std::string& path);

  std::optional<bool> truth(const Node& node, const std::string& path);
  std::optional<bool> truth_of_call(const Intrinsic& call, const Node& at, const std::string& path);
  void check_rule(const Entry& rule);
  void check_assertion(const Node& assertion, const std::string& path);
  std::optional<bool> membership(const Intrinsic& call, const Node& at, const std::string& path);
  /// The texts of a list, or of the one text that stands for a list of one; nothing if unknown.
  std::optional<std::vector<std::string>> texts(const Node& node, const std::string& path);
  std::optional<bool> equals(const Intrinsic& call, const Node& at, const std::string& path);

  /// The list argument with `least` to `most` items; null, reported, if it is none.
  const std::vector<Node>* list_argument(const Intrinsic& call, const Node& at,
                                         const std::string& path, std::size_t least,
                                         std::size_t most);
  /// The evaluated text; nothing if it is unknown or no text, the latter reported.
  std::optional<std::string> text(const Node& node, const std::string& path);
  /// Records that `logical_id` is needed; false if there is no such resource in what is created.
  bool refer(std::string_view logical_id, const Node& at, const std::string& path);
  Node failed(const Node& at, const std::string& path, std::string message, std::string hint = {});
  std::vector<std::string> names_for_ref() const;

  const Template& template_;
  const ParameterValues& parameters_;
  const Pseudo& pseudo_;
  Report& report_;
  const Stack* stack_ = nullptr;
  std::set<std::string> references_;
  int ignoring_ = 0;
  bool in_conditions_ = false;
  bool in_rules_ = false;
  std::map<std::string, std::optional<bool>, std::less<>> conditions_;
  std::vector<std::string> evaluating_;  ///< conditions, for cycles
};

/// A plain string at the place of another node.
Node text_node(std::string text, const Node& at);

}  // namespace spillway::cloudformation
