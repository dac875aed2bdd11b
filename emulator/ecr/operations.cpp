// The API operations of ECR. Error texts as the service words them, UNSOURCED.
#include <algorithm>
#include <chrono>

#include "emulator/core/params.hpp"
#include "emulator/ecr/registry.hpp"
#include "runtime/wall_time.hpp"

namespace spillway::ecr {
namespace {

constexpr char kInvalid[] = "InvalidParameterException";

Json time_value(WallTime time) {
  return epoch_seconds(std::chrono::floor<std::chrono::milliseconds>(time));
}

// "app", "team/web-app": parts that begin and end with a small letter or a digit.
bool is_repository_name(std::string_view name) {
  const auto is_plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  char before = '/';
  for (const char c : name) {
    const bool separates = c == '.' || c == '_' || c == '-' || c == '/';
    if (!is_plain(c) && !separates) return false;
    if ((before == '/' || c == '/') && !is_plain(before == '/' ? c : before)) return false;
    before = c;
  }
  return is_plain(before);
}

Json describe(const Repository& repository, const std::string& registry_id) {
  return {{"repositoryArn", repository.arn},
          {"registryId", registry_id},
          {"repositoryName", repository.name},
          {"repositoryUri", repository.uri},
          {"createdAt", time_value(repository.created_at)},
          {"imageTagMutability", repository.immutable_tags ? "IMMUTABLE" : "MUTABLE"},
          {"imageScanningConfiguration", {{"scanOnPush", false}}},
          {"encryptionConfiguration", {{"encryptionType", "AES256"}}}};
}

Json describe(const Image& image, const Repository& repository, const std::string& registry_id) {
  return {{"registryId", registry_id},
          {"repositoryName", repository.name},
          {"imageDigest", image.digest},
          {"imageTags", image.tags},
          {"imageSizeInBytes", image.size_bytes},
          {"imagePushedAt", time_value(image.pushed_at)},
          {"imageStatus", "ACTIVE"}};
}

struct ImageId {
  std::string tag;
  std::string digest;

  bool matches(const Image& image) const {
    return (tag.empty() || image.tags.contains(tag)) && (digest.empty() || image.digest == digest);
  }
};

std::vector<ImageId> read_image_ids(core::Params& p) {
  std::vector<ImageId> ids;
  const Json* items = p.array("imageIds");
  if (items == nullptr) return ids;
  for (const Json& item : *items) {
    core::Params inner(item, "ecr:DescribeImages", kInvalid, "imageIds.");
    ids.push_back({inner.optional_string("imageTag").value_or(""),
                   inner.optional_string("imageDigest").value_or("")});
    if (ids.back().tag.empty() && ids.back().digest.empty()) {
      inner.fail("An image id must have a tag or a digest.");
    }
    if (auto error = inner.finish()) p.fail(*error);
  }
  return ids;
}

}  // namespace

core::ApiError Registry::not_found(const std::string& name) const {
  return {"RepositoryNotFoundException", "The repository with name '" + name +
                                             "' does not exist in the registry with id '" +
                                             context_.account.id + "'"};
}

core::ApiResult Registry::create_repository(const Json& params) {
  core::Params p(params, "ecr:CreateRepository", kInvalid);
  const std::string name = p.string("repositoryName");
  const auto mutability = p.optional_choice("imageTagMutability", {"MUTABLE", "IMMUTABLE"});
  for (const char* member : {"tags", "imageScanningConfiguration", "encryptionConfiguration"}) {
    p.inert(member);
  }
  if (!p.failed() && (name.size() < 2 || name.size() > 256)) {
    p.fail("Invalid parameter at 'repositoryName': it must have 2 to 256 characters");
  } else if (!p.failed() && !is_repository_name(name)) {
    p.fail(
        "Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy regular "
        "expression '(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*''");
  }
  if (auto error = p.finish()) return *error;
  const auto it = repositories_.find(name);
  if (it != repositories_.end() && !it->second.implicit) {
    return core::ApiError{"RepositoryAlreadyExistsException",
                          "The repository with name '" + name +
                              "' already exists in the registry with id '" + context_.account.id +
                              "'"};
  }
  Repository& made = make(name, false);
  made.immutable_tags = mutability == "IMMUTABLE";
  return Json{{"repository", describe(made, context_.account.id)}};
}

core::ApiResult Registry::describe_repositories(const Json& params) const {
  core::Params p(params, "ecr:DescribeRepositories", kInvalid);
  const auto names = p.strings("repositoryNames");
  if (auto error = p.finish()) return *error;
  Json list = Json::array();
  for (const auto& name : names) {
    const Repository* repository = lookup(name);
    if (repository == nullptr) return not_found(name);
    list.push_back(describe(*repository, context_.account.id));
  }
  if (names.empty()) {
    for (const auto& [name, repository] : repositories_) {
      list.push_back(describe(repository, context_.account.id));
    }
  }
  return Json{{"repositories", std::move(list)}};
}

core::ApiResult Registry::delete_repository(const Json& params) {
  core::Params p(params, "ecr:DeleteRepository", kInvalid);
  const std::string name = p.string("repositoryName");
  const bool force = p.optional_boolean("force").value_or(false);
  if (auto error = p.finish()) return *error;
  const Repository* repository = lookup(name);
  if (repository == nullptr) return not_found(name);
  if (!repository->images.empty() && !force) {
    return core::ApiError{"RepositoryNotEmptyException",
                          "The repository with name '" + name + "' in registry with id '" +
                              context_.account.id +
                              "' cannot be deleted because it still contains images"};
  }
  Json answer{{"repository", describe(*repository, context_.account.id)}};
  repositories_.erase(name);
  return answer;
}

core::ApiResult Registry::describe_images(const Json& params) const {
  core::Params p(params, "ecr:DescribeImages", kInvalid);
  const std::string name = p.string("repositoryName");
  const auto ids = read_image_ids(p);
  if (auto error = p.finish()) return *error;
  const Repository* repository = lookup(name);
  if (repository == nullptr) return not_found(name);
  Json details = Json::array();
  const auto& images = repository->images;
  for (const ImageId& id : ids) {
    const auto it = std::find_if(images.begin(), images.end(),
                                 [&](const Image& image) { return id.matches(image); });
    if (it == images.end()) {
      return core::ApiError{"ImageNotFoundException",
                            "The image with imageId {imageDigest:'" +
                                (id.digest.empty() ? "null" : id.digest) + "', imageTag:'" +
                                (id.tag.empty() ? "null" : id.tag) +
                                "'} does not exist within the repository with name '" + name +
                                "' in the registry with id '" + context_.account.id + "'"};
    }
    details.push_back(describe(*it, *repository, context_.account.id));
  }
  if (ids.empty()) {
    for (const Image& image : images) {
      details.push_back(describe(image, *repository, context_.account.id));
    }
  }
  return Json{{"imageDetails", std::move(details)}};
}

void Registry::register_operations() {
  const auto arns = [this](const Json& params) {
    std::vector<std::string> result;
    if (!params.is_object() || !params.contains("repositoryName")) return result;
    const Json& name = params["repositoryName"];
    if (!name.is_string()) return result;
    result.push_back(context_.account.arn("ecr", "repository/" + name.get<std::string>()));
    return result;
  };
  const auto add = [&](const char* action, auto method) {
    context_.operations.add(
        "ecr", action,
        [this, method](const Json& params, const core::CallContext&) {
          return (this->*method)(params);
        },
        arns);
  };
  add("CreateRepository", &Registry::create_repository);
  add("DescribeRepositories", &Registry::describe_repositories);
  add("DeleteRepository", &Registry::delete_repository);
  add("DescribeImages", &Registry::describe_images);
}

}  // namespace spillway::ecr
