#include "emulator/live/admin_pages.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "emulator/document/document.hpp"
#include "runtime/percent.hpp"
#include "runtime/utf8.hpp"

namespace spillway::live {
namespace {

constexpr std::string_view kRoot = "/_spillway";

struct Page {
  const char* methods;
  const char* path;  ///< below the root
  const char* about;
};
constexpr std::array kPages = {
    Page{"GET", "", "this page"},
    Page{"GET", "health", "200 as soon as the emulator answers"},
    Page{"GET", "state", "every service's state, in the words of its Describe and List calls"},
    Page{"GET", "timeline",
         "every event as it happens, as server-sent events; past ones first, ?from=SEQ from that "
         "one on"},
    Page{"POST", "reset", "the world anew from the template; the process and its ports stay"},
    Page{"GET, POST, DELETE", "faults",
         "all of them; POST adds one, or a list, with the fields of a scenario's faults; DELETE "
         "removes all"},
    Page{"GET, DELETE", "faults/NAME", "one of them; DELETE removes it"},
    Page{"POST", "faults/NAME/on", "from now on, whatever its time says"},
    Page{"POST", "faults/NAME/off", "not any more; it stays in the list"},
};

std::string index_page() {
  std::string text = "Spillway, a local emulator. Its own pages:\n\n";
  for (const Page& page : kPages) {
    std::string line = "  " + std::string(page.methods);
    line.resize(std::max<std::size_t>(line.size() + 1, 22), ' ');
    line += std::string(kRoot) + "/" + page.path;
    line.resize(std::max<std::size_t>(line.size() + 2, 52), ' ');
    text += line + page.about + "\n";
  }
  return text + "\nEverything else here is the AWS endpoint: AWS_ENDPOINT_URL=http://HOST:PORT\n";
}

HttpResponse json_answer(int status, const Json& body) {
  return {status,
          "",
          {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}},
          body.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"};
}

HttpResponse answer_of(const AdminAnswer& answer) {
  if (answer.status == 204) return {204, "", {}, ""};
  return json_answer(answer.status, answer.body);
}

HttpResponse unknown_page(std::string_view path) {
  std::vector<std::string> names;
  std::string all;
  for (const Page& page : kPages) {
    if (*page.path == '\0') continue;
    names.emplace_back(page.path);
    all += (all.empty() ? "" : ", ") + names.back();
  }
  std::string message =
      "there is no page " + std::string(kRoot) + "/" + std::string(path.substr(0, 100));
  const auto near = document::nearest(path, names);
  message += near ? "; did you mean " + *near + "?" : "; there are " + all;
  return admin_refusal(404, message);
}

/// Answers 405 unless the method is one of the page's.
bool is_allowed(const ExchangePtr& exchange, std::string_view methods) {
  const std::string& method = exchange->request.method;
  const std::string_view meant = method == "HEAD" ? "GET" : std::string_view(method);
  const auto at = methods.find(meant);
  const bool whole = at != methods.npos && !meant.empty() &&
                     (at + meant.size() == methods.size() || methods[at + meant.size()] == ',');
  if (whole) return true;
  HttpResponse answer =
      admin_refusal(405, "use " + std::string(methods) + " here, not " + method.substr(0, 20));
  answer.headers.add("Allow", methods);
  exchange->answer(std::move(answer));
  return false;
}

}  // namespace

HttpResponse admin_refusal(int status, const std::string& message) {
  return json_answer(status, {{"message", message}});
}

AdminPages::AdminPages(AdminPorts ports, TimelineStream& timeline)
    : ports_(std::move(ports)), timeline_(timeline) {}

bool AdminPages::owns(std::string_view path) {
  return path.starts_with(kRoot) && (path.size() == kRoot.size() || path[kRoot.size()] == '/');
}

void AdminPages::serve(const ExchangePtr& exchange) {
  const std::string whole(exchange->request.path());
  std::string_view path = std::string_view(whole).substr(kRoot.size());
  while (path.starts_with('/')) path.remove_prefix(1);
  while (path.ends_with('/')) path.remove_suffix(1);
  if (path.starts_with("faults/")) return serve_fault(exchange, path.substr(7));
  const auto page = std::find_if(kPages.begin(), kPages.end(),
                                 [&](const Page& each) { return each.path == path; });
  if (page == kPages.end()) return exchange->answer(unknown_page(path));
  if (!is_allowed(exchange, page->methods)) return;
  const std::string& method = exchange->request.method;
  if (path.empty()) {
    exchange->answer({200, "", {{"Content-Type", "text/plain; charset=utf-8"}}, index_page()});
  } else if (path == "health") {
    exchange->answer(json_answer(200, ports_.health()));
  } else if (path == "state") {
    exchange->answer(json_answer(200, ports_.state()));
  } else if (path == "timeline") {
    if (method == "HEAD") {
      return exchange->answer({200, "", {{"Content-Type", "text/event-stream"}}, ""});
    }
    timeline_.serve(exchange);
  } else if (path == "reset") {
    exchange->answer(answer_of(ports_.reset()));
  } else if (method == "POST") {
    exchange->answer(answer_of(ports_.add_faults(exchange->request.body)));
  } else if (method == "DELETE") {
    exchange->answer(answer_of(ports_.remove_faults()));
  } else {
    exchange->answer(json_answer(200, ports_.faults()));
  }
}

// "NAME", "NAME/on" or "NAME/off"; the name may hold what a path cannot, percent-encoded.
void AdminPages::serve_fault(const ExchangePtr& exchange, std::string_view rest) {
  const auto slash = rest.find('/');
  const auto name = percent_decode(rest.substr(0, slash));
  const std::string_view verb = slash == rest.npos ? "" : rest.substr(slash + 1);
  if (!name || !is_utf8(*name) || (!verb.empty() && verb != "on" && verb != "off")) {
    return exchange->answer(unknown_page("faults/" + std::string(rest)));
  }
  if (!is_allowed(exchange, verb.empty() ? "GET, DELETE" : "POST")) return;
  if (!verb.empty()) return exchange->answer(answer_of(ports_.switch_fault(*name, verb == "on")));
  exchange->answer(answer_of(exchange->request.method == "DELETE" ? ports_.remove_fault(*name)
                                                                  : ports_.fault(*name)));
}

}  // namespace spillway::live
