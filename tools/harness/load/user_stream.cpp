// The closed loop, as JMeter's thread group: each user waits for its answer, thinks, and asks
// again. Users start evenly over the ramp-up; a slow system is asked less often.
#include "tools/harness/load/stream.hpp"

namespace spillway::harness {
namespace {

class UserStream final : public Stream {
 public:
  explicit UserStream(const StreamContext& context)
      : context_(context),
        picker_(context),
        thinking_(context.runtime.rng("load/think/" + context.stage.name)) {
    users_.reserve(context.stage.users);
    for (UserNumber i = 1; i <= context.stage.users; ++i)
      users_.push_back({make_session(context.stage, i)});
  }

  void begin() override {
    context_.sender.set_active_users(context_.index, 0);
    start(0);
  }

  void end() override {
    ended_ = true;
    context_.runtime.cancel(next_start_);
    for (User& user : users_) {
      if (context_.runtime.cancel(user.next)) finish();
    }
  }

 private:
  struct User {
    Session session;
    std::uint64_t sent = 0;
    TimerId next = TimerId::none;
  };

  // One timer after the other, so that a thousand users are not a thousand timers.
  void start(std::size_t user) {
    const TimePoint begin = context_.stage.begin;
    while (user < users_.size() && start_of(user) <= context_.runtime.now() - begin) {
      ++active_;
      context_.sender.set_active_users(context_.index, active_);
      ask(user++);
    }
    if (user == users_.size()) return;
    next_start_ = context_.runtime.call_at(begin + start_of(user), [this, user] { start(user); });
  }

  Duration start_of(std::size_t user) const {
    return context_.stage.ramp_up / static_cast<std::int64_t>(users_.size()) *
           static_cast<std::int64_t>(user);
  }

  // A loop is one request by weight, or all of them in turn.
  std::uint64_t requests_of_user() const {
    if (!context_.stage.loops) return UINT64_MAX;
    const bool in_turn = context_.stage.order == LoadStage::Order::in_turn;
    return *context_.stage.loops * (in_turn ? context_.stage.requests.size() : 1);
  }

  void ask(std::size_t index) {
    User& user = users_[index];
    const std::uint32_t request = picker_.pick(user.sent);
    ++user.sent;
    context_.sender.send(context_.index, request, &user.session,
                         [this, index] { answered(index); });
  }

  void answered(std::size_t index) {
    User& user = users_[index];
    if (ended_ || user.sent >= requests_of_user()) return finish();
    const Duration think = context_.stage.think_time.sample(thinking_);
    user.next = context_.runtime.call_after(think, [this, index] { ask(index); });
  }

  void finish() { context_.sender.set_active_users(context_.index, --active_); }

  StreamContext context_;
  RequestPicker picker_;
  Rng thinking_;
  std::vector<User> users_;
  std::uint32_t active_ = 0;
  TimerId next_start_ = TimerId::none;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<Stream> make_user_stream(const StreamContext& context) {
  return std::make_unique<UserStream>(context);
}

}  // namespace spillway::harness
