# Everything comes from the distribution; tools/setup.sh installs it.
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS url)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(spdlog REQUIRED)
find_package(CURL REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(CLI11 REQUIRED)
find_package(simdjson REQUIRED)
find_package(Catch2 REQUIRED)

# Asio without the deprecated parts, and Boost's error codes header-only.
add_library(spillway_boost INTERFACE)
target_link_libraries(spillway_boost INTERFACE Boost::headers Threads::Threads)
target_compile_definitions(spillway_boost INTERFACE BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_COROUTINE)
target_link_libraries(spillway_options INTERFACE spillway_boost nlohmann_json::nlohmann_json)
