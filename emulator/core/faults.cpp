#include "emulator/core/faults.hpp"

#include <algorithm>

#include "runtime/check.hpp"

namespace spillway::core {
namespace {

template <class T>
const T* value_of(const Fault& fault, std::string_view attribute) {
  const auto found = fault.attributes.find(attribute);
  if (found == fault.attributes.end()) return nullptr;
  const T* value = std::get_if<T>(&found->second);
  SPILLWAY_CHECK(value != nullptr);
  return value;
}

// What stands behind the last slash: of an ARN, a name.
std::string_view last_segment(std::string_view id) {
  const auto slash = id.rfind('/');
  return slash == std::string_view::npos ? id : id.substr(slash + 1);
}

}  // namespace

struct Faults::Entry {
  Fault fault;
  Rng rng;
  bool active = false;
  TimerId start = TimerId::none;
  TimerId stop = TimerId::none;
  // Of a frequent kind:
  std::optional<std::chrono::minutes> told_in{};
  EventSeq told = 0;
  std::int64_t untold = 0;
};

std::string Fault::text(std::string_view attribute, std::string otherwise) const {
  const auto* value = value_of<std::string>(*this, attribute);
  return value == nullptr ? std::move(otherwise) : *value;
}

std::int64_t Fault::integer(std::string_view attribute, std::int64_t otherwise) const {
  const auto* value = value_of<std::int64_t>(*this, attribute);
  return value == nullptr ? otherwise : *value;
}

double Fault::rate(std::string_view attribute, double otherwise) const {
  const auto* value = value_of<double>(*this, attribute);
  return value == nullptr ? otherwise : *value;
}

Duration Strike::sample(std::string_view attribute, Duration otherwise) const {
  const auto* value = value_of<Delay>(*fault, attribute);
  return value == nullptr ? otherwise : value->sample(*rng);
}

Faults::Faults(Runtime& runtime, Timeline& timeline, std::vector<Fault> faults)
    : runtime_(runtime), timeline_(timeline) {
  for (Fault& fault : faults) {
    const bool added = add(std::move(fault));
    SPILLWAY_CHECK(added);
  }
}

Faults::~Faults() {
  for (const auto& entry : entries_) {
    runtime_.cancel(entry->start);
    runtime_.cancel(entry->stop);
  }
}

bool Faults::add(Fault fault) {
  if (find(fault.name) != nullptr) return false;
  Rng rng = runtime_.rng("faults/" + fault.name);
  entries_.push_back(std::make_unique<Entry>(Entry{std::move(fault), rng}));
  plan(*entries_.back());
  return true;
}

void Faults::plan(Entry& entry) {
  const CauseScope nothing(runtime_, 0);
  const Fault& fault = entry.fault;
  entry.start = runtime_.call_at(fault.from, [this, &entry] { begin(entry); });
  if (!fault.length) return;
  entry.stop = runtime_.call_at(fault.from + *fault.length, [this, &entry] { end(entry); });
}

void Faults::begin(Entry& entry) {
  if (entry.active) return;
  entry.active = true;
  ++active_[static_cast<std::size_t>(entry.fault.type)];
  notify(entry.fault, true);
}

void Faults::end(Entry& entry) {
  if (!entry.active) return;
  entry.active = false;
  --active_[static_cast<std::size_t>(entry.fault.type)];
  notify(entry.fault, false);
}

void Faults::notify(const Fault& fault, bool start) {
  const std::vector<Watcher> watchers = watchers_;  // a handler may add one
  for (const Watcher& watcher : watchers) {
    if (watcher.type != fault.type || watcher.start != start) continue;
    if (const auto handler = watcher.handler.lock()) (*handler)(fault);
  }
}

Faults::Entry* Faults::find(std::string_view name) const {
  const auto it = std::find_if(entries_.begin(), entries_.end(),
                               [&](const auto& entry) { return entry->fault.name == name; });
  return it == entries_.end() ? nullptr : it->get();
}

bool Faults::switch_on(std::string_view name) {
  Entry* entry = find(name);
  if (entry == nullptr) return false;
  runtime_.cancel(std::exchange(entry->start, TimerId::none));
  runtime_.cancel(std::exchange(entry->stop, TimerId::none));
  const CauseScope nothing(runtime_, 0);
  begin(*entry);
  return true;
}

bool Faults::switch_off(std::string_view name) {
  Entry* entry = find(name);
  if (entry == nullptr) return false;
  runtime_.cancel(std::exchange(entry->start, TimerId::none));
  runtime_.cancel(std::exchange(entry->stop, TimerId::none));
  const CauseScope nothing(runtime_, 0);
  end(*entry);
  return true;
}

bool Faults::remove(std::string_view name) {
  if (!switch_off(name)) return false;
  std::erase_if(entries_, [&](const auto& entry) { return entry->fault.name == name; });
  return true;
}

bool Faults::is_active(std::string_view name) const {
  const Entry* entry = find(name);
  return entry != nullptr && entry->active;
}

std::vector<const Fault*> Faults::all() const {
  std::vector<const Fault*> faults;
  for (const auto& entry : entries_) faults.push_back(&entry->fault);
  return faults;
}

Strike Faults::draw(FaultType type, const Names& names, const Filter& filter) {
  for (const auto& entry : entries_) {
    const Fault& fault = entry->fault;
    if (!entry->active || fault.type != type || !aims_at(fault, names)) continue;
    if (filter && !filter(fault)) continue;
    if (entry->rng.uniform() >= fault.probability) continue;
    return {&fault, 0, &entry->rng, names.front()};
  }
  return {};
}

void Faults::tell(Strike& strike, const std::string& detail, bool in_sums) {
  Entry* entry = find(strike.fault->name);
  const FaultKind& kind = fault_kind(strike.fault->type);
  Json data = {{"name", strike.fault->name},
               {"type", kind.name},
               {"target", strike.victim},
               {"detail", detail}};
  if (!kind.frequent && !in_sums) {
    strike.event = timeline_.record("fault.injected", std::move(data));
    return;
  }
  const auto minute =
      std::chrono::duration_cast<std::chrono::minutes>(runtime_.now().time_since_epoch());
  ++entry->untold;
  strike.event = entry->told;
  if (entry->told_in == minute) return;
  entry->told_in = minute;
  data["count"] = std::exchange(entry->untold, 0);
  strike.event = entry->told = timeline_.record("fault.injected", std::move(data));
}

Strike Faults::strike(FaultType type, const Names& names, const std::string& detail,
                      const Filter& filter) {
  Strike strike = draw(type, names, filter);
  if (strike) tell(strike, detail);
  return strike;
}

bool Faults::aims_at(const Fault& fault, const Names& names) const {
  return fault.target.empty() ||
         std::any_of(names.begin(), names.end(),
                     [&](const std::string& name) { return is_named(fault.target, name); });
}

bool Faults::is_named(std::string_view wanted, std::string_view name) const {
  if (wanted == name) return true;
  // "AppRepository:v2" is the tag of a repository.
  const auto colon = wanted.find(':');
  const std::string_view id = wanted.substr(0, colon);
  const std::string_view rest = wanted.substr(id.size());
  const auto found = physical_ids_.find(id);
  if (found == physical_ids_.end()) return false;
  return std::any_of(found->second.begin(), found->second.end(), [&](const std::string& physical) {
    return name.size() == physical.size() + rest.size() && name.starts_with(physical) &&
           name.ends_with(rest);
  });
}

Faults::Watch Faults::watch(FaultType type, bool start, Handler handler) {
  auto kept = std::make_shared<Handler>(std::move(handler));
  std::erase_if(watchers_, [](const Watcher& watcher) { return watcher.handler.expired(); });
  watchers_.push_back({type, start, kept});
  return kept;
}

Faults::Watch Faults::on_start(FaultType type, Handler handler) {
  return watch(type, true, std::move(handler));
}

Faults::Watch Faults::on_end(FaultType type, Handler handler) {
  return watch(type, false, std::move(handler));
}

void Faults::note_resource(const std::string& logical_id, const std::string& physical_id) {
  Names& names = physical_ids_[logical_id];
  names.push_back(physical_id);
  names.emplace_back(last_segment(physical_id));
}

}  // namespace spillway::core
