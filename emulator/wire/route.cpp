#include "emulator/wire/route.hpp"

#include <algorithm>
#include <array>

#include "emulator/wire/lambda_routes.hpp"
#include "runtime/aws/sigv4.hpp"
#include "runtime/utf8.hpp"

namespace spillway::wire {
namespace {

using core::ApiError;

// Longer names are cut in messages and on the timeline.
constexpr std::size_t kMaxName = 100;

std::string shortened(std::string_view text) { return std::string(text.substr(0, kMaxName)); }

ApiError unknown(std::string code, const std::string& what, int status) {
  return {std::move(code), what + " is not modelled by Spillway", status, true};
}

void name_service(Route& route, const Service* service, std::string_view otherwise) {
  route.service = service;
  route.service_name = service != nullptr ? std::string(service->name) : shortened(otherwise);
}

Route route_target(std::string_view target) {
  Route route;
  const auto dot = target.rfind('.');
  const std::string_view prefix = target.substr(0, dot);
  name_service(route, service_of_target(prefix), prefix);
  route.protocol = route.service != nullptr ? route.service->json : Protocol::json_1_1;
  route.action = dot == target.npos ? "" : shortened(target.substr(dot + 1));
  if (route.service == nullptr) {
    route.error = unknown("UnknownOperationException",
                          "The service of the X-Amz-Target " + shortened(target), 400);
  }
  return route;
}

std::string field(const FormFields& form, std::string_view name) {
  for (const auto& [key, value] : form) {
    if (key == name) return value;
  }
  return {};
}

Route route_query(const HttpRequest& request) {
  Route route;
  route.protocol = Protocol::query;
  auto form = parse_form(request.method == "GET" ? request.query() : request.body);
  const auto is_text = [](const auto& field) {
    return is_utf8(field.first) && is_utf8(field.second);
  };
  if (!form || !std::all_of(form->begin(), form->end(), is_text)) {
    route.error = ApiError("MalformedInput", "The form of the request is not well encoded");
    return route;
  }
  route.form = std::move(*form);
  // Of a presigned request: they are no parameters of the operation.
  std::erase_if(route.form, [](const auto& field) { return field.first.starts_with("X-Amz-"); });
  route.action = shortened(field(route.form, "Action"));
  const std::string version = shortened(field(route.form, "Version"));
  name_service(route, service_of_version(version), version);
  if (route.action.empty()) {
    route.error = ApiError("MissingAction", "The request names no Action");
  } else if (route.service == nullptr) {
    route.error = unknown("InvalidAction",
                          "The action " + route.action + " of API version '" + version + "'", 400);
  }
  return route;
}

Route route_path(const HttpRequest& request) {
  Route route;
  name_service(route, find_service("lambda"), {});
  if (auto found = find_lambda_route(request.method, request.path())) {
    route.action = found->action;
    route.success_status = found->status;
    route.path_parameters = std::move(found->parameters);
    return route;
  }
  route.action = request.method + " " + shortened(request.path());
  name_service(route, nullptr, "");
  route.error = unknown("UnknownOperationException", route.action, 404);
  return route;
}

// "/service/GraniteServiceVersion20100801/operation/PutMetricData"
std::optional<Route> route_cbor(const HttpRequest& request) {
  constexpr std::string_view kService = "/service/";
  constexpr std::string_view kOperation = "/operation/";
  const std::string_view path = request.path();
  const auto at = path.find(kOperation);
  if (!path.starts_with(kService) || at == path.npos) return std::nullopt;
  Route route;
  const std::string_view prefix = path.substr(kService.size(), at - kService.size());
  name_service(route, service_of_target(prefix), prefix);
  route.action = shortened(path.substr(at + kOperation.size()));
  route.protocol = Protocol::json_1_1;
  route.error_form = ErrorForm::cbor;
  std::string what = route.service_name + ":" + route.action + " in the protocol rpc-v2-cbor";
  if (route.service_name == "cloudwatch") what += " (query and awsJson1.0 are; see aws-facts F1)";
  route.error = unknown("UnknownOperationException", what, 404);
  return route;
}

// "aws s3 ls" says by its signature alone whom it means.
void name_by_scope(Route& route, const HttpRequest& request) {
  if (route.service != nullptr || !route.error) return;
  const auto claim = aws::read_signature(request);
  if (claim.has_error()) return;
  const std::string service = shortened(claim->service);
  if (!is_utf8(service)) return;
  route.service_name = service;
  static constexpr std::array kRestXml = {"s3", "route53", "cloudfront"};
  if (std::ranges::find(kRestXml, service) != kRestXml.end()) {
    route.error_form = ErrorForm::rest_xml;
  }
  if (route.error->not_modelled && !route.action.empty()) {
    // Of a service that is modelled it is the version that is not.
    std::string what = service + ":" + route.action;
    const auto ours = std::ranges::find(aws::services(), service, &aws::Service::signing_name);
    if (ours != aws::services().end() && !ours->version.empty()) {
      what += " of API version '" + shortened(field(route.form, "Version")) + "'";
    }
    route.error->message = what + " is not modelled by Spillway";
  }
}

Route route_of(const HttpRequest& request) {
  if (const auto target = request.headers.get("X-Amz-Target")) return route_target(*target);
  if (auto cbor = route_cbor(request)) return std::move(*cbor);
  // SDKs that speak to SQS in the query protocol post to the path of the queue's URL.
  const auto type = request.headers.get("Content-Type");
  const bool form = type && type->starts_with("application/x-www-form-urlencoded");
  const bool asks = request.path() == "/" && (request.method == "POST" || !request.query().empty());
  return asks || form ? route_query(request) : route_path(request);
}

}  // namespace

Route find_route(const HttpRequest& request) {
  Route route = route_of(request);
  name_by_scope(route, request);
  return route;
}

}  // namespace spillway::wire
