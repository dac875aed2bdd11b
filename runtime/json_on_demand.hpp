// Strings of a simdjson on-demand document, read where they lie. For the per-request paths of the
// app and the ALB; to be included by the few .cpp files that read messages, as simdjson is large.
// Pure functions, callable from any thread.
#pragma once

#include <simdjson.h>

#include <string_view>

#include "runtime/json_text.hpp"

namespace spillway {

/// A value's text, valid as long as the document and its parser's buffer. `end` is the end of the
/// whole document's text. False if it is no string, or no valid one.
inline bool read_text(simdjson::ondemand::value value, const char* end, std::string_view& out) {
  // Most strings have nothing escaped.
  const char* const begin = value.raw_json_token().data();
  if (const char* const close = end_of_plain_json_string(begin, end)) {
    out = {begin + 1, close};
    // Taken, so that the way to the next member need not skip it.
    return value.get_raw_json_string().error() == simdjson::SUCCESS;
  }
  return value.get_string().get(out) == simdjson::SUCCESS;
}

/// The same of a member's name.
inline bool read_name(simdjson::ondemand::field& member, const char* end, std::string_view& out) {
  const char* const begin = member.key().raw();
  if (const char* const close = end_of_plain_json_string(begin - 1, end)) {
    out = {begin, close};
    return true;
  }
  return member.unescaped_key().get(out) == simdjson::SUCCESS;
}

}  // namespace spillway
