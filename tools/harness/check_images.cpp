#include "tools/harness/check_images.hpp"

#include <algorithm>

#include "emulator/world/images.hpp"
#include "tools/harness/sections.hpp"

namespace spillway::harness {
namespace {

using cloudformation::Outline;
using cloudformation::Resource;
using document::Diagnostics;
using Names = std::vector<std::string>;

bool holds(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// "v1" and "v2", "build-17" and "build-18": two versions, no slip.
bool differ_by_number(std::string a, std::string b) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  std::erase_if(a, is_digit);
  std::erase_if(b, is_digit);
  return a == b;
}

class ImageCheck {
 public:
  ImageCheck(const Scenario& scenario, const Outline& outline, const Trial& trial)
      : scenario_(scenario), outline_(outline), trial_(trial) {}

  Diagnostics check() {
    for (std::size_t i = 0; i < scenario_.aws.images.size(); ++i) {
      check(world::split_image_name(scenario_.aws.images[i].name), scenario_.image_places[i]);
    }
    return std::move(errors_);
  }

 private:
  void check(const world::ImageName& image, const Place& place) {
    if (world::is_asset_repository(image.repository, scenario_.aws.account)) return;
    Names known;
    const Resource* repository = find(image.repository, known);
    if (repository == nullptr) {
      std::string hint = did_you_mean_or_list(image.repository, known, "it has ");
      if (hint.empty()) hint = "it has none: leave the image out";
      errors_.push_back({scenario_.file, place.line, place.column, place.path,
                         "the template has no AWS::ECR::Repository '" + image.repository + "'",
                         std::move(hint)});
      return;
    }
    check_tag(image, *repository, place);
  }

  // A tag that nothing has yet may be that of a later deployment, but hardly one that is spelt
  // almost like one in use.
  void check_tag(const world::ImageName& image, const Resource& repository, const Place& place) {
    const Names& used = used_tags(repository.logical_id);
    if (used.empty() || holds(used, image.tag)) return;
    const auto near = document::nearest(image.tag, used, 2);
    if (!near || differ_by_number(*near, image.tag)) return;
    errors_.push_back({scenario_.file, place.line, place.column, place.path,
                       "no image of the template has the tag '" + image.tag + "'",
                       "did you mean '" + *near + "'?"});
  }

  const Resource* find(const std::string& name, Names& known) const {
    for (const auto* resources : {&outline_.resources, &outline_.left_out}) {
      for (const Resource& resource : *resources) {
        if (resource.type != "AWS::ECR::Repository") continue;
        if (name == resource.logical_id || name == resource.given_name) return &resource;
        known.push_back(resource.logical_id);
      }
    }
    return nullptr;
  }

  // Only a deployment knows: an image's name is put together from the repository's.
  const Names& used_tags(const std::string& repository) {
    if (!used_) used_ = tags_of_images(trial_);
    return (*used_)[repository];
  }

  const Scenario& scenario_;
  const Outline& outline_;
  const Trial& trial_;
  std::optional<std::map<std::string, Names>> used_;
  Diagnostics errors_;
};

}  // namespace

Diagnostics check_images(const Scenario& scenario, const Outline& outline, const Trial& trial) {
  return ImageCheck(scenario, outline, trial).check();
}

}  // namespace spillway::harness
