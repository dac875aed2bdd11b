#include "emulator/live/timeline_stream.hpp"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <charconv>
#include <optional>

#include "runtime/json.hpp"
#include "runtime/percent.hpp"

namespace spillway::live {
namespace {

constexpr auto kLook = std::chrono::milliseconds(100);
constexpr auto kLookAgain = std::chrono::milliseconds(5);  // while somebody is behind

HttpResponse refuse(int status, const std::string& message) {
  const Json body = {{"message", message}};
  return {status, "", {{"Content-Type", "application/json"}}, body.dump(2) + "\n"};
}

std::optional<EventSeq> number(std::string_view text) {
  EventSeq value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole ? std::optional(value) : std::nullopt;
}

// The first event that is asked for; nothing if that cannot be read.
std::optional<EventSeq> first_wanted(const HttpRequest& request) {
  const auto fields = parse_form(request.query());
  if (!fields) return std::nullopt;
  for (const auto& [name, value] : *fields) {
    if (name == "from") return number(value);
  }
  // A client sends back what it was told, or nothing of use; it is not worth an error.
  const auto last = number(request.headers.get("Last-Event-ID").value_or(""));
  return last ? *last + 1 : 0;
}

}  // namespace

TimelineStream::TimelineStream(LiveRuntime& runtime, core::Timeline& timeline, ShownEvent shown,
                               StreamSettings settings)
    : runtime_(runtime),
      shown_(std::move(shown)),
      settings_(settings),
      timer_(runtime.io_context()) {
  timeline.subscribe([this](const core::Event& event) { note(event); });
}

TimelineStream::~TimelineStream() = default;

void TimelineStream::note(const core::Event& event) {
  const std::string line = shown_ ? shown_(event).to_line() : event.to_line();
  past_.push_back({event.seq, "id: " + std::to_string(event.seq) + "\ndata: " + line + "\n\n"});
  if (past_.size() > settings_.past) past_.pop_front();
  feed_all();
}

void TimelineStream::serve(const ExchangePtr& exchange) {
  if (readers_.size() >= settings_.readers) {
    return exchange->answer(refuse(503, "there are " + std::to_string(settings_.readers) +
                                            " readers of the timeline already"));
  }
  const auto from = first_wanted(exchange->request);
  if (!from) return exchange->answer(refuse(400, "write from=SEQ, the number of an event"));
  HttpResponse head;
  head.headers = {{"Content-Type", "text/event-stream"}, {"Cache-Control", "no-store"}};
  exchange->begin_stream(std::move(head));
  // What is no longer kept was dropped before it asked, which the numbers tell.
  const EventSeq first = past_.empty() ? 0 : past_.front().seq;
  Reader reader{exchange, std::max(*from, first), 0, runtime_.now(), runtime_.now()};
  if (feed(reader)) readers_.push_back(std::move(reader));
  look_later();
}

bool TimelineStream::feed(Reader& reader) {
  const TimePoint now = runtime_.now();
  const std::size_t backlog = reader.exchange->backlog();
  if (backlog < reader.backlog || backlog == 0) reader.took_something = now;
  std::string piece;
  auto it = std::lower_bound(past_.begin(), past_.end(), reader.next,
                             [](const Past& past, EventSeq seq) { return past.seq < seq; });
  // Who came before the first event (0) has missed nothing.
  const bool lost =
      reader.next != 0 && it == past_.begin() && it != past_.end() && it->seq > reader.next;
  const bool stuck = now - reader.took_something > settings_.patience;
  if (lost || stuck) {
    reader.exchange->drop();
    return false;
  }
  for (; it != past_.end() && backlog + piece.size() < settings_.ahead; ++it) {
    piece += it->line;
    reader.next = it->seq + 1;
  }
  if (piece.empty() && now - reader.heard >= settings_.keep_alive) piece = ": keep-alive\n\n";
  if (!piece.empty()) {
    reader.heard = now;
    if (!reader.exchange->stream(piece)) return false;
  }
  reader.backlog = reader.exchange->backlog();
  return reader.exchange->open();
}

void TimelineStream::feed_all() {
  std::erase_if(readers_, [this](Reader& reader) { return !feed(reader); });
}

// Readers that are behind are looked at until they are not, the others for a sign of life.
void TimelineStream::look_later() {
  if (looking_ || readers_.empty()) return;
  looking_ = true;
  const EventSeq last = past_.empty() ? 0 : past_.back().seq;
  const bool behind = std::any_of(readers_.begin(), readers_.end(),
                                  [&](const Reader& reader) { return reader.next <= last; });
  timer_.expires_after(behind ? kLookAgain : kLook);
  timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    looking_ = false;
    feed_all();
    look_later();
  });
}

}  // namespace spillway::live
