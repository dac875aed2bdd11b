// The template loader: any bytes are a template that can be deployed, or a list of problems. One
// that passes its check is deployed as well, and the services may still refuse.
#include "tools/fuzz/api_world.hpp"
#include "tools/fuzz/diagnostics.hpp"

using namespace spillway;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const auto root = document::parse(text, "t.yaml");
  if (!root) {
    fuzz::expect_useful(root.error(), text);
    return 0;
  }
  const auto outline = cloudformation::check_template(*root, "t.yaml", {});
  if (!outline) {
    fuzz::expect_useful(outline.error(), text);
    return 0;
  }
  fuzz::ApiWorld api(false);
  const auto stack = api.world().deploy(*root, "t.yaml", "fuzz", {});
  if (!stack) fuzz::expect_useful(stack.error(), text);
  return 0;
}
