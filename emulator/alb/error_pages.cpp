#include "emulator/alb/error_pages.hpp"

namespace spillway::alb {
namespace {

constexpr std::string_view kServer = "awselb/2.0";
constexpr std::size_t kMaxLocation = 8 * 1024;  // aws-facts A3: 507

bool wants_padding(std::string_view user_agent) {
  return user_agent.find("Chrome/") != std::string_view::npos ||
         user_agent.find("MSIE ") != std::string_view::npos;
}

HttpResponse own_response(int status, std::string content_type, std::string body,
                          const std::string& date) {
  HttpResponse response;
  response.status = status;
  response.reason = elb_reason(status);
  response.headers.reserve(5, 160);
  response.headers.add("Server", std::string(kServer));
  response.headers.add("Date", date);
  if (!content_type.empty()) response.headers.add("Content-Type", std::move(content_type));
  response.headers.add("Content-Length", std::to_string(body.size()));
  response.body = std::move(body);
  return response;
}

// Replaces each #{name} of a redirect's part.
std::string expand(std::string_view text, const RequestPlace& place, std::string_view host) {
  const std::string_view path = place.path.starts_with('/') ? place.path.substr(1) : place.path;
  const std::pair<std::string_view, std::string_view> variables[] = {{"#{protocol}", "http"},
                                                                     {"#{host}", host},
                                                                     {"#{port}", place.port},
                                                                     {"#{path}", path},
                                                                     {"#{query}", place.query}};
  std::string out;
  while (!text.empty()) {
    bool replaced = false;
    for (const auto& [name, value] : variables) {
      if (!text.starts_with(name)) continue;
      out += value;
      text.remove_prefix(name.size());
      replaced = true;
      break;
    }
    if (replaced) continue;
    out += text.front();
    text.remove_prefix(1);
  }
  return out;
}

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

}  // namespace

std::string_view elb_reason(int status) {
  switch (status) {
    case 405:
      return "Not Allowed";
    case 408:
      return "Request Time-out";
    case 503:
      return "Service Temporarily Unavailable";
    case 504:
      return "Gateway Time-out";
    case 507:
      return "Insufficient Storage";
    default:
      return reason_phrase(status);
  }
}

std::string error_page(int status, std::string_view user_agent) {
  if (elb_reason(status).empty())
    return {};  // 460, 463: nginx has no page for what it does not know
  std::string title = std::to_string(status);
  title.append(" ").append(elb_reason(status));
  std::string page = "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n";
  page += "<center><h1>" + title + "</h1></center>\r\n</body>\r\n</html>\r\n";
  if (status >= 400 && wants_padding(user_agent)) {
    for (int line = 0; line < 6; ++line) {
      page += "<!-- a padding to disable MSIE and Chrome friendly error page -->\r\n";
    }
  }
  return page;
}

HttpResponse error_response(int status, std::string_view user_agent, const std::string& date) {
  std::string page = error_page(status, user_agent);
  return own_response(status, page.empty() ? "" : "text/html", std::move(page), date);
}

HttpResponse unparsable_response(const std::string& date) {
  HttpResponse response = own_response(400, "text/html",
                                       "<html>\r\n<head><title>400 Bad Request</title></head>\r\n"
                                       "<body bgcolor=\"white\">\r\n"
                                       "<center><h1>400 Bad Request</h1></center>\r\n"
                                       "<hr><center>awselb/2.0</center>\r\n</body>\r\n</html>\r\n",
                                       date);
  response.headers.add("Connection", "close");
  return response;
}

HttpResponse fixed_response(const FixedResponse& fixed, const std::string& date) {
  return own_response(fixed.status, fixed.content_type, fixed.body, date);
}

HttpResponse redirect_response(const Redirect& redirect, const RequestPlace& place,
                               const std::string& date) {
  const std::string_view host = place.host.substr(0, place.host.find(':'));
  const std::string query = expand(redirect.query, place, host);
  std::string location = lower(expand(redirect.protocol, place, host)) + "://";
  location += expand(redirect.host, place, host) + ":" + expand(redirect.port, place, host);
  location += expand(redirect.path, place, host);
  if (!query.empty()) location += "?" + query;
  if (location.size() > kMaxLocation) return error_response(507, place.user_agent, date);
  HttpResponse response =
      own_response(redirect.status, "text/html", error_page(redirect.status, {}), date);
  response.headers.add("Location", std::move(location));
  return response;
}

}  // namespace spillway::alb
