#include "tools/cli/live_view.hpp"

#include <algorithm>

#include "tools/report/characters.hpp"
#include "tools/report/names.hpp"

namespace spillway::cli {
namespace {

using report::Colour;

constexpr Duration kRedraw = std::chrono::milliseconds(500);
constexpr Duration kTrafficEvery = std::chrono::seconds(10);
constexpr int kOutputLines = 20;  // of programs in a second; more would bury the story

bool is_poll(const core::Event& event) {
  if (event.name != "api.call" || event.data.contains("error")) return false;
  const std::string action = event.data.value("action", "");
  return action.starts_with("List") || action.starts_with("Describe") || action.starts_with("Get");
}

std::string padded(const char* name) { return report::pad_right(name, 16); }

// Colours take no room on the screen.
std::size_t visible_width(const std::string& line) {
  std::string bare;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\x1b') {
      i = std::min(line.find('m', i), line.size() - 1);
    } else {
      bare += line[i];
    }
  }
  return report::display_width(bare);
}

// The same, cut; the colours end with it.
std::string cut_visible(const std::string& line, std::size_t width) {
  std::string kept;
  std::size_t shown = 0;
  bool coloured = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\x1b') {
      const std::size_t end = std::min(line.find('m', i), line.size() - 1);
      kept += line.substr(i, end + 1 - i);
      i = end;
      coloured = true;
      continue;
    }
    if ((static_cast<unsigned char>(line[i]) & 0xC0U) != 0x80U && ++shown > width) break;
    kept += line[i];
  }
  return coloured ? kept + "\x1b[0m" : kept;
}

}  // namespace

LiveView::LiveView(Terminal& terminal, LiveDetail detail, bool with_board)
    : terminal_(terminal),
      detail_(detail),
      board_shown_(with_board && detail == LiveDetail::story && terminal.is_screen()) {}

void LiveView::finish() {
  if (drawn_.empty()) return;
  draw({});  // over the ^C that the terminal has echoed
  drawn_.clear();
  terminal_.print("\n");
}

void LiveView::start(const harness::LiveStart& start) {
  board_.begin(start.services);
  polling_.clear();
  if (start.after_reset && detail_ != LiveDetail::json) {
    now_ = start.began;
    return say("run", "reset: the world begins anew from the template", Colour::bold);
  }
  started_ = true;
  terminal_.print(heading(start.addresses) + std::exchange(held_, {}));
}

std::string LiveView::advice(const harness::LiveAddresses& at) {
  std::string text = "(an AWS CLI before 2.13 needs --endpoint-url " + at.endpoint + ", too)\n";
  if (at.listeners.empty()) return text;
  return text + "\nput load on it, for example:  wrk -c 20 -d 5m " + at.listeners.front().url +
         "/bang\nCtrl-C ends it and all that it started\n";
}

std::string LiveView::heading(const harness::LiveAddresses& at) const {
  if (detail_ == LiveDetail::json) {
    Json line = {{"endpoint", at.endpoint}, {"listeners", Json::array()}};
    for (const auto& listener : at.listeners) {
      line["listeners"].push_back({{"load_balancer", listener.load_balancer},
                                   {"port", listener.listener_port},
                                   {"url", listener.url}});
    }
    return line.dump() + "\n";
  }
  std::string text;
  for (const auto& listener : at.listeners) {
    text += padded("load balancer") + listener.url + "  (" +
            report::short_name(listener.load_balancer) + ", port " +
            std::to_string(listener.listener_port) + " of the template)\n";
  }
  text += padded("its pages") + at.endpoint + "/_spillway/\n\n";
  text += "export AWS_ENDPOINT_URL=" + at.endpoint + " AWS_DEFAULT_REGION=" + at.region +
          "\nexport AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test\n";
  if (detail_ == LiveDetail::story) text += advice(at);
  return text + "\n";
}

void LiveView::event(const core::Event& event) {
  if (detail_ == LiveDetail::json) return print(event.to_line() + "\n");
  board_.note(event);
  now_ = event.t;
  report::StoryLine line = report::describe(event);
  if (line.text.empty()) return;
  if (detail_ == LiveDetail::problems) {
    if (line.colour == Colour::red && line.part != "alarm") tell(line);
    return;
  }
  if (is_poll(event)) {
    const auto it = std::find_if(polling_.begin(), polling_.end(),
                                 [&](const Polling& each) { return each.text == line.text; });
    if (it != polling_.end()) return void(++it->repeated);
    polling_.push_back({line.text});
  } else if (event.name == "api.call" || event.name == "lambda.invocation_finished") {
    end_polling();
  }
  tell(line);
}

void LiveView::end_polling() {
  for (const Polling& each : polling_) {
    if (each.repeated == 0) continue;
    say("api", each.text + ", " + std::to_string(each.repeated) + " times more", Colour::dim);
  }
  polling_.clear();
}

void LiveView::tell(const report::StoryLine& line) { say(line.part, line.text, line.colour); }

void LiveView::say(std::string_view part, std::string_view text, Colour colour) {
  const auto& style = terminal_.style();
  print(style.paint(Colour::dim, report::pad_left(harness::format_time(now_), 10)) + "  " +
        report::pad_right(part, 7) + " " + style.paint(colour, report::printable(text)) + "\n");
}

void LiveView::output(const std::string& who, std::string_view line) {
  const auto second = std::chrono::floor<std::chrono::seconds>(now_);
  if (std::exchange(output_second_, second) != second) output_lines_ = 0;
  if (++output_lines_ > kOutputLines) return;
  std::string text = who + ": " + report::printable(line) + "\n";
  if (output_lines_ == kOutputLines) text += "... more of this second is left out; see logs\n";
  if (!board_shown_) return terminal_.complain(text);
  print(terminal_.style().paint(Colour::dim, text.substr(0, text.size() - 1)) + "\n");
}

void LiveView::status(const harness::LiveStatus& status) {
  now_ = status.now;
  board_.note(status);
  if (detail_ != LiveDetail::story) return;
  if (board_shown_) {
    if (drawn_.empty() || status.now - drawn_at_ >= kRedraw) print({});
    return;
  }
  if (status.now - traffic_told_ < kTrafficEvery) return;
  traffic_told_ = status.now;
  if (const std::string traffic = board_.traffic_line(); !traffic.empty()) {
    say("load", "requests " + traffic, Colour::none);
  }
}

// Takes the board off the screen: to the beginning of its first line, and away with the rest.
std::string LiveView::erased() const {
  if (drawn_.empty()) return {};
  const std::size_t columns = std::max<std::size_t>(terminal_.width(), 1);
  std::size_t rows = 0;  // a window made narrower since has wrapped them
  for (const std::size_t width : drawn_) rows += 1 + (width == 0 ? 0 : (width - 1) / columns);
  std::string text = "\r";
  if (rows > 1) text += "\x1b[" + std::to_string(rows - 1) + "A";
  return text + "\x1b[J";
}

void LiveView::print(const std::string& lines) {
  if (!started_) {
    held_ += lines;
  } else if (board_shown_) {
    draw(lines);
  } else {
    terminal_.print(lines);
  }
}

// Lines above the board, and the board anew, in one write: nothing flickers.
void LiveView::draw(const std::string& lines) {
  std::string text = erased() + lines;
  const std::size_t columns = terminal_.width() - 1;
  std::vector<std::string> board = {
      terminal_.style().paint(Colour::dim, std::string(std::min<std::size_t>(columns, 72), '-'))};
  for (std::string& line : board_.lines(terminal_.style())) board.push_back(std::move(line));
  drawn_.clear();
  for (std::string& line : board) {
    if (visible_width(line) > columns) line = cut_visible(line, columns);
    text += (drawn_.empty() ? "" : "\n") + line;
    drawn_.push_back(visible_width(line));
  }
  drawn_at_ = now_;
  terminal_.print(text);
}

}  // namespace spillway::cli
