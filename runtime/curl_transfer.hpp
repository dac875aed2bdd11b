// CurlTransfer: one HTTP exchange on a libcurl easy handle. Internal to runtime/: CurlWorker runs
// many at a time, RuntimeApi one after the other.
//
// Owns every byte that libcurl points to, so it stays where it is until the exchange is over. Used
// by one thread at a time. Signs with CURLOPT_AWS_SIGV4 by the rules of aws-facts G2.
#pragma once

#include <curl/curl.h>

#include <memory>
#include <optional>
#include <string>

#include "runtime/http_transport.hpp"

namespace spillway {

struct CurlEasyDeleter {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using CurlEasy = std::unique_ptr<CURL, CurlEasyDeleter>;

/// A fresh handle; initialises libcurl on first use.
CurlEasy make_curl_easy();

class CurlTransfer {
 public:
  /// Resets `handle` and sets it up for the request; keeps no ownership of it.
  CurlTransfer(CURL* handle, OutgoingRequest request);
  /// Lets libcurl forget everything that points in here.
  ~CurlTransfer() { curl_easy_reset(handle_); }
  CurlTransfer(const CurlTransfer&) = delete;
  CurlTransfer& operator=(const CurlTransfer&) = delete;

  /// Why the request must not be sent: this libcurl would sign it wrongly, or a field has a line
  /// break.
  const std::optional<TransportError>& refusal() const { return refusal_; }

  /// The answer, or the error, after libcurl has ended the exchange with `code`.
  TransportResult finish(CURLcode code);

 private:
  struct SlistDeleter {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };

  std::optional<TransportError> find_fault() const;
  void set_target();
  void set_method_and_body();
  void set_headers();
  void set_signing();
  void add_header(const std::string& line);
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
  void take_header_line(std::string_view line);

  CURL* handle_;
  OutgoingRequest outgoing_;
  HttpResponse response_;
  std::unique_ptr<curl_slist, SlistDeleter> headers_;
  std::optional<TransportError> refusal_;
  char error_[CURL_ERROR_SIZE] = {};
};

}  // namespace spillway
