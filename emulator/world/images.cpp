#include "emulator/world/images.hpp"

#include <utility>

namespace spillway::world {
namespace {

ecs::ImageLookup::Kind kind_of(ecr::Found::Kind kind) {
  switch (kind) {
    case ecr::Found::Kind::found:
      return ecs::ImageLookup::Kind::found;
    case ecr::Found::Kind::not_found:
      return ecs::ImageLookup::Kind::not_found;
    case ecr::Found::Kind::foreign:
      return ecs::ImageLookup::Kind::foreign;
  }
  return ecs::ImageLookup::Kind::not_found;
}

}  // namespace

ImageName split_image_name(const std::string& name) {
  const auto colon = name.find(':');
  if (colon == std::string::npos) return {name, "latest"};
  return {name.substr(0, colon), name.substr(colon + 1)};
}

bool is_asset_repository(const std::string& repository, const core::Account& account) {
  return repository.starts_with("cdk-") &&
         repository.ends_with("-container-assets-" + account.id + "-" + account.region);
}

ecs::ImageLookup Images::find(const std::string& image_uri) const {
  auto found = registry_.find(image_uri);
  if (found.kind == ecr::Found::Kind::not_found) {
    const ImageName name = split_image_name(image_uri.substr(registry_.host().size() + 1));
    if (is_asset_repository(name.repository, settings_.account)) return find_asset(name);
  }
  return {kind_of(found.kind), found.size_bytes, std::move(found.digest)};
}

// Whatever the template names was pushed before it was deployed: CDK's command sees to that. The
// tag is the hash of what the image is built from, which may stand for the image's own digest.
ecs::ImageLookup Images::find_asset(const ImageName& name) const {
  ecs::ImageLookup image{ecs::ImageLookup::Kind::found, settings_.default_image_size,
                         "sha256:" + name.tag};
  for (const ImageSize& named : settings_.images) {
    const ImageName key = split_image_name(named.name);
    if (key.repository != name.repository || key.tag != name.tag) continue;
    if (!named.bytes) return {ecs::ImageLookup::Kind::not_found, 0, ""};
    image.compressed_bytes = *named.bytes;
  }
  return image;
}

}  // namespace spillway::world
