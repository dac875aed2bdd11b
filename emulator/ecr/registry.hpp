// Registry: the ECR repositories of one account and Region, and the images in them.
//
// Owned by the world. Images come from the scenario (put_image), never by a push. The constructor
// registers the API operations. Only the runtime's thread may call it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "emulator/core/context.hpp"
#include "emulator/core/ids.hpp"
#include "runtime/time.hpp"

namespace spillway::ecr {

struct Image {
  std::string digest;  ///< "sha256:<64 hex digits>"
  std::set<std::string> tags;
  std::int64_t size_bytes = 0;  ///< compressed, as DescribeImages tells it
  WallTime pushed_at;
};

struct Repository {
  std::string name;
  std::string arn;
  std::string uri;
  bool immutable_tags = false;
  WallTime created_at;
  bool implicit = false;  ///< made by put_image(); CreateRepository of that name adopts it
  std::vector<Image> images;
};

struct Found {
  enum class Kind { found, not_found, foreign };
  Kind kind = Kind::foreign;
  std::int64_t size_bytes = 0;
  std::string digest;
};

class Registry {
 public:
  explicit Registry(core::Context& context);
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  /// Puts an image under a tag, as a push would; the tag leaves the image that had it. A repository
  /// that does not exist yet is made, so that a scenario can name images before the template is
  /// deployed. Returns the digest. Precondition: the size is not negative.
  std::string put_image(const std::string& repository, const std::string& tag,
                        std::int64_t size_bytes);

  /// "<account>.dkr.ecr.<region>.amazonaws.com/<name>[:tag][@digest]"; without either, tag
  /// "latest". An address of another registry is foreign.
  Found find(const std::string& image_uri) const;

  /// "<account>.dkr.ecr.<region>.amazonaws.com"
  std::string host() const;

 private:
  void register_operations();
  core::ApiResult create_repository(const Json& params);
  core::ApiResult describe_repositories(const Json& params) const;
  core::ApiResult delete_repository(const Json& params);
  core::ApiResult describe_images(const Json& params) const;
  Repository& make(const std::string& name, bool implicit);
  /// The repository of that name or ... RepositoryNotFoundException.
  const Repository* lookup(const std::string& name) const;
  core::ApiError not_found(const std::string& name) const;

  core::Context& context_;
  core::IdSource ids_;
  std::map<std::string, Repository> repositories_;
};

}  // namespace spillway::ecr
