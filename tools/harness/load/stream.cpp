#include "tools/harness/load/stream.hpp"

#include <algorithm>

namespace spillway::harness {

RequestPicker::RequestPicker(const StreamContext& context)
    : stage_(context.stage), rng_(context.runtime.rng("load/paths/" + context.stage.name)) {
  double sum = 0;
  for (const LoadRequest& request : stage_.requests)
    cumulative_weights_.push_back(sum += request.weight);
}

std::uint32_t RequestPicker::by_weight() {
  if (cumulative_weights_.size() == 1) return 0;
  const double point = rng_.uniform() * cumulative_weights_.back();
  const auto it = std::upper_bound(cumulative_weights_.begin(), cumulative_weights_.end(), point);
  const auto last = cumulative_weights_.end() - 1;
  return static_cast<std::uint32_t>(std::min(it, last) - cumulative_weights_.begin());
}

std::uint32_t RequestPicker::pick(std::uint64_t n) {
  if (stage_.order == LoadStage::Order::by_weight) return by_weight();
  return static_cast<std::uint32_t>(n % stage_.requests.size());
}

Session make_session(const LoadStage& stage, UserNumber user) {
  return {.ip = stage.client_ip,
          .user = user,
          .keeps_cookies = stage.cookies,
          .keeps_connection = stage.keep_alive};
}

std::unique_ptr<Stream> make_stream(const StreamContext& context) {
  switch (context.stage.kind) {
    case LoadStage::Kind::open:
      return make_open_stream(context);
    case LoadStage::Kind::users:
      return make_user_stream(context);
    case LoadStage::Kind::replay:
      return make_replay_stream(context);
  }
  return nullptr;
}

}  // namespace spillway::harness
