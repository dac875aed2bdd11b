#!/bin/sh
# The compiler's launcher: ccache, told what lets one clone find the objects of another. Called by the build in
# its folder, whose name it takes off the arguments (CMake names the precompiled header by its whole path).
#   cmake/ccache.sh SOURCE_FOLDER COMPILER ARGUMENT...
set -e
CCACHE_BASEDIR=$1
shift
CCACHE_NOHASHDIR=1
CCACHE_PCH_EXTSUM=1
# ccache needs to be told that a precompiled header is safe to key on.
CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
export CCACHE_BASEDIR CCACHE_NOHASHDIR CCACHE_PCH_EXTSUM CCACHE_SLOPPINESS
for argument; do
  shift
  set -- "$@" "${argument#"$PWD"/}"
done
exec ccache "$@"
