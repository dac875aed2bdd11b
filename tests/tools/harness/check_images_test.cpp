// aws.ecr.images names images that the template's functions and tasks could pull.
#include "tests/support/catch.hpp"
#include "tests/tools/harness/first_error.hpp"

using namespace spillway;
using Catch::Contains;

namespace {

// Without the file's name; the images stand on line 7.
std::string error_of(const std::string& images, const std::string& parameters = "") {
  const std::string text =
      "name: checked\ntemplate: failover.template.yaml\n"
      "code: {AppFunction: app, AppTask: app, ControllerFunction: controller}\n"
      "parameters: {" +
      parameters +
      "}\n"
      "duration: 5m\naws:\n  ecr: {images: " +
      images + "}\n";
  return harness::first_error(text);
}

}  // namespace

TEST_CASE("an image's repository is in the template") {
  CHECK(error_of("{AppRepository: 900MB}").empty());
  CHECK(error_of("{AppRepositry: 900MB}") ==
        "7:18: aws.ecr.images.AppRepositry: the template has no AWS::ECR::Repository "
        "'AppRepositry'\n  hint: did you mean 'AppRepository'?");
  CHECK_THAT(error_of("{elsewhere: missing}"),
             Contains("hint: it has AppRepository, ControllerRepository"));
}

TEST_CASE("the repository into which CDK pushes is in no template") {
  const std::string name = "cdk-hnb659fds-container-assets-123456789012-sa-east-1";
  CHECK(error_of("{'" + name + ":abc': 900MB}").empty());
}

TEST_CASE("a tag that is almost one in use is misspelt; any other is of a later deployment") {
  CHECK(error_of("{'AppRepository:latest': missing}").empty());
  CHECK(error_of("{'AppRepository:v2': missing}").empty());
  CHECK(error_of("{'AppRepository:lattest': missing}") ==
        "7:18: aws.ecr.images.AppRepository:lattest: no image of the template has the tag "
        "'lattest'\n  hint: did you mean 'latest'?");
}

TEST_CASE("the tags in use are those that the parameters give") {
  const std::string stable = "ImageTag: stable-17";
  CHECK(error_of("{'AppRepository:stable-17': missing}", stable).empty());
  CHECK_THAT(error_of("{'AppRepository:stabel-17': missing}", stable),
             Contains("did you mean 'stable-17'?"));
  // The next version, not a slip.
  CHECK(error_of("{'AppRepository:stable-18': missing}", stable).empty());
}

TEST_CASE("an image's name has a repository and no blanks") {
  for (const char* name : {"''", "':latest'", "'AppRepository:'", "'AppRepository: latest'",
                           "'App Repository'", "'AppRepository:a:b'"}) {
    CHECK_THAT(error_of(std::string("{") + name + ": 900MB}"), Contains("is no name of an image"));
  }
}
