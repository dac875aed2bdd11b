// The catalogue of the metrics that the services here publish under AWS's namespaces.
//
// CloudWatch asserts it of every metric that a service announces, and holds alarms against it: one
// on a metric that nobody publishes would stay INSUFFICIENT_DATA for ever, without a word. Custom
// namespaces get their data from PutMetricData and are not in it. Immutable; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace spillway::core {

/// Is it a namespace into which only AWS's own services publish?
bool is_aws_namespace(std::string_view name_space);
/// Those of which something is published here, in alphabetical order.
std::vector<std::string> published_namespaces();
/// Empty: nothing of that namespace is.
std::vector<std::string> published_metrics(std::string_view name_space);
bool is_published(std::string_view name_space, std::string_view metric);
/// Published in live mode only: no alarm may depend on it, which would then tell the modes apart.
bool is_published_live_only(std::string_view name_space, std::string_view metric);

}  // namespace spillway::core
