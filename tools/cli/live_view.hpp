// LiveView: what a person sees of a live run: where everything listens, the story as it happens,
// what programs print; on a screen with a board of how things stand below it.
//
// Owned by the command; the terminal outlives it. Used from the run's thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/cli/live_board.hpp"
#include "tools/cli/terminal.hpp"
#include "tools/harness/live_run.hpp"
#include "tools/report/narrative.hpp"

namespace spillway::cli {

enum class LiveDetail {
  problems,  ///< where it listens, and what fails
  story,
  json,  ///< for a program: the addresses, then the timeline's lines
};

class LiveView {
 public:
  /// `with_board`: if the terminal can show one.
  LiveView(Terminal& terminal, LiveDetail detail, bool with_board);
  LiveView(const LiveView&) = delete;
  LiveView& operator=(const LiveView&) = delete;

  void start(const harness::LiveStart& start);
  void event(const core::Event& event);
  void output(const std::string& who, std::string_view line);
  void status(const harness::LiveStatus& status);
  /// The run is over. The board stays on the screen as it was last.
  void finish();

 private:
  struct Polling {
    std::string text;
    int repeated = 0;
  };

  std::string heading(const harness::LiveAddresses& at) const;
  static std::string advice(const harness::LiveAddresses& at);
  void tell(const report::StoryLine& line);
  void end_polling();
  void say(std::string_view part, std::string_view text, report::Colour colour);
  void print(const std::string& lines);
  void draw(const std::string& lines);
  std::string erased() const;

  Terminal& terminal_;
  const LiveDetail detail_;
  const bool board_shown_;
  LiveBoard board_;
  bool started_ = false;
  std::string held_;  // what was said before that: addresses come first
  TimePoint now_{};
  std::vector<Polling> polling_;
  std::vector<std::size_t> drawn_;  // the widths of the board's lines on the screen
  TimePoint drawn_at_{};
  TimePoint traffic_told_{};
  TimePoint output_second_{};  // in which lines of programs are counted
  int output_lines_ = 0;
};

}  // namespace spillway::cli
