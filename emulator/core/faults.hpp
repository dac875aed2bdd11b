// Faults: what breaks the cloud on purpose. Models ask it whether a fault strikes what they are
// about to do, and it records what it did.
//
// Owned by the run, which gives it to the world (Context::faults); it outlives the world. Only the
// runtime's thread may call it. A fault acts in its time, unless somebody switches it on or off. It
// is active from an event of its own, so nothing is struck while a template is deployed. Without
// faults a model pays for one look at a null pointer:
//
//   if (core::Faults* faults = core::armed(context.faults, core::FaultType::event_lost)) {
//     if (faults->strike(core::FaultType::event_lost, {rule.name, rule.arn}, "...")) return;
//   }
#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "emulator/core/delay.hpp"
#include "emulator/core/fault_kinds.hpp"
#include "emulator/core/timeline.hpp"
#include "runtime/runtime.hpp"

namespace spillway::core {

/// By the attribute's kind: text, choice and caller; integer; rate (a second); delay and duration.
using FaultValue = std::variant<std::string, std::int64_t, double, Delay>;

/// One fault, named as toxiproxy names its fields. A plain value.
struct Fault {
  std::string name;  ///< unique
  FaultType type{};
  std::string target;  ///< see its kind; empty: everything
  double probability = 1;
  std::map<std::string, FaultValue, std::less<>> attributes;
  TimePoint from{};
  std::optional<Duration> length{};  ///< absent: to the end

  bool has(std::string_view attribute) const { return attributes.contains(attribute); }
  // Each gives the default for an absent attribute; one of another kind is a bug.
  std::string text(std::string_view attribute, std::string otherwise = {}) const;
  std::int64_t integer(std::string_view attribute, std::int64_t otherwise) const;
  double rate(std::string_view attribute, double otherwise) const;
};

/// That a fault strikes; false if none does..
struct Strike {
  const Fault* fault = nullptr;
  EventSeq event = 0;  ///< what told of it: put what follows under its CauseScope
  Rng* rng = nullptr;  ///< the fault's own stream
  std::string victim;

  explicit operator bool() const { return fault != nullptr; }
  /// Draws the delay of that attribute; `otherwise` if it is absent.
  Duration sample(std::string_view attribute, Duration otherwise = Duration::zero()) const;
};

class Faults {
 public:
  using Names = std::vector<std::string>;
  using Filter = std::function<bool(const Fault&)>;
  using Handler = std::function<void(const Fault&)>;
  /// As long as somebody holds it, a handler is called.
  using Watch = std::shared_ptr<void>;

  Faults(Runtime& runtime, Timeline& timeline, std::vector<Fault> faults = {});
  ~Faults();
  Faults(const Faults&) = delete;
  Faults& operator=(const Faults&) = delete;

  /// Adds one while the run goes on; it begins at its `from`, or at once if that has passed. False
  /// if there is one of that name.
  bool add(Fault fault);
  /// Makes it active, or not, from now on and whatever its time says. False: no such name.
  bool switch_on(std::string_view name);
  bool switch_off(std::string_view name);
  /// Ends it, and forgets it. False: no such name. Not from within what it strikes.
  bool remove(std::string_view name);
  bool is_active(std::string_view name) const;
  std::vector<const Fault*> all() const;

  /// Is a fault of that type active?
  bool armed(FaultType type) const { return active_[static_cast<std::size_t>(type)] > 0; }
  /// The first active fault that is aimed at one of the names, passes the filter and whose
  /// probability strikes. Records nothing.
  Strike draw(FaultType type, const Names& names, const Filter& filter = {});
  /// Records `fault.injected`; of a frequent kind, or `in_sums`, only the first of each minute,
  /// with how many there were since the last one told. The victim is the first of the names given.
  void tell(Strike& strike, const std::string& detail, bool in_sums = false);
  /// Both.
  Strike strike(FaultType type, const Names& names, const std::string& detail,
                const Filter& filter = {});
  /// Is the fault aimed at something of one of these names?
  bool aims_at(const Fault& fault, const Names& names) const;
  /// Is `name` what the fault calls `wanted`?
  bool is_named(std::string_view wanted, std::string_view name) const;

  /// Called when a fault of that type begins or ends, in an event without a cause.
  [[nodiscard]] Watch on_start(FaultType type, Handler handler);
  [[nodiscard]] Watch on_end(FaultType type, Handler handler);

  /// A resource of the template: from now on its logical id stands for its physical one, too.
  void note_resource(const std::string& logical_id, const std::string& physical_id);

 private:
  struct Entry;
  struct Watcher {
    FaultType type;
    bool start;
    std::weak_ptr<Handler> handler;
  };

  Entry* find(std::string_view name) const;
  void plan(Entry& entry);
  void begin(Entry& entry);
  void end(Entry& entry);
  void notify(const Fault& fault, bool start);
  Watch watch(FaultType type, bool start, Handler handler);

  Runtime& runtime_;
  Timeline& timeline_;
  std::vector<std::unique_ptr<Entry>> entries_;
  std::array<std::size_t, kFaultTypes> active_{};
  std::vector<Watcher> watchers_;
  std::map<std::string, Names, std::less<>> physical_ids_;  // by logical id
};

/// The faults, if one of that type is active; else null.
inline Faults* armed(Faults* faults, FaultType type) {
  return faults != nullptr && faults->armed(type) ? faults : nullptr;
}

}  // namespace spillway::core
