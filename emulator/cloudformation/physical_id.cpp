#include "emulator/cloudformation/physical_id.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace spillway::cloudformation {
namespace {

constexpr std::size_t kRandom = 12;
constexpr std::string_view kAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

}  // namespace

PhysicalIds::PhysicalIds(std::string stack_name, const Runtime& runtime)
    : stack_name_(std::move(stack_name)),
      rng_(runtime.rng("cloudformation/names")),
      ids_(runtime.rng("cloudformation/ids")) {}

std::string PhysicalIds::name(const std::string& logical_id, std::size_t limit) {
  const std::size_t room = limit - kRandom - 2;
  const std::size_t for_stack = std::max<std::size_t>(1, room - std::min(room, logical_id.size()));
  const std::string stack = stack_name_.substr(0, for_stack);
  std::string text = stack + "-" + logical_id.substr(0, room - stack.size()) + "-";
  for (std::size_t i = 0; i < kRandom; ++i) text += kAlphabet[rng_.below(kAlphabet.size())];
  return text;
}

}  // namespace spillway::cloudformation
