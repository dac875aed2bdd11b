// IpRange: the addresses of a CIDR block, IPv4 or IPv6, for the "cidr" operator. Plain value.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace spillway::eventbridge {

struct IpAddress {
  bool v6 = false;
  std::array<std::uint8_t, 16> bytes{};  ///< an IPv4 address in the first four
};

/// "10.0.0.1" or "2001:db8::1"; nothing for anything else.
std::optional<IpAddress> parse_ip(std::string_view text);

class IpRange {
 public:
  /// "10.0.0.0/24"; nothing if it is malformed.
  static std::optional<IpRange> parse(std::string_view text);
  /// False for an address of the other family.
  bool contains(const IpAddress& address) const;

 private:
  IpRange(IpAddress base, unsigned bits) : base_(base), bits_(bits) {}

  IpAddress base_;
  unsigned bits_;
};

}  // namespace spillway::eventbridge
