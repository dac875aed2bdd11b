#include "tools/harness/load/load_generator.hpp"

namespace spillway::harness {
namespace {

Json telling_of(const LoadStage& stage) {
  Json data = {{"stage", stage.name}};
  switch (stage.kind) {
    case LoadStage::Kind::open:
      data["rate"] = stage.rate_from;
      if (stage.rate_to != stage.rate_from)
        data["rate"] = Json::array({stage.rate_from, stage.rate_to});
      break;
    case LoadStage::Kind::users:
      data["users"] = stage.users;
      break;
    case LoadStage::Kind::replay:
      data["requests"] = stage.replay.size();
      if (stage.left_out > 0) data["left_out"] = stage.left_out;
      break;
  }
  data["for_s"] = to_seconds(stage.length);
  return data;
}

}  // namespace

LoadGenerator::LoadGenerator(Runtime& runtime, core::Timeline& timeline, LoadClient& client,
                             const std::vector<LoadStage>& stages, RequestObserver observer)
    : runtime_(runtime),
      timeline_(timeline),
      stages_(stages),
      sender_(runtime, client, stages, std::move(observer)),
      streams_(stages.size()) {}

void LoadGenerator::start() {
  // In this order: where a stage ends when another begins, the end comes first.
  for (std::uint32_t i = 0; i < stages_.size(); ++i) {
    runtime_.call_at(stages_[i].begin, [this, i] { begin_stage(i); });
    runtime_.call_at(stages_[i].end(), [this, i] { end_stage(i); });
  }
}

void LoadGenerator::begin_stage(std::uint32_t index) {
  const LoadStage& stage = stages_[index];
  const EventSeq event = timeline_.record("load.stage_started", telling_of(stage));
  CauseScope scope(runtime_, event);
  streams_[index] = make_stream({runtime_, sender_, stage, index});
  streams_[index]->begin();
}

void LoadGenerator::end_stage(std::uint32_t index) {
  streams_[index]->end();
  if (++ended_ == stages_.size()) timeline_.record("load.finished", Json::object());
}

}  // namespace spillway::harness
