// Images: where a task's image comes from: ECR's repositories, and the one into which `cdk deploy`
// pushes what the template names as an asset.
//
// Owned by the world. Only the runtime's thread may call it.
#pragma once

#include <string>

#include "emulator/ecr/registry.hpp"
#include "emulator/ecs/ports.hpp"
#include "emulator/world/settings.hpp"

namespace spillway::world {

/// "app:7" is tag 7 of app, "app" is latest.
struct ImageName {
  std::string repository;
  std::string tag;
};
ImageName split_image_name(const std::string& name);
/// Of CDK's bootstrap stack: "cdk-hnb659fds-container-assets-123456789012-sa-east-1".
bool is_asset_repository(const std::string& repository, const core::Account& account);

class Images final : public ecs::ImageRegistry {
 public:
  /// Both must outlive it.
  Images(const ecr::Registry& registry, const Settings& settings)
      : registry_(registry), settings_(settings) {}

  ecs::ImageLookup find(const std::string& image_uri) const override;

 private:
  ecs::ImageLookup find_asset(const ImageName& name) const;

  const ecr::Registry& registry_;
  const Settings& settings_;
};

}  // namespace spillway::world
