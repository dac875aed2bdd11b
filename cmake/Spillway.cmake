# What every target of this project shares: flags, the precompiled header, and three functions that
# make a folder into a target. A folder is a target, so that a wrong dependency does not link.

add_library(spillway_options INTERFACE)
target_include_directories(spillway_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(spillway_options INTERFACE -Wall -Wextra -Wpedantic -Werror -fdebug-compilation-dir=.)
if(SPILLWAY_SANITIZE)
  target_compile_options(spillway_options INTERFACE -fsanitize=${SPILLWAY_SANITIZE} -fno-sanitize-recover=all
                         -fno-omit-frame-pointer)
  target_link_options(spillway_options INTERFACE -fsanitize=${SPILLWAY_SANITIZE})
endif()
if(SPILLWAY_FUZZ)
  target_compile_options(spillway_options INTERFACE -fsanitize=fuzzer-no-link)
  target_link_options(spillway_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
target_link_options(spillway_options INTERFACE -fuse-ld=lld-16)

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_SOURCE_DIR}/cmake/ccache.sh ${CMAKE_SOURCE_DIR})
endif()

# One precompiled header for all: the standard library's and JSON's headers.
file(WRITE ${CMAKE_BINARY_DIR}/pch.cpp "")
add_library(spillway_pch STATIC ${CMAKE_BINARY_DIR}/pch.cpp)
target_link_libraries(spillway_pch PUBLIC spillway_options)
target_precompile_headers(spillway_pch PRIVATE <cmake/pch.hpp>)
target_compile_options(spillway_pch PRIVATE -Xclang -fno-pch-timestamp)
# The precompiled header holds this folder's name, so it is no other clone's; but ccache keys on the text written
# here instead of on its bytes, so that the objects made with it are. The headers are compared one by one all the same.
set_target_properties(spillway_pch PROPERTIES CXX_COMPILER_LAUNCHER "")
file(SHA256 ${CMAKE_SOURCE_DIR}/cmake/pch.hpp SPILLWAY_PCH_HASH)
file(WRITE ${CMAKE_BINARY_DIR}/CMakeFiles/spillway_pch.dir/cmake_pch.hxx.pch.sum
     "${SPILLWAY_PCH_HASH} ${CMAKE_CXX_COMPILER_VERSION} ${CMAKE_BUILD_TYPE} ${SPILLWAY_SANITIZE} ${SPILLWAY_FUZZ}")

function(spillway_configure_target target)
  target_link_libraries(${target} PUBLIC spillway_options)
  target_compile_options(${target} PRIVATE -Xclang -fno-pch-timestamp)
  target_precompile_headers(${target} REUSE_FROM spillway_pch)
endfunction()

# spillway_library(NAME [DEPENDS targets...] [PRIVATE targets...])
# Every .cpp of the current folder and below, but main.cpp, becomes library spillway_NAME, alias spillway::NAME.
function(spillway_library name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;PRIVATE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp ${CMAKE_CURRENT_SOURCE_DIR}/*.hpp)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  if(NOT sources)
    set(sources ${CMAKE_BINARY_DIR}/pch.cpp)
  endif()
  add_library(spillway_${name} STATIC ${sources})
  add_library(spillway::${name} ALIAS spillway_${name})
  set_target_properties(spillway_${name} PROPERTIES LINKER_LANGUAGE CXX)
  spillway_configure_target(spillway_${name})
  target_link_libraries(spillway_${name} PUBLIC ${ARG_DEPENDS} PRIVATE ${ARG_PRIVATE})
endfunction()

# spillway_program(NAME DEPENDS targets...): main.cpp of the current folder becomes bin/NAME.
function(spillway_program name)
  cmake_parse_arguments(ARG "" "" "DEPENDS" ${ARGN})
  add_executable(${name} ${CMAKE_CURRENT_SOURCE_DIR}/main.cpp)
  spillway_configure_target(${name})
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS})
endfunction()

# spillway_test(NAME DEPENDS targets... [LABELS labels...])
# Every .cpp of the current folder becomes one Catch2 program test_NAME, registered with CTest.
function(spillway_test name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LABELS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp ${CMAKE_CURRENT_SOURCE_DIR}/*.hpp)
  if(NOT sources)
    return()
  endif()
  add_executable(test_${name} ${sources})
  spillway_configure_target(test_${name})
  target_link_libraries(test_${name} PRIVATE ${ARG_DEPENDS} spillway::test_main)
  set_property(GLOBAL APPEND PROPERTY SPILLWAY_TEST_PROGRAMS $<TARGET_FILE:test_${name}>)
  if(NOT ARG_LABELS)
    set(ARG_LABELS unit)
  endif()
  add_test(NAME ${name} COMMAND test_${name} --durations no WORKING_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
  set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT 300)
endfunction()
