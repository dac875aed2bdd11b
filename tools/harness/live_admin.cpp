#include "tools/harness/live_admin.hpp"

#include <algorithm>
#include <memory>

#include "emulator/live/printed_lines.hpp"
#include "emulator/world/state.hpp"
#include "tools/harness/fault_request.hpp"

namespace spillway::harness {
namespace {

using live::AdminAnswer;

AdminAnswer refusal(int status, const std::string& message) {
  return {status, {{"message", message}}};
}

// This page is shown around: the variables of functions and containers without their secrets.
Json without_secrets(Json json) {
  for (auto& [key, value] : json.items()) {
    if (key == "Variables" && value.is_object()) {
      for (auto& [name, text] : value.items()) {
        if (live::is_secret(name)) text = "****";
      }
    } else if (key == "environment" && value.is_array()) {
      for (Json& variable : value) {
        if (live::is_secret(variable.value("name", ""))) variable["value"] = "****";
      }
    } else if (value.is_structured()) {
      value = without_secrets(std::move(value));
    }
  }
  return json;
}

class Admin {
 public:
  explicit Admin(AdminView view) : view_(std::move(view)) {}

  Json health() const {
    return {{"status", "running"},
            {"scenario", view_.scenario.name},
            {"seconds", to_seconds(view_.runtime.now().time_since_epoch())}};
  }

  Json state() const {
    LiveWorld& world = view_.world();
    Json listeners = Json::array();
    for (const auto& at : view_.addresses().listeners) {
      listeners.push_back({{"load_balancer", at.load_balancer},
                           {"port", at.listener_port},
                           {"url", at.url},
                           {"dns_name", at.dns_name}});
    }
    Json concurrency = Json::object();
    for (const auto& load : world.world().functions().load()) concurrency[load.name] = load.active;
    return {{"scenario", view_.scenario.name},
            {"seconds", to_seconds(view_.runtime.now().time_since_epoch())},
            {"account", world.world().account().id},
            {"region", world.world().account().region},
            {"endpoint", view_.addresses().endpoint},
            {"listeners", std::move(listeners)},
            {"requests_of_the_load", world.sent()},
            {"concurrency", std::move(concurrency)},
            {"faults", faults()},
            {"services", without_secrets(world::state_of(world.world().operations()))}};
  }

  AdminAnswer reset() const {
    if (!view_.live.endless) {
      return refusal(409, "a run with expectations cannot be reset; use spillway up");
    }
    view_.reset();
    return {202, {{"status", "resetting"}}};
  }

  Json faults() const {
    Json all = Json::array();
    for (const core::Fault* fault : view_.world().faults().all()) all.push_back(shown(*fault));
    return all;
  }

  AdminAnswer fault(const std::string& name) const {
    for (const core::Fault* fault : view_.world().faults().all()) {
      if (fault->name == name) return {200, shown(*fault)};
    }
    return unknown(name);
  }

  AdminAnswer add(const std::string& json) const {
    const auto read =
        read_fault_request(json, view_.scenario, view_.loaded, names(), view_.runtime.now());
    if (!read) return refused(read.error());
    Json added = Json::array();
    for (const core::Fault& fault : *read) {
      view_.world().faults().add(fault);
      added.push_back(shown(fault));
    }
    return {201, std::move(added)};
  }

  AdminAnswer remove(const std::string& name) const {
    return view_.world().faults().remove(name) ? AdminAnswer{204, {}} : unknown(name);
  }

  AdminAnswer remove_all() const {
    for (const std::string& name : names()) view_.world().faults().remove(name);
    return {204, {}};
  }

  AdminAnswer switch_fault(const std::string& name, bool on) const {
    core::Faults& faults = view_.world().faults();
    const bool known = on ? faults.switch_on(name) : faults.switch_off(name);
    return known ? fault(name) : unknown(name);
  }

 private:
  Json shown(const core::Fault& fault) const {
    Json json = fault_to_json(fault);
    json["active"] = view_.world().faults().is_active(fault.name);
    return json;
  }

  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const core::Fault* fault : view_.world().faults().all()) names.push_back(fault->name);
    return names;
  }

  AdminAnswer unknown(const std::string& name) const {
    std::string message = "there is no fault '" + name.substr(0, 100) + "'";
    if (const auto near = document::nearest(name, names())) message += "; did you mean " + *near;
    return refusal(404, message);
  }

  static AdminAnswer refused(const document::Diagnostics& errors) {
    Json list = Json::array();
    for (const auto& error : errors) {
      Json one = {{"path", error.path}, {"message", error.message}};
      if (error.line > 0) one["line"] = error.line;
      if (!error.hint.empty()) one["hint"] = error.hint;
      list.push_back(std::move(one));
    }
    const auto& first = errors.front();
    return {400,
            {{"message", (first.path.empty() ? "" : first.path + ": ") + first.message},
             {"errors", std::move(list)}}};
  }

  AdminView view_;
};

}  // namespace

live::AdminPorts admin_ports(AdminView view) {
  const auto admin = std::make_shared<Admin>(std::move(view));
  live::AdminPorts ports;
  ports.health = [admin] { return admin->health(); };
  ports.state = [admin] { return admin->state(); };
  ports.reset = [admin] { return admin->reset(); };
  ports.faults = [admin] { return admin->faults(); };
  ports.fault = [admin](const std::string& name) { return admin->fault(name); };
  ports.add_faults = [admin](const std::string& json) { return admin->add(json); };
  ports.remove_fault = [admin](const std::string& name) { return admin->remove(name); };
  ports.remove_faults = [admin] { return admin->remove_all(); };
  ports.switch_fault = [admin](const std::string& name, bool on) {
    return admin->switch_fault(name, on);
  };
  return ports;
}

}  // namespace spillway::harness
