#include "emulator/ecr/registry.hpp"

#include "runtime/check.hpp"

namespace spillway::ecr {
namespace {

// What an image's address says after the registry's host.
struct Reference {
  std::string repository;
  std::string tag = "latest";
  std::string digest;
};

Reference parse(const std::string& path) {
  Reference reference;
  reference.repository = path;
  if (const auto at = path.find('@'); at != std::string::npos) {
    reference.digest = path.substr(at + 1);
    reference.repository.resize(at);
  }
  if (const auto colon = reference.repository.rfind(':'); colon != std::string::npos) {
    reference.tag = reference.repository.substr(colon + 1);
    reference.repository.resize(colon);
  }
  return reference;
}

}  // namespace

Registry::Registry(core::Context& context) : context_(context), ids_(context.runtime.rng("ecr")) {
  register_operations();
}

std::string Registry::host() const {
  return context_.account.id + ".dkr.ecr." + context_.account.region + ".amazonaws.com";
}

Repository& Registry::make(const std::string& name, bool implicit) {
  Repository& repository = repositories_[name];
  repository.name = name;
  repository.arn = context_.account.arn("ecr", "repository/" + name);
  repository.uri = host() + "/" + name;
  repository.created_at = context_.runtime.wall_now();
  repository.implicit = implicit;
  return repository;
}

std::string Registry::put_image(const std::string& repository, const std::string& tag,
                                std::int64_t size_bytes) {
  SPILLWAY_CHECK(size_bytes >= 0);
  const auto found = repositories_.find(repository);
  Repository& target = found == repositories_.end() ? make(repository, true) : found->second;
  for (Image& image : target.images) image.tags.erase(tag);
  Image image;
  image.digest = "sha256:" + ids_.hex(64);
  image.tags = {tag};
  image.size_bytes = size_bytes;
  image.pushed_at = context_.runtime.wall_now();
  target.images.push_back(image);
  return image.digest;
}

Found Registry::find(const std::string& image_uri) const {
  const std::string prefix = host() + "/";
  if (!image_uri.starts_with(prefix)) return {};
  const Reference reference = parse(image_uri.substr(prefix.size()));
  Found result;
  result.kind = Found::Kind::not_found;
  const auto repository = repositories_.find(reference.repository);
  if (repository == repositories_.end()) return result;
  for (const Image& image : repository->second.images) {
    const bool match = reference.digest.empty() ? image.tags.contains(reference.tag)
                                                : image.digest == reference.digest;
    if (match) return {Found::Kind::found, image.size_bytes, image.digest};
  }
  return result;
}

const Repository* Registry::lookup(const std::string& name) const {
  const auto it = repositories_.find(name);
  return it == repositories_.end() ? nullptr : &it->second;
}

}  // namespace spillway::ecr
