#include "runtime/curl_worker.hpp"

#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "runtime/check.hpp"
#include "runtime/curl_transfer.hpp"

namespace spillway {
namespace {

struct CurlMultiDeleter {
  void operator()(CURLM* handle) const { curl_multi_cleanup(handle); }
};

// What the other thread asks for: a new exchange, or, without a request, the end of one.
struct Order {
  std::uint64_t id;
  std::optional<OutgoingRequest> request;
};

// One exchange under way. The easy handle outlives its transfer.
struct Exchange {
  CurlEasy easy;
  std::unique_ptr<CurlTransfer> transfer;
};

}  // namespace

struct CurlWorker::State {
  Done done;
  // Made before the thread, since curl_multi_wakeup() needs it; first of all, the library.
  CurlEasy first_easy = make_curl_easy();
  std::unique_ptr<CURLM, CurlMultiDeleter> multi{curl_multi_init()};
  std::map<std::uint64_t, Exchange> exchanges;  // the worker's thread only

  std::mutex mutex;
  std::vector<Order> orders;  // under the mutex
  bool closing = false;       // under the mutex
  std::thread thread;

  void give(Order order);
  void run();
  bool take_orders();
  void begin(std::uint64_t id, OutgoingRequest request);
  void end(std::uint64_t id);
  void collect();
};

void CurlWorker::State::give(Order order) {
  {
    const std::lock_guard lock(mutex);
    orders.push_back(std::move(order));
  }
  curl_multi_wakeup(multi.get());
}

void CurlWorker::State::run() {
  while (take_orders()) {
    int running = 0;
    SPILLWAY_CHECK(curl_multi_perform(multi.get(), &running) == CURLM_OK);
    collect();
    curl_multi_poll(multi.get(), nullptr, 0, 60'000, nullptr);
  }
  while (!exchanges.empty()) end(exchanges.begin()->first);
}

// False when it is time to go.
bool CurlWorker::State::take_orders() {
  std::vector<Order> taken;
  {
    const std::lock_guard lock(mutex);
    if (closing) return false;
    taken.swap(orders);
  }
  for (Order& order : taken) {
    if (order.request) {
      begin(order.id, std::move(*order.request));
    } else {
      end(order.id);
    }
  }
  return true;
}

void CurlWorker::State::begin(std::uint64_t id, OutgoingRequest request) {
  Exchange exchange;
  exchange.easy = first_easy ? std::move(first_easy) : make_curl_easy();
  CURL* const easy = exchange.easy.get();
  exchange.transfer = std::make_unique<CurlTransfer>(easy, std::move(request));
  if (const auto& refusal = exchange.transfer->refusal()) {
    done(id, *refusal);
    return;
  }
  const auto place = exchanges.emplace(id, std::move(exchange)).first;
  // collect() finds the exchange by its key, which stays in place.
  curl_easy_setopt(easy, CURLOPT_PRIVATE, &place->first);
  SPILLWAY_CHECK(curl_multi_add_handle(multi.get(), easy) == CURLM_OK);
}

void CurlWorker::State::end(std::uint64_t id) {
  const auto it = exchanges.find(id);
  if (it == exchanges.end()) return;
  curl_multi_remove_handle(multi.get(), it->second.easy.get());
  exchanges.erase(it);
}

// Hands over what has ended.
void CurlWorker::State::collect() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result;
    const std::uint64_t* key = nullptr;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &key);
    const std::uint64_t id = *key;
    TransportResult result = exchanges.at(id).transfer->finish(code);
    end(id);
    done(id, std::move(result));
  }
}

CurlWorker::CurlWorker(Done done) : state_(std::make_unique<State>()) {
  SPILLWAY_CHECK(state_->multi != nullptr);
  state_->done = std::move(done);
  state_->thread = std::thread([state = state_.get()] { state->run(); });
}

CurlWorker::~CurlWorker() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->closing = true;
  }
  curl_multi_wakeup(state_->multi.get());
  state_->thread.join();
}

void CurlWorker::start(std::uint64_t id, OutgoingRequest request) {
  state_->give({id, std::move(request)});
}

void CurlWorker::cancel(std::uint64_t id) { state_->give({id, std::nullopt}); }

}  // namespace spillway
